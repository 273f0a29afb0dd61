/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ServiceNowEmulator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three instances around one topic, as the guide and its examples say. */
@Tag(Lanes.ONE_VERSION)
class HubIT extends ConnectIT {

  private static final String TABLE = "incident";
  private static final String TOPIC = "hub.incident";
  private static final String BEFORE = "2026-01-01 00:00:00";

  private final Map<String, ServiceNowEmulator> instances = new LinkedHashMap<>();

  @BeforeEach
  void startInstances() {
    for (String name : List.of("hq", "emea", "apac")) {
      ServiceNowEmulator instance =
          ServiceNowEmulator.builder().port(0).credentials(USER, PASSWORD).start();
      instance.table(TABLE, col("short_description", "string"), col("u_home", "string"));
      instances.put(name, instance);
    }
  }

  @AfterEach
  void closeInstances() {
    instances.values().forEach(ServiceNowEmulator::close);
  }

  @Test
  void everyInstanceGetsTheOthersRowsAndKeepsThoseOfAStrongerOne() throws Exception {
    instances.keySet().forEach(name -> insert(name, id(name), "of " + name, BEFORE));
    for (String name : instances.keySet()) {
      start(connector("source", name));
    }
    try (TopicReader topic = new TopicReader(stack.bootstrapServers(), TOPIC)) {
      await().atMost(PATIENCE).until(() -> topic.read().keys() == 3);
      for (String name : instances.keySet()) {
        start(connector("sink", name));
      }
      awaitEverywhere("of hq", "hq", id("hq"));
      awaitEverywhere("of emea", "emea", id("emea"));
      awaitEverywhere("of apac", "apac", id("apac"));

      change("emea", id("apac"), "by a stronger one");
      awaitEverywhere("by a stronger one", "emea", id("apac"));

      change("apac", id("hq"), "by a weaker one");
      insert("apac", id("later"), "later", "");
      awaitEverywhere("later", "apac", id("later"));
      change("hq", id("hq"), "again");
      awaitEverywhere("again", "hq", id("hq"));

      awaitAllRead("hub-sink-hq", topic);
      assertThat(writes("hq", id("hq"))).as("a weaker one's, and its own").isZero();
      assertThat(writes("emea", id("hq"))).as("the change, after the create").isOne();
      assertThat(topic.read().records().stream().map(HubIT::shown).collect(Collectors.toSet()))
          .as("what people did, and no echo of it")
          .isEqualTo(
              Set.of(
                  "hq of hq",
                  "emea of emea",
                  "apac of apac",
                  "emea by a stronger one",
                  "apac by a weaker one",
                  "apac later",
                  "hq again"));
    }
  }

  private ObjectNode connector(String kind, String name) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("servicenow.url", instances.get(name).url().toString());
    settings.put("servicenow.max.requests.per.hour", "10000");
    settings.put("servicenow.max.requests.per.hour.scope", "instance");
    if (kind.equals("source")) {
      settings.put("exclude.updated.by", USER);
      settings.put("poll.interval.ms", "200");
      settings.put("settle.ms", "1000");
      settings.put("topic.creation.default.partitions", "1");
    }
    return example("hub/hub-" + kind + "-" + name, settings)
        .put("name", "hub-" + kind + "-" + name);
  }

  private static String id(String row) {
    return String.format("%32s", Integer.toHexString(row.hashCode())).replace(' ', '0');
  }

  /** A person's row; the instance's own name is in it by a default value. */
  private void insert(String name, String id, String text, String updated) {
    Map<String, String> values = new HashMap<>();
    values.put("sys_id", id);
    values.put("short_description", text);
    values.put("u_home", name);
    if (!updated.isEmpty()) {
      values.put("sys_updated_on", updated);
    }
    instances.get(name).insert(TABLE, values);
  }

  /** A person's change; a business rule puts the instance's own name into the row. */
  private void change(String name, String id, String text) {
    instances.get(name).update(TABLE, id, Map.of("short_description", text, "u_home", name));
  }

  private void awaitEverywhere(String text, String home, String id) {
    await(text)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (ServiceNowEmulator instance : instances.values()) {
                assertThat(instance.rows(TABLE))
                    .filteredOn(row -> row.get("sys_id").equals(id))
                    .singleElement()
                    .satisfies(
                        row ->
                            assertThat(row)
                                .containsEntry("short_description", text)
                                .containsEntry("u_home", home));
              }
            });
  }

  /** Waits until a sink has done with every record that is in the topic. */
  private static void awaitAllRead(String sink, TopicReader topic) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              long end = topic.read().records().size();
              JsonNode offsets = stack.rest().offsets(sink).at("/offsets");
              return offsets.size() == 1
                  && offsets.get(0).at("/offset/kafka_offset").asLong() >= end;
            });
  }

  /** Changes of a row; the request that creates it does not name it. */
  private long writes(String name, String id) {
    return instances
        .get(name)
        .requests()
        .matching(
            request ->
                !request.method().equals("GET")
                    && request.status() < 300
                    && request.path().endsWith(id))
        .size();
  }

  private static String shown(ConsumerRecord<String, String> record) {
    String source =
        new String(record.headers().lastHeader("hub.source").value(), StandardCharsets.UTF_8);
    String text = record.value().replaceAll(".*\"short_description\":\"([^\"]*)\".*", "$1");
    return source + " " + text;
  }
}
