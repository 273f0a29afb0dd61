/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide for disasters, from one to the next: a source moves to another group of workers, whose
 * offsets topic is lost, and whose instance gets another name and goes back in time.
 */
@Tag(Lanes.ONE_VERSION)
class RecoveryIT extends ConnectIT {

  private static final String GUIDE = "docs/guides/recovery.md";
  private static final String SOURCE = "recovered-source";
  private static final String SINK = "recovered-sink";
  private static final String TABLE = "incident";
  private static final String ORDERS = "recovered-orders";
  private static final String LOST = "recovery-offsets";
  private static final int ROWS = 20;

  @TempDir private Path folder;

  private GuideCommands guide;
  private ConnectWorker next;

  @BeforeEach
  void readTheGuide() throws Exception {
    assumeThat(GuideCommands.areThere("bash", "curl", "jq")).isTrue();
    guide =
        new GuideCommands(GUIDE)
            .in(folder)
            .with("http://<worker>:8083", stack.rest().url().toString())
            .with("source-incidents", SOURCE)
            .with("orders-sink", SINK)
            .with("--topic orders ", "--topic " + ORDERS + " ")
            .with(
                "https://dev67890.service-now.com", "http://localhost:" + emulator.url().getPort())
            .with("dev67890.service-now.com", "localhost")
            .with("dev12345.service-now.com", emulator.url().getHost())
            .with("broker:9092", stack.bootstrapServers())
            .with(
                "bin/kafka-get-offsets.sh",
                "'%s' -cp '%s' -Xmx64m -XX:TieredStopAtLevel=1 org.apache.kafka.tools.GetOffsetShell"
                    .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        runtime.classPath(ROOT)));
  }

  @Test
  void noRowIsLostInAnyDisasterAndWhatComesTwiceIsWhatTheGuideSays() throws Exception {
    emulator.table(TABLE, col("short_description", "string"));
    emulator.insertAll(
        TABLE,
        IntStream.range(0, ROWS).mapToObj(i -> Map.of("short_description", "row " + i)).toList());
    // Positions come before rows that have not settled.
    start(source(SOURCE, Map.of("tables", TABLE, "settle.mode", "wait")));
    try (TopicReader topic = new TopicReader(stack.bootstrapServers(), SOURCE + "." + TABLE)) {
      await().atMost(PATIENCE).until(() -> topic.read().keys() == ROWS);
      awaitNewRow(topic);

      moveToAnotherGroup(topic);
      loseTheOffsets(topic);
      setPositionsWithoutABackup(topic);
      renameTheInstance(topic);
      readAgain(topic);

      assertThat(topic.lastStates().keySet())
          .isEqualTo(
              emulator.rows(TABLE).stream()
                  .map(row -> row.get("sys_id"))
                  .collect(Collectors.toSet()));
    }
    writeAgain();
    guide.assertAllWereRun();
  }

  private void moveToAnotherGroup(TopicReader topic) throws Exception {
    int before = topic.read().records().size();
    next = startNext("recovery-one");
    guide.with("http://<new-worker>:8083", next.rest().url().toString());

    guide.run("move");

    assertThat(stack.rest().connectors().toString()).doesNotContain(SOURCE);
    String row = awaitNewRow(topic);
    assertThat(since(topic, before)).as("only what is new").containsExactly("c " + row);
    guide.with("http://<worker>:8083", next.rest().url().toString());
  }

  private void loseTheOffsets(TopicReader topic) throws Exception {
    awaitPosition(emulator.row(TABLE, awaitNewRow(topic)));
    guide.run("backup");
    String stored = awaitNewRow(topic);
    next.close();
    String missed = insert();
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      admin.deleteTopics(List.of(LOST)).all().get();
    }
    next = startNext("recovery-two");
    guide.with("http://<worker>:8083", next.rest().url().toString());

    guide.run("restore");

    int before = topic.read().records().size();
    String row = awaitNewRow(topic);
    assertThat(since(topic, before)).as("no snapshot goes on").noneMatch(r -> r.startsWith("r"));
    assertThat(topic.records().stream().map(RecoveryIT::shown))
        .as("changes since the backup: what had been sent once more, what was missed once")
        .filteredOn(record -> record.startsWith("c"))
        .contains("c " + missed, "c " + row)
        .filteredOn(record -> record.endsWith(stored))
        .hasSize(2);
  }

  private void setPositionsWithoutABackup(TopicReader topic) throws Exception {
    String first = awaitNewRow(topic);
    String second = awaitNewRow(topic);
    awaitPosition(emulator.row(TABLE, second));
    int before = topic.records().size();
    guide.with("2026-03-01 12:00:00", emulator.row(TABLE, first).get("sys_updated_on"));

    guide.run("without-backup");

    String row = awaitNewRow(topic);
    assertThat(since(topic, before))
        .as("what has changed since the time")
        .containsExactly("c " + first, "c " + second, "c " + row);
  }

  private void renameTheInstance(TopicReader topic) throws Exception {
    int before = topic.records().size();

    guide.run("rename");

    String row = awaitNewRow(topic);
    assertThat(since(topic, before)).as("only what is new").containsExactly("c " + row);
    assertThat(header(last(topic), "servicenow.instance")).isEqualTo("localhost");
  }

  private void readAgain(TopicReader topic) throws Exception {
    int before = topic.records().size();
    String gone = emulator.rows(TABLE).get(0).get("sys_id");
    emulator.updateSilently(TABLE, gone, Map.of("short_description", "as it was at the backup"));

    guide.run("read-again");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Set.copyOf(since(topic.read(), before)).size() == emulator.rows(TABLE).size()
                    && since(topic, before).contains("r " + gone));
    assertThat(topic.lastStates().get(gone))
        .containsEntry("short_description", "as it was at the backup");
  }

  private void writeAgain() throws Exception {
    emulator.table("u_order", col("u_name", "string"));
    next.rest()
        .create(sink(SINK, Map.of("topics", ORDERS, "topic.table.map", ORDERS + ":u_order")));
    String kept = id(1);
    write(Map.of(kept, "kept"));
    await().atMost(PATIENCE).until(() -> emulator.count("u_order") == 1);
    write(Map.of(id(2), "lost"));
    write(Map.of(id(3), "lost, too"));
    await().atMost(PATIENCE).until(() -> emulator.count("u_order") == 3);
    emulator.update("u_order", kept, Map.of("u_name", "changed by a person"));
    emulator.delete("u_order", id(2));
    emulator.delete("u_order", id(3));
    guide.with("1772366400000", Long.toString(timeOfTheSecondOrder()));

    guide.run("write-again");

    await().atMost(PATIENCE).until(() -> emulator.count("u_order") == 3);
    assertThat(emulator.row("u_order", id(2))).containsEntry("u_name", "lost");
    assertThat(emulator.row("u_order", id(3))).containsEntry("u_name", "lost, too");
    assertThat(emulator.row("u_order", kept)).containsEntry("u_name", "changed by a person");
  }

  private static long timeOfTheSecondOrder() {
    try (TopicReader orders = new TopicReader(stack.bootstrapServers(), ORDERS)) {
      await().pollInSameThread().atMost(PATIENCE).until(() -> orders.read().keys() == 3);
      return orders.records().get(1).timestamp();
    }
  }

  private static void write(Map<String, String> names) throws Exception {
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), ORDERS);
    names.forEach((id, name) -> writer.send(id, "{\"u_name\": \"" + name + "\"}"));
    writer.finish();
  }

  private static String id(int number) {
    return "5137153cc611227c000bbd1bd8cd200" + number;
  }

  /** A worker of another group on the same broker, with topics of its own. */
  private static ConnectWorker startNext(String name) throws IOException, InterruptedException {
    ConnectWorker worker =
        stack.addWorker(
            name,
            Map.of(
                "group.id", "recovery",
                "config.storage.topic", "recovery-configs",
                "offset.storage.topic", LOST,
                "status.storage.topic", "recovery-status"),
            // It does not live long enough for more.
            List.of("-XX:TieredStopAtLevel=1"));
    worker.awaitReady();
    return worker;
  }

  private String insert() {
    return emulator.insert(TABLE, Map.of("short_description", "new"));
  }

  /** Inserts a row and waits until it has arrived. */
  private String awaitNewRow(TopicReader topic) {
    String row = insert();
    await().atMost(PATIENCE).until(() -> topic.read().lastStates().containsKey(row));
    return row;
  }

  /** Waits until Connect has stored that a row is in Kafka. */
  private void awaitPosition(Map<String, String> row) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (JsonNode entry : next.rest().offsets(SOURCE).at("/offsets")) {
                if (entry.at("/offset/phase").asText().equals("stream")
                    && entry.at("/offset/timestamp").asText().compareTo(row.get("sys_updated_on"))
                        >= 0) {
                  return true;
                }
              }
              return false;
            });
  }

  /** Operation and key of each record from a place in the topic on. */
  private static List<String> since(TopicReader topic, int before) {
    return topic.records().stream().skip(before).map(RecoveryIT::shown).toList();
  }

  private static String shown(ConsumerRecord<String, String> record) {
    return header(record, "servicenow.operation") + " " + record.key();
  }

  private static ConsumerRecord<String, String> last(TopicReader topic) {
    return topic.records().get(topic.records().size() - 1);
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
