/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of records, and the header that has the row's. */
@Timeout(60)
class RecordTimestampsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String HEADER = "servicenow.updated.on";

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("incident");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;

  @BeforeEach
  void start() {
    instance.table("incident", ColumnDefinition.col("number", "string"));
    config.put("schema.mode", "string");
    config.put("deletes", "event");
    config.put("deletes.settle.ms", "2000");
  }

  /** A row of the snapshot, one of the stream, and the event and tombstone of a deleted one. */
  @ParameterizedTest
  @CsvSource({"none,record", "row,record", "none,envelope", "row,envelope"})
  void headerHasTheRowsTimeWhateverTheRecordHas(String whose, String format) throws Exception {
    config.put("record.timestamp", whose);
    config.put("output.format", format);
    row("a", "2026-02-28 09:30:00");
    row("b", "2026-02-28 09:30:01");
    List<SourceRecord> records = new ArrayList<>();
    ServiceNowSourceTask task = bed.another().start();
    poll(task, records, 2);
    clock.advance(Duration.ofMinutes(1));
    instance.update("incident", id("a"), Map.of("number", "2"));
    clock.advance(Duration.ofMinutes(1));
    poll(task, records, 3);
    instance.delete("incident", id("b"));
    clock.advance(Duration.ofMinutes(1));
    poll(task, records, 5);
    task.stop();

    List<Instant> times =
        Stream.of(
                "2026-02-28T09:30:00Z",
                "2026-02-28T09:30:01Z",
                "2026-03-01T12:01:00Z",
                "2026-03-01T12:02:00Z",
                "2026-03-01T12:02:00Z")
            .map(Instant::parse)
            .toList();
    assertThat(records)
        .extracting(record -> record.headers().lastWithName(HEADER).value())
        .containsExactlyElementsOf(times.stream().map(Object::toString).toList());
    assertThat(records)
        .extracting(SourceRecord::timestamp)
        .containsExactlyElementsOf(
            times.stream().map(at -> whose.equals("row") ? at.toEpochMilli() : null).toList());
  }

  @Test
  void timeThatKafkaRefusesIsLeftOutAndSaidOnce() throws Exception {
    config.put("record.timestamp", "row");
    config.put("topic.creation.default.cleanup.policy", "compact");
    String future = GlideDateTime.text(Instant.now().plus(Duration.ofHours(2)));
    List<String> stamps =
        List.of("1969-12-31 23:59:58", "1900-01-01 00:00:00", "0001-01-01 00:00:00", future);
    IntStream.range(0, stamps.size()).forEach(i -> row(Integer.toString(i), stamps.get(i)));
    row("a", "1970-01-01 00:00:00");
    List<SourceRecord> records = new ArrayList<>();
    String log;
    try (LogText text = new LogText()) {
      ServiceNowSourceTask task = bed.another().start();
      poll(task, records, 5);
      task.stop();
      log = text.text();
    }

    assertThat(records.subList(0, 4)).allMatch(record -> record.timestamp() == null);
    assertThat(records.get(4).timestamp()).isZero();
    assertThat(records)
        .extracting(record -> record.headers().lastWithName(HEADER).value())
        .containsExactly(
            "1969-12-31T23:59:58Z",
            "1900-01-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
            future.replace(' ', 'T') + "Z",
            "1970-01-01T00:00:00Z");
    assertThat(log).containsOnlyOnce("Kafka would refuse its time");
    assertThat(log).contains("Table 'incident', row " + id("0")).doesNotContain("deletes this one");
  }

  @Test
  void timeOfADeleteThatKafkaRefusesIsLeftOutToo() throws Exception {
    config.put("record.timestamp", "row");
    clock.advance(Duration.between(NOON, Instant.now().plus(Duration.ofHours(3))));
    row("a", "2026-02-28 09:30:00");
    List<SourceRecord> records = new ArrayList<>();
    ServiceNowSourceTask task = bed.another().start();
    poll(task, records, 1);
    clock.advance(Duration.ofMinutes(1));
    instance.delete("incident", id("a"));
    clock.advance(Duration.ofMinutes(1));
    poll(task, records, 3);
    task.stop();

    assertThat(records.subList(1, 3))
        .allMatch(record -> record.timestamp() == null)
        .allMatch(record -> record.headers().lastWithName(HEADER) != null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "record.timestamp=none",
        "topic.creation.default.cleanup.policy=compact",
        "topic.creation.default.retention.ms=-1",
        "topic.creation.default.retention.ms=3155760000000",
        "topic.creation.default.message.timestamp.before.max.ms=86400000"
      })
  void nothingIsSaidWhereOldRowsAreKept(String setting) throws Exception {
    assertThat(logOfOldRows(setting)).doesNotContain("deletes this one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topic.prefix=servicenow",
        "topic.creation.default.cleanup.policy=delete",
        "topic.creation.default.retention.ms=86400000"
      })
  void rowsThatTheTopicDoesNotKeepAreSaidOnce(String setting) throws Exception {
    assertThat(logOfOldRows(setting))
        .containsOnlyOnce("Kafka deletes this one within minutes")
        .contains("topic 'servicenow.incident'", "topic.creation.default.cleanup.policy");
  }

  private String logOfOldRows(String setting) throws Exception {
    config.put("record.timestamp", "row");
    config.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    row("a", "2019-02-28 09:30:00");
    row("b", "2020-02-28 09:30:00");
    try (LogText text = new LogText()) {
      ServiceNowSourceTask task = bed.another().start();
      poll(task, new ArrayList<>(), 2);
      task.stop();
      return text.text();
    }
  }

  private void row(String id, String updatedOn) {
    instance.insert("incident", Map.of("sys_id", id(id), "sys_updated_on", updatedOn));
  }

  /** Of one range, so that the snapshot reads them in order. */
  private static String id(String last) {
    return "0".repeat(31) + last;
  }

  private static void poll(ServiceNowSourceTask task, List<SourceRecord> records, int count)
      throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (records.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("After 30 s there are " + records.size() + " records");
      }
      List<SourceRecord> page = task.poll();
      if (page != null) {
        records.addAll(page);
        page.forEach(record -> task.commitRecord(record, null));
      }
    }
  }
}
