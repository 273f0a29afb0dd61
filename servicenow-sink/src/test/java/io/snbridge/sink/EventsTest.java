/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events, routing and policies, on an emulated instance. */
class EventsTest {

  private static final String TABLE = "u_order";
  private static final String TOPIC = "orders";
  private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
  private static final Map<String, String> DEBEZIUM =
      Map.of(
          "value.payload.path", "after",
          "value.operation.path", "op",
          "value.id.path", "after.u_seq",
          "id.mode", "derived",
          "behavior.on.null.values", "fail");

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private long offset;

  EventsTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("u_seq", "integer"), ColumnDefinition.col("u_name", "string"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    return bed.add(new TaskDriver(emulator, true, settings).assign(P0));
  }

  private SinkRecord record(Object key, Object value) {
    return new SinkRecord(TOPIC, 0, null, key, null, value, offset++);
  }

  private SinkRecord change(String operation, Object before, Object after) {
    Map<String, Object> change = new HashMap<>();
    change.put("before", before);
    change.put("after", after);
    change.put("op", operation);
    return record("the key", change);
  }

  @Test
  void debeziumsDeleteEventAndItsTombstoneDeleteOnce() {
    for (String nulls : List.of("fail", "ignore", "delete")) {
      emulator.requests().clear();
      Map<String, String> settings = new HashMap<>(DEBEZIUM);
      settings.put("behavior.on.null.values", nulls);
      TaskDriver driver = driver(settings);
      Map<String, Object> row = Map.of("u_seq", 1, "u_name", "n");
      driver.put(change("c", null, row), change("u", row, Map.of("u_seq", 1, "u_name", "m")));
      driver.drain();
      assertThat(emulator.rows(TABLE)).singleElement().extracting("u_name").isEqualTo("m");

      driver.put(change("d", row, null));
      driver.put(record("the key", null));
      driver.drain();
      assertThat(emulator.rows(TABLE)).isEmpty();
      assertThat(emulator.requests().matching(r -> r.method().equals("DELETE"))).hasSize(1);
      assertThat(driver.context.dead).isEmpty();
      driver.revoke(P0);
    }
  }

  @Test
  void nullValueThatIsBehindNoDeleteEventFollowsThePolicy() {
    TaskDriver driver = driver(DEBEZIUM);
    driver.put(record("other key", null));
    driver.put(change("d", Map.of("u_seq", 1), null), record("the key", null));
    driver.put(record("the key", null));
    driver.put(change("d", Map.of("u_seq", 1), null));
    driver.put(change("c", null, Map.of("u_seq", 1)), record("the key", null));
    driver.drain();
    assertThat(driver.context.dead)
        .extracting(dead -> dead.record().kafkaOffset())
        .containsExactly(0L, 3L, 6L);
  }

  @Test
  void tombstoneOfAnotherAssignmentIsANullValue() {
    TaskDriver driver = driver(DEBEZIUM);
    driver.put(change("d", Map.of("u_seq", 1), null));
    driver.drain();
    driver.revoke(P0);
    driver.assign(P0);
    driver.put(record("the key", null));
    driver.drain();
    assertThat(driver.context.dead).hasSize(1);
  }

  /** The event of an internal service, with fields that no path leads to. */
  private static String customerEvent(String key, String type, String name) {
    return """
        {"event_id": "c87987bf-12fc-4838-92f9-ed91b5b42036", "idempotency_key": "%s",
         "event_type": "record.%s", "event_version": 1,
         "occurred_at": "2026-01-20T17:16:48.933893+00:00", "source": "internal-system",
         "entity": {"type": "customer", "id": "b99f5f46-ee92-4f2b-bb6a-ba073e24a138",
                    "version": "2026-01-20T17:16:48.933893+00:00"},
         "payload": {"u_name": "%s"}, "metadata": {"schema_version": 1}}
        """
        .formatted(key, type, name);
  }

  private static final Map<String, String> CUSTOMERS =
      Map.of(
          "value.payload.path", "payload",
          "value.operation.path", "event_type",
          "value.id.path", "entity.id",
          "idempotency.key.path", "idempotency_key",
          "id.mode", "derived");

  @Test
  void serviceEventsCreateUpdateAndDeleteTheirEntityAndRepeatsDoNothing() {
    TaskDriver driver = driver(CUSTOMERS);
    driver.put(
        record(null, customerEvent("k1", "created", "one")),
        record(null, customerEvent("k1", "created", "one")),
        record("some key", customerEvent("k2", "updated", "two")),
        record(null, customerEvent("k1", "created", "one")));
    driver.drain();
    assertThat(emulator.rows(TABLE)).singleElement().extracting("u_name").isEqualTo("two");
    assertThat(emulator.requests().matching(r -> r.method().equals("POST"))).hasSize(1);
    assertThat(emulator.requests().matching(r -> r.method().equals("PATCH"))).hasSize(2);

    driver.put(record(null, customerEvent("k3", "deleted", "x")));
    driver.drain();
    assertThat(emulator.rows(TABLE)).isEmpty();
    assertThat(driver.context.dead).isEmpty();
  }

