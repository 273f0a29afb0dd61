/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.Shell;
import io.snbridge.cli.verify.FakeTopic;
import io.snbridge.cli.verify.ReadingTask;
import io.snbridge.cli.verify.VerifyCommand;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.emulator.store.LateRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cutover of docs/guides/migrating.md: Confluent's source is stopped, ours begins some minutes
 * before the newest row in its topic, and a consumer of that topic has every row as it is. The same
 * with the bridge, whose topic can be verified.
 */
class CutoverTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "incident";
  private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final EmulatorClock clock = EmulatorClock.manual(BEGIN);
  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("reader", "tiger-17").clock(clock).start();

  /** What a consumer sees of each record: the columns, a reference as its sys_id. */
  private final List<Map<String, String>> topic = new ArrayList<>();

  private boolean excludesLinks;

  /** Gets what the old connector sends. */
  private Consumer<JsonNode> records = row -> {};

  private final List<SourceRecord> ours = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void table() {
    emulator.defineTable(
        TableDefinition.table(
            TABLE,
            ColumnDefinition.col("short_description", "string"),
            ColumnDefinition.col("priority", "integer"),
            ColumnDefinition.reference("caller_id", "sys_user")));
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  /** Old rows, and then 30 at once, of which the old connector has read some when it is stopped. */
  private LateRow oldConnectorIsStopped() throws IOException, InterruptedException {
    insert(20, "old");
    clock.advance(Duration.ofHours(1));
    LateRow late = emulator.insertLate(TABLE, Map.of("short_description", "late", "priority", "1"));
    clock.advance(Duration.ofSeconds(5));
    insert(30, "bulk");
    OldConnector old =
        new OldConnector(
            emulator.url(),
            "reader:tiger-17",
            "2026-03-01 00:00:00",
            25,
            excludesLinks,
            row -> {
              topic.add(columns(row));
              records.accept(row);
            });
    old.poll(TABLE);
    old.poll(TABLE);
    assertThat(topic).hasSizeBetween(45, 49);
    return late;
  }

  /** Then changes go on, and a transaction of before is committed. */
  private void instanceGoesOn(LateRow late) {
    clock.advance(Duration.ofMinutes(3));
    emulator.update(TABLE, idOf("old 7"), Map.of("priority", "5"));
    emulator.update(TABLE, idOf("bulk 7"), Map.of("short_description", "bulk 7 changed"));
    late.commit();
    insert(3, "new");
    clock.advance(Duration.ofMinutes(2));
  }

  @Test
  void consumerHasEveryRowAsItIs() throws IOException, InterruptedException {
    instanceGoesOn(oldConnectorIsStopped());

    Map<String, String> settings = translated(newestInTopic().minus(MARGIN));
    try (ReadingTask task = new ReadingTask(settings, this::send)) {
      task.readUntil(() -> view().equals(rows()));
    }

    assertThat(view()).isEqualTo(rows());
    assertThat(ours).extracting(SourceRecord::topic).containsOnly("topic-servicenow");
    assertThat(ours)
        .as("what is older than the margin does not come again")
        .hasSizeLessThanOrEqualTo(30 + 1 + 1 + 3);
  }

  /** Why there is a margin; and that the test above can fail. */
  @Test
  void withoutAMarginARowThatAppearedLateIsMissed() throws IOException, InterruptedException {
    LateRow late = oldConnectorIsStopped();
    instanceGoesOn(late);

    Map<String, String> settings = translated(newestInTopic());
    try (ReadingTask task = new ReadingTask(settings, this::send)) {
      task.readUntil(() -> keys().contains(idOf("new 2")));
    }

    assertThat(keys()).doesNotContain(late.sysId());
    assertThat(rows().keySet()).contains(late.sysId());
  }

  /** Its keys and values are as ours: then the whole topic can be held against the table. */
  @Test
  void topicThatTheBridgeHasBegunIsAsTheTableIs() throws IOException, InterruptedException {
    FakeTopic kafka = new FakeTopic("servicenow.incident", 3, false);
    records = row -> kafka.send(bridgeRecord(row));
    excludesLinks = true;
    instanceGoesOn(oldConnectorIsStopped());
    Path old = folder.resolve("config.yaml");
    Files.writeString(
        old,
        """
        servicenow:
          base_url: %s
          auth: {type: basic, basic: {username: reader, password: tiger-17}}
        kafka: {brokers: ["localhost:9092"]}
        source:
          enabled: true
          topic_prefix: servicenow
          slow_poll_interval: 1s
          tables:
            - {name: incident, timestamp_field: sys_updated_on, identifier_field: sys_id}
        """
            .formatted(emulator.url()));

    Map<String, String> settings = translated(old, newestInTopic().minus(MARGIN));
    try (ReadingTask task = new ReadingTask(settings, this::send)) {
      task.readUntil(() -> view().equals(rows()));
    }
    ours.forEach(kafka::send);
    Shell shell =
        Shell.run(
            new VerifyCommand(unused -> kafka, duration -> {}),
            "verify",
            folder.resolve("ours.json").toString(),
            "--bootstrap-server",
            "nowhere:9092");

    assertThat(shell.exitCode()).as(shell.out() + shell.err()).isZero();
    assertThat(shell.out()).contains("54 rows");
  }

  private static SourceRecord bridgeRecord(JsonNode row) {
    return new SourceRecord(
        Map.of(),
        Map.of(),
        "servicenow.incident",
        Schema.STRING_SCHEMA,
        row.path("sys_id").asText(),
        null,
        JSON.convertValue(row, new TypeReference<TreeMap<String, Object>>() {}));
  }

  private Map<String, String> translated(Instant start) throws IOException {
    Path old = folder.resolve("confluent.json");
    Map<String, String> settings =
        Map.of(
            "name", "incidents",
            "connector.class", "io.confluent.connect.servicenow.ServiceNowSourceConnector",
            "servicenow.url", emulator.url().toString(),
            "servicenow.user", "reader",
            "servicenow.password", "tiger-17",
            "servicenow.table", TABLE,
            "servicenow.since", "2026-01-31",
            "kafka.topic", "topic-servicenow",
            "batch.max.rows", "10000",
            "poll.interval.s", "1");
    Files.writeString(old, JSON.writeValueAsString(settings));
    return translated(old, start);
  }

  private Map<String, String> translated(Path old, Instant start) throws IOException {
    Path result = folder.resolve("ours.json");
    Shell shell =
        Shell.run(
            "translate",
            old.toString(),
            "--start",
            GlideDateTime.text(start),
            "--keep-secrets",
            "-o",
            result.toString());

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    return JSON.convertValue(
        JSON.readTree(result.toFile()).path("config"),
        new TypeReference<TreeMap<String, String>>() {});
  }

  private Instant newestInTopic() {
    return topic.stream()
        .map(row -> GlideDateTime.parse(row.get("sys_updated_on")).orElseThrow())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private void send(SourceRecord record) {
    ours.add(record);
    topic.add(
        record.value() instanceof Struct row
            ? columns(row)
            : columns(JSON.valueToTree(record.value())));
  }

  /** The last record of each row. */
  private Map<String, Map<String, String>> view() {
    Map<String, Map<String, String>> view = new HashMap<>();
    topic.forEach(row -> view.put(row.get("sys_id"), row));
    return view;
  }

  private Set<String> keys() {
    return new TreeSet<>(view().keySet());
  }

  /** The rows as the instance has them, with the columns of the topic. */
  private Map<String, Map<String, String>> rows() {
    Set<String> columns = topic.get(0).keySet();
    Map<String, Map<String, String>> rows = new HashMap<>();
    for (Map<String, String> row : emulator.rows(TABLE)) {
      Map<String, String> shown = new TreeMap<>();
      columns.forEach(column -> shown.put(column, row.getOrDefault(column, "")));
      rows.put(row.get("sys_id"), shown);
    }
    return rows;
  }

  private void insert(int number, String text) {
    emulator.insertAll(
        TABLE,
        IntStream.range(0, number)
            .mapToObj(
                i ->
                    Map.of(
                        "short_description",
                        text + " " + i,
                        "priority",
                        "3",
                        "caller_id",
                        "681ccaf9c0a8016400b98a06818d57c7"))
            .toList());
  }

  private String idOf(String text) {
    return emulator.rows(TABLE).stream()
        .filter(row -> row.get("short_description").equals(text))
        .map(row -> row.get("sys_id"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> columns(JsonNode row) {
    Map<String, String> columns = new TreeMap<>();
    row.properties()
        .forEach(
            column ->
                columns.put(
                    column.getKey(),
                    column.getValue().path("value").asText(column.getValue().asText())));
    return columns;
  }

  private static Map<String, String> columns(Struct row) {
    Map<String, String> columns = new TreeMap<>();
    for (Field field : row.schema().fields()) {
      Object value = row.get(field);
      columns.put(field.name(), value == null ? "" : value.toString());
    }
    return columns;
  }
}
