/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A table that changes while it is read, before a registry that refuses what is not BACKWARD, and
 * Connect's own converters. The Connect version makes no difference here.
 */
@Tag(Lanes.ONE_VERSION)
class SchemaIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SOURCE = "avro";

  private static SchemaRegistry registry;
  private static LocalStack stack;

  private ServiceNowEmulator emulator;

  @BeforeAll
  static void startStack() throws IOException, InterruptedException {
    Path folder = Stacks.folder("schema");
    Path converters = SchemaRegistry.converterPlugin(ConnectIT.ROOT, folder.resolve("converters"));
    registry = SchemaRegistry.start(ConnectIT.ROOT, folder.resolve("registry"));
    Path kafka = folder.resolve("kafka");
    stack =
        LocalStack.start(
            KafkaRuntime.KAFKA_4_3,
            ConnectIT.ROOT,
            kafka,
            new LocalStack.Settings(
                Ports.free(),
                Ports.free(),
                "512m",
                Map.of("plugin.path", kafka.resolve("plugins") + "," + converters)));
  }

  @AfterAll
  static void stopStack() {
    if (stack != null) {
      stack.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  @BeforeEach
  void startEmulator() {
    emulator =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials(ConnectIT.USER, ConnectIT.PASSWORD)
            .start();
    emulator.defineTable(
        TableDefinition.table(
            "u_part",
            ColumnDefinition.col("u_name", "string"),
            ColumnDefinition.col("u_rank", "integer"),
            ColumnDefinition.col("u_cost", "currency"),
            ColumnDefinition.col("u_due", "glide_date"),
            ColumnDefinition.col("u_old", "string")));
  }

  @AfterEach
  void removeConnectors() throws IOException, InterruptedException {
    for (JsonNode name : stack.rest().connectors()) {
      stack.rest().delete(name.asText());
    }
    emulator.close();
  }

  @Test
  void everyVersionIsBackwardAndTheNewestReadsEveryRecord() throws Exception {
    ObjectNode config = config(registry.converter());
    // Names that Avro refuses as they are, and the same rows in an envelope.
    config
        .put("topic.prefix", SOURCE)
        .put("tables", "2nd-parts,enveloped")
        .put("table.2nd-parts.name", "u_part")
        .put("table.enveloped.name", "u_part")
        .put("table.enveloped.output.format", "envelope");
    try (AvroTopic plain = topic("avro.2nd-parts");
        AvroTopic enveloped = topic("avro.enveloped")) {
      insert("first", Map.of("u_rank", "1", "u_cost", "12.5", "u_due", "2026-04-01"));
      stack.rest().configure(SOURCE, config);
      awaitRecords(1, plain, enveloped);

      emulator.defineTable(
          TableDefinition.table("u_part", ColumnDefinition.col("u_score", "float")));
      insert("with a column more", Map.of("u_score", "0.5"));
      awaitRecords(2, plain, enveloped);

      emulator.removeColumn("u_part", "u_old");
      insert("with a column less", Map.of());
      awaitRecords(3, plain, enveloped);

      emulator.changeType("u_part", "u_rank", "string");
      String retyped = insert("with another type", Map.of("u_rank", "high"));
      awaitRecords(4, plain, enveloped);
      assertThat(plain.header(retyped, "servicenow.invalid.u_rank")).isEqualTo("high");
      assertThat(registry.versions("avro.2nd-parts-value")).isEqualTo(2);

      // From here on the connector knows only the dictionary of now: INT64 has become STRING.
      stack.rest().configure(SOURCE, config.deepCopy().put("poll.interval.ms", "201"));
      String late = insert("after a restart", Map.of("u_rank", "higher"));
      await()
          .atMost(ConnectIT.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(stack.rest().status(SOURCE).at("/tasks/0").toString())
                      .contains("FAILED")
                      .containsIgnoringCase("incompatible"));
      assertThat(plain.keys()).isEqualTo(4);

      // What the guide says then: keep the type.
      stack
          .rest()
          .configure(
              SOURCE,
              config
                  .put("table.2nd-parts.column.types", "u_rank:integer")
                  .put("table.enveloped.column.types", "u_rank:integer"));
      awaitRecords(5, plain, enveloped);
      assertThat(plain.header(late, "servicenow.invalid.u_rank")).isEqualTo("higher");

      for (String subject : List.of("avro.2nd-parts-value", "avro.enveloped-value")) {
        assertThat(registry.versions(subject)).as(subject).isEqualTo(3);
      }
      assertRows(plain.as(registry.newest("avro.2nd-parts-value")).values());
      Schema newest = registry.newest("avro.enveloped-value");
      assertThat(newest.getFullName()).isEqualTo("avro.enveloped.Envelope");
      assertRows(
          enveloped.as(newest).values().stream().map(r -> (GenericRecord) r.get("after")).toList());
    }
  }

  /** One who knows only the newest schema sees every row, and null in what a row did not have. */
  private static void assertRows(Collection<GenericRecord> rows) {
    assertThat(rows)
        .extracting(
            row -> tuple(row.get("u_name").toString(), row.get("u_rank"), row.get("u_score")))
        .containsExactlyInAnyOrder(
            tuple("first", 1L, null),
            tuple("with a column more", null, 0.5),
            tuple("with a column less", null, null),
            tuple("with another type", null, null),
            tuple("after a restart", null, null));
    assertThat(rows).allSatisfy(row -> assertThat(row.getSchema().getField("u_old")).isNull());
  }

  /** Two references of a row have one schema, of one name. */
  @Test
  void referencesAreStructuresInAvroToo() throws Exception {
    emulator.defineTable(
        TableDefinition.table(
            "u_link",
            ColumnDefinition.reference("u_part", "u_part"),
            ColumnDefinition.reference("u_next", "u_link")));
    String part = insert("linked", Map.of());
    String first = emulator.insert("u_link", Map.of("u_part", part));
    String second = emulator.insert("u_link", Map.of("u_part", part, "u_next", first));
    try (AvroTopic links = topic("links.u_link");
        AvroTopic both = topic("links.both")) {
      stack
          .rest()
          .configure(
              "links",
              config(registry.converter())
                  .put("topic.prefix", "links")
                  .put("tables", "u_link,both")
                  .put("reference.format", "link")
                  .put("table.both.name", "u_link")
                  .put("table.both.reference.format", "both"));
      awaitRecords(2, links, both);

      GenericRecord row = links.as(registry.newest("links.u_link-value")).get(second);
      assertThat(((GenericRecord) row.get("u_part")).get("value")).hasToString(part);
      assertThat(((GenericRecord) row.get("u_next")).get("link"))
          .hasToString(emulator.url() + "/api/now/table/u_link/" + first);
      assertThat(links.as(registry.newest("links.u_link-value")).get(first).get("u_next")).isNull();
      GenericRecord shown = both.as(registry.newest("links.both-value")).get(second);
      assertThat(((GenericRecord) shown.get("u_next")).get("value")).hasToString(first);
    }
  }

  @Test
  void sinkWritesWhatTheSourceHasSentAlsoWhenAColumnHasComeMeanwhile() throws Exception {
    List<String> converters = List.of("apicurio-avro", "apicurio-json");
    for (String converter : converters) {
      String copy = copyOf(converter);
      emulator.defineTable(
          TableDefinition.table(
              copy,
              ColumnDefinition.col("u_name", "string"),
              ColumnDefinition.col("u_rank", "integer"),
              ColumnDefinition.col("u_cost", "currency"),
              ColumnDefinition.col("u_due", "glide_date"),
              ColumnDefinition.col("u_old", "string"),
              ColumnDefinition.col("u_score", "float")));
      stack
          .rest()
          .configure(
              "from-" + converter,
              config(registry.converter(converter))
                  .put("topic.prefix", converter)
                  .put("tables", "u_part"));
    }
    String first = insert("first", Map.of("u_rank", "1", "u_cost", "12.5", "u_due", "2026-04-01"));
    for (String converter : converters) {
      ObjectNode config = config(registry.converter(converter));
      config.retain(
          config.properties().stream()
              .map(Map.Entry::getKey)
              .filter(key -> key.startsWith("servicenow.") || key.startsWith("value."))
              .toList());
      stack
          .rest()
          .configure(
              "to-" + converter,
              config
                  .put("connector.class", "io.snbridge.sink.ServiceNowSinkConnector")
                  .put("topics", converter + ".u_part")
                  .put("topic.table.map", converter + ".u_part:" + copyOf(converter)));
      awaitCopy(converter, first, Map.of("u_name", "first", "u_rank", "1", "u_due", "2026-04-01"));
    }

    emulator.defineTable(TableDefinition.table("u_part", ColumnDefinition.col("u_score", "float")));
    String second = insert("with a column more", Map.of("u_score", "0.5"));

    for (String converter : converters) {
      awaitCopy(converter, second, Map.of("u_name", "with a column more", "u_score", "0.5"));
      assertThat(emulator.row(copyOf(converter), second)).containsEntry("u_rank", "");
      assertThat(emulator.row(copyOf(converter), first)).containsEntry("u_score", "");
      assertThat(emulator.row(copyOf(converter), first).get("u_cost")).startsWith("12.5");
    }
    assertThat(registry.versions("apicurio-avro.u_part-value")).isEqualTo(2);
  }

  @Test
  void clientOfConfluentReadsEveryVersion() throws Exception {
    assumeThat(ConfluentReader.isThere()).as("python3-confluent-kafka").isTrue();
    // What changes just before a snapshot comes with it and with the stream.
    String settled = GlideDateTime.text(Instant.now().minusSeconds(60));
    insert("first", Map.of("u_rank", "1", "sys_updated_on", settled));
    stack
        .rest()
        .configure(
            "read-back",
            config(registry.converter()).put("topic.prefix", "read-back").put("tables", "u_part"));
    try (AvroTopic parts = topic("read-back.u_part")) {
      awaitRecords(1, parts);
      emulator.defineTable(
          TableDefinition.table("u_part", ColumnDefinition.col("u_score", "float")));
      insert("with a column more", Map.of("u_score", "0.5"));
      awaitRecords(2, parts);
    }
    assertThat(
            ConfluentReader.read(
                stack.bootstrapServers(),
                registry.confluent(),
                "read-back.u_part",
                2,
                "u_name",
                "u_rank",
                "u_score"))
        .containsExactly("first|1|None", "with a column more|None|0.5");
  }

  private static String copyOf(String converter) {
    return "u_copy_" + converter.replace('-', '_');
  }

  private void awaitCopy(String converter, String id, Map<String, String> columns) {
    await(converter)
        .atMost(ConnectIT.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(emulator.rows(copyOf(converter)))
                    .filteredOn(row -> row.get("sys_id").equals(id))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsAllEntriesOf(columns)));
  }

  @Test
  void jsonHasTheSameRowsWithSchemasAndWithout() throws Exception {
    insert("only", Map.of("u_rank", "1", "u_due", "2026-04-01"));
    for (boolean schemas : new boolean[] {true, false}) {
      ObjectNode config =
          config(
              Map.of(
                  "value.converter",
                  "org.apache.kafka.connect.json.JsonConverter",
                  "value.converter.schemas.enable",
                  Boolean.toString(schemas)));
      String name = "json-" + schemas;
      config
          .put("topic.prefix", name)
          .put("tables", "u_part,enveloped")
          .put("table.enveloped.name", "u_part")
          .put("table.enveloped.output.format", "envelope");
      stack.rest().configure(name, config);

      JsonNode plain = value(name + ".u_part");
      JsonNode enveloped = value(name + ".enveloped");

      JsonNode row = schemas ? plain.get("payload") : plain;
      assertThat(row.at("/u_name").asText()).isEqualTo("only");
      assertThat(row.at("/u_rank").isNumber()).isTrue();
      assertThat(row.at("/u_score").isMissingNode()).isTrue();
      JsonNode envelope = schemas ? enveloped.get("payload") : enveloped;
      assertThat(envelope.at("/after")).isEqualTo(row);
      assertThat(envelope.at("/op").asText()).isEqualTo("r");
      assertThat(enveloped.at("/schema/name").asText())
          .isEqualTo(schemas ? "json_true.enveloped.Envelope" : "");
    }
  }

  private static JsonNode value(String topic) throws IOException {
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), topic)) {
      await().atMost(ConnectIT.PATIENCE).until(() -> reader.read().keys() == 1);
      return JSON.readTree(reader.records().get(0).value());
    }
  }

  private static AvroTopic topic(String name) {
    return new AvroTopic(stack.bootstrapServers(), name, registry);
  }

  private static void awaitRecords(int count, AvroTopic... topics) {
    for (AvroTopic topic : topics) {
      await().atMost(ConnectIT.PATIENCE).until(() -> topic.keys() >= count);
    }
  }

  private String insert(String name, Map<String, String> values) {
    Map<String, String> row = new HashMap<>(values);
    row.put("u_name", name);
    return emulator.insert("u_part", row);
  }

  private ObjectNode config(Map<String, String> converter) {
    ObjectNode config =
        JSON.createObjectNode()
            .put("connector.class", "io.snbridge.source.ServiceNowSourceConnector")
            .put("servicenow.url", emulator.url().toString())
            .put("servicenow.username", ConnectIT.USER)
            .put("servicenow.password", ConnectIT.PASSWORD)
            .put("poll.interval.ms", "200")
            .put("settle.ms", "1000")
            // The task that is about to be replaced sends no new row.
            .put("settle.mode", "wait");
    converter.forEach(config::put);
    return config;
  }
}
