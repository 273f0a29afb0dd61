/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.InvalidValues;
import io.snbridge.source.record.KeyMode;
import io.snbridge.source.record.OutputFormat;
import io.snbridge.source.record.RecordSettings;
import io.snbridge.source.record.References;
import io.snbridge.source.record.SchemaMode;
import io.snbridge.source.record.TimeMode;
import io.snbridge.source.record.TimestampRules;
import io.snbridge.source.scan.FakeInstance;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A position is valid for the rows that were read, and for no others. */
@Timeout(60)
class ChangedScopeTest {

  private static final int ROWS = 120;

  private final FakeInstance instance = new FakeInstance();
  private final Run.Kafka kafka = new Run.Kafka();

  private String table = "incident";
  private String query = "priority=1";
  private List<String> fields = List.of();
  private SnapshotMode mode = SnapshotMode.INITIAL;

  @BeforeEach
  void fill() {
    for (int i = 0; i < ROWS; i++) {
      put(i, "2026-02-01 00:00:00");
    }
  }

  @Test
  void changedFilterStartsTheSnapshotAnewAndItsStreamAtItsOwnBeginning() throws Exception {
    readAll();
    tick(1000);
    for (int i = 0; i < 40; i++) {
      put(i, stampNow());
    }
    tick(1000);
    query = "priority=2";

    List<SourceRecord> records = readAll();
    assertThat(records).hasSize(ROWS / 2).allMatch(ChangedScopeTest::isSnapshot);
    assertThat(kafka.stamps).hasSize(ROWS);
  }

  @Test
  void rangesOfTheFormerFilterAreNotResumed() throws Exception {
    for (int restart = 0; restart < 8; restart++) {
      onePage();
    }
    assertThat(kafka.offsets).hasSizeGreaterThan(2);
    tick(1000);
    query = "priority=2";

    assertThat(keys(readAll())).hasSize(ROWS / 2);
  }

  @Test
  void newSnapshotIsResumedThoughTheFormerStreamPositionIsStillStored() throws Exception {
    readAll();
    tick(10);
    put(1, stampNow());
    put(2, stampNow());
    tick(10);
    readAll();
    assertThat(kafka.offsets).containsKey(Run.PARTITION.stream());
    query = "priority=2";
    int before = kafka.records;

    while (onePage()) {
      tick(1);
    }
    assertThat(kafka.records - before).as("each row once").isEqualTo(ROWS / 2);
    assertThat(kafka.stamps).hasSize(ROWS);
  }

  @Test
  void anotherTableUnderTheSameAliasIsReadFromItsBeginning() throws Exception {
    readAll();
    table = "incident_archive";

    assertThat(readAll()).hasSize(ROWS / 2).allMatch(ChangedScopeTest::isSnapshot);
  }

  @Test
  void changedColumnListGoesOnWhereItWas() throws Exception {
    readAll();
    tick(10);
    put(1, stampNow());
    tick(10);
    fields = List.of("number");

    assertThat(readAll()).hasSize(1).noneMatch(ChangedScopeTest::isSnapshot);
  }

  @Test
  void offsetThatDoesNotSayOfWhatIsTakenForThePresentRows() throws Exception {
    Map<String, Object> offset =
        new HashMap<>(
            new PositionCodec("?", "incident").encode(InStream.from(at("2026-02-20 00:00:00"))));
    offset.remove("of");
    kafka.offsets.put(Run.PARTITION.stream(), offset);
    put(1, "2026-02-21 00:00:00");

    assertThat(readAll()).hasSize(1).noneMatch(ChangedScopeTest::isSnapshot);
  }

  @Test
  void changedFilterWithoutSnapshotMissesNoChange() throws Exception {
    mode = SnapshotMode.LATEST;
    try (Run run = run()) {
      run.drain();
      tick(1);
      put(1, stampNow());
      tick(10);
      run.drainAgain();
    }
    put(2, stampNow());
    tick(1000);
    query = "priority=2";

    assertThat(keys(readAll())).containsExactly(id(2));
  }

  @Test
  void scopeNamesTheRowsAndTheirOrder() {
    query = "";
    assertThat(config().scope()).isEqualTo("incident");
    query = "active=true^NQpriority=1^EQ";
    assertThat(config().scope()).isEqualTo("incident?active=true^NQpriority=1");
    assertThat(ordered("sys_created_on", "sys_id").scope())
        .isEqualTo("incident?active=true^NQpriority=1^ORDERBYsys_created_on^ORDERBYsys_id");
    assertThat(ordered("sys_updated_on", "number").scope())
        .isEqualTo("incident?active=true^NQpriority=1^ORDERBYsys_updated_on^ORDERBYnumber");
  }

  private List<SourceRecord> readAll() throws InterruptedException {
    try (Run run = run()) {
      return run.all();
    }
  }

  /** Starts, delivers a page, and dies. False when nothing was left. */
  private boolean onePage() throws InterruptedException {
    try (Run run = run()) {
      List<SourceRecord> page = run.page();
      run.deliver(page);
      return !page.isEmpty();
    }
  }

  private Run run() {
    return new Run(instance, config(), kafka);
  }

  private TableConfig config() {
    return ordered("sys_updated_on", "sys_id");
  }

  private TableConfig ordered(String timestampField, String idField) {
    return new TableConfig(
        "incident",
        table,
        EncodedQuery.parse(query),
        5,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        mode,
        4,
        Optional.empty(),
        DeleteMode.NONE,
        Duration.ZERO,
        new RecordSettings(
            table,
            "servicenow.incident",
            fields,
            timestampField,
            idField,
            SchemaMode.NONE,
            OutputFormat.RECORD,
            Map.of(),
            TimeMode.CONNECT,
            InvalidValues.NULL,
            DisplayValue.FALSE,
            References.AS_IDS,
            KeyMode.SYS_ID,
            List.of(),
            TimestampRules.NONE,
            Set.of()));
  }

  /** Odd rows have priority 1, even ones 2; each range has rows of both. */
  private void put(int row, String stamp) {
    instance.put(id(row), stamp, Map.of("priority", row % 2 == 1 ? "1" : "2"));
  }

  private static String id(int row) {
    return "%x%031x".formatted(row / 2 % 16, row);
  }

  private void tick(long seconds) {
    instance.setNow(instance.now("incident").plusSeconds(seconds));
  }

  private String stampNow() {
    return GlideDateTime.text(instance.now("incident"));
  }

  private static Set<Object> keys(List<SourceRecord> records) {
    Set<Object> keys = new HashSet<>();
    records.forEach(record -> keys.add(record.key()));
    return keys;
  }

  private static boolean isSnapshot(SourceRecord record) {
    return TablePartition.isRange(record.sourcePartition());
  }
}