  @Test
  void repeatMakesNoSecondRowAfterARestartOrInAnotherTask() {
    Map<String, String> settings =
        Map.of(
            "value.payload.path", "payload",
            "idempotency.key.path", "idempotency_key",
            "id.mode", "derived");
    TaskDriver driver = driver(settings);
    driver.put(record("a", customerEvent("k1", "created", "one")));
    driver.drain();
    driver.revoke(P0);
    TaskDriver other = driver(settings);
    other.put(
        record("b", customerEvent("k1", "created", "one")),
        record("c", customerEvent("k2", "created", "two")));
    other.drain();
    assertThat(emulator.rows(TABLE)).extracting("u_name").containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void repeatOfARefusedEventIsWritten() {
    emulator.refuseWrites(TABLE, row -> "no".equals(row.get("u_name")), "not this name");
    TaskDriver driver = driver(CUSTOMERS);
    driver.put(record(null, customerEvent("k1", "created", "no")));
    driver.drain();
    assertThat(driver.context.dead).hasSize(1);
    driver.put(record(null, customerEvent("k1", "created", "yes")));
    driver.drain();
    assertThat(emulator.rows(TABLE)).singleElement().extracting("u_name").isEqualTo("yes");
  }

  @Test
  void replayedDeadLetterIsOfTheRowThatItWasOfFirst() {
    Map<String, String> derived = Map.of("id.mode", "derived");
    TaskDriver driver = driver(derived);
    driver.put(record("K", Map.of("u_name", "first")));
    driver.drain();
    String id = emulator.rows(TABLE).get(0).get("sys_id");
    driver.revoke(P0);

    Map<String, String> settings = new HashMap<>(derived);
    settings.put("replay.dead.letters", "true");
    TaskDriver replay = new TaskDriver(emulator, true, settings);
    bed.add(replay);
    replay.assign(new TopicPartition("orders.dlq", 0));
    SinkRecord letter =
        new SinkRecord("orders.dlq", 0, null, "K", null, Map.of("u_name", "again"), 0);
    letter.headers().add("__connect.errors.topic", "orders", null);
    letter.headers().add("__connect.errors.partition", (byte) 0, null);
    letter.headers().add("__connect.errors.offset", "5", null);
    letter.headers().add("__connect.errors.topic", "orders.dlq", null);
    SinkRecord stranger =
        new SinkRecord("orders.dlq", 0, null, "K", null, Map.of("u_name", "x"), 1);
    replay.put(letter, stranger);
    replay.drain();
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(
            row -> assertThat(row).containsEntry("sys_id", id).containsEntry("u_name", "again"));
    assertThat(replay.context.dead)
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.error().getMessage())
                    .contains("__connect.errors.topic", "context.headers.enable"));
  }

  @Test
  void headerChoosesAmongAllowedTablesAndOthersAreRefusedOneByOne() {
    emulator.table("u_other", ColumnDefinition.col("u_name", "string"));
    TaskDriver driver =
        driver(Map.of("table.header", "table", "table.allowlist", "u_order,u_other"));
    SinkRecord other = record(null, Map.of("u_name", "other"));
    other.headers().add("table", "u_other", null);
    SinkRecord outside = record(null, Map.of("u_name", "outside"));
    outside.headers().add("table", "../sys_user", null);
    driver.put(other, outside, record(null, Map.of("u_name", "by topic")));
    driver.drain();

    assertThat(emulator.rows("u_other")).singleElement().extracting("u_name").isEqualTo("other");
    assertThat(emulator.rows(TABLE)).singleElement().extracting("u_name").isEqualTo("by topic");
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.error().getMessage())
                    .contains("offset 1", "'../sys_user'", "table.allowlist"));
    assertThat(emulator.requests().matching(r -> r.path().contains("sys_user"))).isEmpty();
  }

  @Test
  void updateOfAMissingRowIsRefusedIgnoredOrInserted() {
    String id = "0123456789abcdef0123456789abcdef";
    TaskDriver fails = driver(Map.of("write.method", "update"));
    fails.put(record(id, Map.of("u_name", "n")));
    fails.drain();
    assertThat(fails.context.dead)
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.error().getMessage())
                    .contains("status 404", "No Record found", "u_order/" + id, "correlation id"));

    TaskDriver ignores = driver(Map.of("write.method", "update", "not.found", "ignore"));
    ignores.put(record(id, Map.of("u_name", "n")));
    ignores.drain();
    assertThat(ignores.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).isEmpty();

    TaskDriver inserts = driver(Map.of("write.method", "update", "not.found", "insert"));
    inserts.put(record(id, Map.of("u_name", "n")));
    inserts.drain();
    assertThat(emulator.rows(TABLE)).singleElement().extracting("sys_id").isEqualTo(id);
  }
}
