/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.StagingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkRecord;

/** Arbitrary records, through the whole task and real HTTP. */
class PoisonPropertyTest {

  private static final String TOPIC = "orders";
  private static final String TABLE = "u_order";
  private static final int RECORDS = 500;
  private static final String LAST = "f".repeat(32);

  /** Kafka's own bound is that of a record, 1 MB; nobody reads more than a screen of it. */
  private static final int LONGEST_MESSAGE = 10_000;

  private static final List<List<Map<String, String>>> SETTINGS =
      List.of(
          List.of(
              Map.of("id.mode", "sys_id"),
              Map.of("id.mode", "derived"),
              Map.of("id.mode", "server"),
              Map.of("id.mode", "lookup", "id.lookup.fields", "u_text"),
              Map.of("id.mode", "lookup", "id.lookup.fields", "u_int,u_when"),
              Map.of("write.method", "insert"),
              Map.of("write.method", "update"),
              Map.of("write.api", "batch"),
              Map.of(
                  "value.payload.path",
                  "after",
                  "value.operation.path",
                  "op",
                  "value.id.path",
                  "id"),
              Map.of("idempotency.key.path", "u_text"),
              Map.of("replay.dead.letters", "true"),
              Map.of("conflict.policy", "newest_wins"),
              Map.of(
                  "write.api", "import_set",
                  "topic.table.map", "orders:u_import",
                  "import.set.coalesce", "true",
                  "behavior.on.null.values", "ignore"),
              Map.of(
                  "write.api", "identify_reconcile",
                  "ire.data.source", "Any",
                  "behavior.on.null.values", "ignore")),
          List.of(
              Map.of(),
              Map.of("nested.fields", "json"),
              Map.of("nested.fields", "flatten", "null.fields", "clear"),
              Map.of("null.fields", "replace", "fields.include", "u_text,u_number")),
          List.of(
              Map.of(),
              Map.of("unknown.columns", "drop", "invalid.values", "drop"),
              Map.of("unknown.columns", "drop", "invalid.values", "ignore"),
              Map.of("unknown.columns", "ignore", "invalid.values", "ignore")),
          List.of(Map.of(), Map.of("verify.writes", "true"), Map.of("verify.writes", "fail")),
          List.of(Map.of(), Map.of("collapse.updates", "true"), Map.of("dictionary", "denied")));

  @Provide
  Arbitrary<Map<String, String>> settings() {
    return Arbitraries.randomValue(
        random -> {
          Map<String, String> settings = new HashMap<>();
          SETTINGS.forEach(choices -> settings.putAll(choices.get(random.nextInt(choices.size()))));
          if (settings.containsKey("write.api") && !settings.get("write.api").equals("batch")) {
            settings.remove("verify.writes");
            settings.remove("collapse.updates");
          }
          return settings;
        });
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.randomValue(random -> random.nextLong());
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void anyRecordIsWrittenOrADeadLetterAndTheTaskRuns(
      @ForAll("settings") Map<String, String> settings, @ForAll("seeds") long seed) {
    Map<String, String> all = new HashMap<>(settings);
    try (ServiceNowEmulator emulator = emulator()) {
      if (all.remove("dictionary") != null) {
        emulator.denyQueries("sys_dictionary");
      }
      all.put("report.topic", "outcomes");
      all.put("report.producer.bootstrap.servers", "127.0.0.1:1");
      MockProducer<byte[], byte[]> reports =
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      try (TaskDriver driver = new TaskDriver(emulator, true, all, configured -> reports)) {
        driver.assign(new TopicPartition(TOPIC, 0));
        List<SinkRecord> records = records(seed);
        driver.putAll(records, 100);
        assertThat(outcomes(reports, "success") + outcomes(reports, "skipped"))
            .as("each record that is no dead letter, and asks for something, is done")
            .isBetween(
                records.stream().filter(record -> record.value() != null).count()
                    - driver.context.dead.size()
                    - repeats(settings),
                records.size() - (long) driver.context.dead.size());
        assertThat(outcomes(reports, "failure")).isEqualTo(driver.context.dead.size());
        assertThat(driver.context.dead)
            .extracting(dead -> dead.error().getMessage())
            .allSatisfy(
                message ->
                    assertThat(message)
                        .hasSizeLessThan(LONGEST_MESSAGE)
                        .doesNotContainPattern("\\p{Cntrl}"));
      }
    }
  }

  private static ServiceNowEmulator emulator() {
    ServiceNowEmulator emulator =
        ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
    emulator.table(
        TABLE,
        ColumnDefinition.col("u_int", "integer"),
        ColumnDefinition.col("u_long", "longint"),
        ColumnDefinition.col("u_dec", "decimal"),
        ColumnDefinition.col("u_float", "float"),
        ColumnDefinition.col("u_bool", "boolean"),
        ColumnDefinition.col("u_text", "string"),
        ColumnDefinition.col("u_short", "string"),
        ColumnDefinition.col("u_when", "glide_date_time"),
        ColumnDefinition.col("u_day", "glide_date"),
        ColumnDefinition.col("u_time", "glide_time"),
        ColumnDefinition.col("u_span", "glide_duration"),
        ColumnDefinition.col("u_list", "glide_list"),
        ColumnDefinition.col("u_ref", "string"),
        ColumnDefinition.col("u_guid", "GUID"),
        ColumnDefinition.col("u_money", "currency"),
        ColumnDefinition.col("u_ip", "ip_addr"),
        ColumnDefinition.col("u_color", "color"),
        ColumnDefinition.col("u_phone", "phone_number_e164"),
        ColumnDefinition.col("u_json", "string"),
        ColumnDefinition.col("work_notes", "journal_input"));
    emulator.stagingTable(
        StagingTable.staging("u_import", "u_int", "u_text", "u_when").map("Any", TABLE, "u_text"));
    emulator.identifyBy(TABLE, "u_text");
    emulator.discoverySources("Any");
    return emulator;
  }

  private static List<SinkRecord> records(long seed) {
    AnyRecords any = new AnyRecords(seed);
    List<SinkRecord> records = new ArrayList<>();
    for (int offset = 0; offset < RECORDS; offset++) {
      records.add(any.next(TOPIC, 0, offset));
    }
    records.add(
        new SinkRecord(TOPIC, 0, null, LAST, null, Map.of("u_text", "last", "u_int", 1), RECORDS));
    return records;
  }

  private static long repeats(Map<String, String> settings) {
    return settings.containsKey("idempotency.key.path") ? RECORDS : 0;
  }

  private static long outcomes(MockProducer<byte[], byte[]> reports, String outcome) {
    return reports.history().stream()
        .filter(sent -> new String(sent.value(), UTF_8).contains("\"outcome\":\"" + outcome + "\""))
        .count();
  }
}
