/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.source.position.TablePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleted rows, over HTTP, against an emulated instance. */
@Timeout(60)
class DeletesTest {

  private static final RequestMatcher AUDIT = RequestMatcher.table("sys_audit_delete");

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("incident");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    instance.defineTable(table("incident", col("number", "string"), col("priority", "integer")));
    instance.defineTable(table("problem", col("number", "string")));
    config.put("servicenow.retry.max.backoff.ms", "20");
    config.put("schema.mode", "none");
    config.put("page.size", "10");
    config.put("deletes", "tombstone");
    config.put("deletes.settle.ms", "2000");
  }

  @Test
  void deletedRowsGiveTombstonesThatSayWhatIsKnown() throws Exception {
    List<String> ids = insert("incident", 30);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    ids.subList(3, 20).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();

    assertThat(connect.deletes).hasSize(17);
    SourceRecord tombstone = connect.deletes.get(0);
    assertThat(tombstone.key()).isIn(ids.subList(3, 20));
    assertThat(tombstone.value()).isNull();
    assertThat(tombstone.valueSchema()).isNull();
    assertThat(tombstone.timestamp()).isNull();
    assertThat(headers(tombstone))
        .containsEntry("servicenow.operation", "d")
        .containsEntry("servicenow.table", "incident")
        .containsEntry("servicenow.class", "incident")
        .containsEntry("servicenow.sys_id", tombstone.key())
        .containsEntry("servicenow.deleted.at", "2026-03-01 12:01:10")
        .containsEntry("servicenow.updated.on", "2026-03-01T12:01:10Z")
        .containsEntry("servicenow.deleted.by", "system");
  }

  @Test
  void rowsThatGoWithAnotherGiveTombstones() throws Exception {
    instance.defineTable(table("u_part", reference("whole", "incident").cascading()));
    config.put("tables", "incident,u_part");
    String whole = insert("incident", 1).get(0);
    String part = instance.insert("u_part", Map.of("whole", whole));
    String alone = instance.insert("u_part", Map.of());
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 3);
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", whole);
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.keySet().equals(Set.of(alone)));
    task.stop();
    assertThat(connect.deletes)
        .extracting(SourceRecord::key)
        .containsExactlyInAnyOrder(whole, part);
  }

  @Test
  void withEventsEachTombstoneFollowsADeleteEvent() throws Exception {
    config.put("deletes", "event");
    config.put("schema.mode", "dictionary");
    List<String> ids = insert("incident", 5);
    clock.advance(Duration.ofMinutes(1));
    Connect structs = bed.another();
    ServiceNowSourceTask task = structs.start();
    List<SourceRecord> records = new ArrayList<>();
    poll(task, records, 5);
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(2));
    clock.advance(Duration.ofSeconds(10));
    poll(task, records, 7);
    task.stop();

    SourceRecord event = records.get(5);
    assertThat(event.key()).isEqualTo(ids.get(2));
    assertThat(event.valueSchema()).isEqualTo(records.get(0).valueSchema());
    var value = (org.apache.kafka.connect.data.Struct) event.value();
    assertThat(value.getString("sys_id")).isEqualTo(ids.get(2));
    assertThat(value.get("number")).isNull();
    assertThat(headers(event)).containsEntry("servicenow.operation", "d");
    assertThat(records.get(6).key()).isEqualTo(ids.get(2));
    assertThat(records.get(6).value()).isNull();
  }

  @Test
  void rowsThatAreDeletedWhileTheSnapshotRunsAreDeletedInKafkaToo() throws Exception {
    List<String> ids = insert("incident", 300);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records > 100);
    ids.subList(0, 280).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  /** As a consumer of Debezium's change events expects it. */
  @Test
  void inAnEnvelopeADeletedRowIsBefore() throws Exception {
    config.put("deletes", "event");
    config.put("output.format", "envelope");
    List<String> ids = insert("incident", 1);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = bed.another().start();
    List<SourceRecord> records = new ArrayList<>();
    poll(task, records, 1);
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofSeconds(10));
    poll(task, records, 3);
    task.stop();

    assertThat((Map<?, ?>) records.get(1).value())
        .isEqualTo(envelope(ids.get(0), (Map<?, ?>) records.get(1).value()));
    assertThat(records.get(2).value()).isNull();
  }

  private static Map<String, Object> envelope(String id, Map<?, ?> seen) {
    Map<String, Object> envelope = new HashMap<>();
    envelope.put("before", Map.of("sys_id", id));
    envelope.put("after", null);
    envelope.put("op", "d");
    envelope.put("source", seen.get("source"));
    envelope.put("ts_ms", seen.get("ts_ms"));
    return envelope;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tombstone", "event"})
  void restartAfterAnyRecordLosesNoDelete(String mode) throws Exception {
    config.put("deletes", mode);
    config.put("deletes.settle.ms", "3000");
    List<String> ids = new ArrayList<>(insert("incident", 60));
    clock.advance(Duration.ofMinutes(1));
    int[] round = {0};
    while (!connect.stamps.equals(stamps()) || !ids.isEmpty()) {
      ServiceNowSourceTask task = connect.start();
      List<SourceRecord> page = pageUnlessRead(task);
      if (page != null) {
        // Kafka gets the first few of a page, and the worker dies.
        connect.deliver(task, page.subList(0, 1 + round[0] % page.size()));
      }
      task.stop();
      round[0]++;
      if (round[0] % 3 == 0 && !ids.isEmpty()) {
        for (int i = 0; i < 4; i++) {
          instance.delete("incident", ids.remove(ids.size() / 2));
        }
        if (!ids.isEmpty()) {
          instance.update("incident", ids.get(0), Map.of("priority", "" + round[0]));
        }
      }
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(connect.stamps).isEmpty();
    assertThat(connect.deletes.stream().map(SourceRecord::key).distinct()).hasSizeBetween(30, 60);
  }

  /** Kafka has a change that is younger than a delete, and not the delete. */
  @Test
  void changeThatOvertakesADeleteOnItsWayToKafkaDoesNotSkipIt() throws Exception {
    config.put("snapshot.mode", "latest");
    List<String> ids = insert("incident", 3);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntilRead(task, "incident");
    assertThat(connect.records).isZero();
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofSeconds(10));
    List<SourceRecord> delete = page(task);
    assertThat(delete).hasSize(1);
    instance.update("incident", ids.get(1), Map.of("priority", "1"));
    clock.advance(Duration.ofSeconds(10));
    List<SourceRecord> change = page(task);
    assertThat(change).extracting(SourceRecord::key).containsExactly(ids.get(1));
    connect.deliver(task, change);
    task.stop();

    clock.advance(Duration.ofSeconds(10));
    task = connect.start();
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 1);
    task.stop();
    assertThat(connect.deletes).extracting(SourceRecord::key).containsExactly(ids.get(0));
  }

  /** The other way round: with nothing on its way, a restart does not look at old deletes again. */
  @Test
  void changesSayHowFarDeletesAreInKafka() throws Exception {
    List<String> ids = insert("incident", 3);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofMinutes(10));
    instance.update("incident", ids.get(1), Map.of("priority", "1"));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();

    TablePartition partition = new TablePartition(instance.url().getHost(), "incident");
    assertThat(connect.stored(partition.stream()).get("deletes").toString())
        .isBetween("2026-03-01 12:00:58", "2026-03-01 12:11:08");
    assertThat(connect.stored(partition.deletes())).isNull();
  }

  @Test
  void deletesThatAreAuditedLateAreNotMissed() throws Exception {
    config.put("deletes.settle.ms", "30000");
    instance.switches().deleteAuditLag(Duration.ofSeconds(25));
    List<String> ids = insert("incident", 40);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    for (int i = 0; i < 20; i++) {
      instance.delete("incident", ids.get(i));
      clock.advance(Duration.ofSeconds(3));
      connect.pollUntilRead(task, "incident");
    }
    clock.advance(Duration.ofMinutes(1));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.deletes).hasSize(20);
  }

  @Test
  void rowsThatArePutBackGiveNoTombstoneThoughTheUserMayNotSeeThem() throws Exception {
    List<String> ids = insert("incident", 60);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    ids.forEach(id -> instance.delete("incident", id));
    ids.subList(0, 20).forEach(instance::undeleteSilently);
    Set<String> hidden = Set.copyOf(ids.subList(0, 3));
    instance.hideRows("incident", row -> hidden.contains(row.get("sys_id")));
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    assertThat(metric("deletes-total")).isEqualTo(40L);
    assertThat(metric("deletes-restored-total")).isEqualTo(20L);
    task.stop();
    assertThat(connect.deletes)
        .extracting(SourceRecord::key)
        .containsExactlyInAnyOrderElementsOf(ids.subList(20, 60));
  }

  /** It was sent early, and must not be taken for sent since. */
  @Test
  void rowThatIsPutBackAsItWasBeforeItHasSettledComesAfterItsTombstone() throws Exception {
    config.put("settle.ms", "30000");
    config.put("deletes.settle.ms", "0");
    ServiceNowSourceTask task = connect.start();
    insert("incident", 1);
    clock.advance(Duration.ofMinutes(1));
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    String id = insert("incident", 1).get(0);
    connect.pollUntil(task, kafka -> kafka.stamps.containsKey(id));
    instance.delete("incident", id);
    clock.advance(Duration.ofSeconds(1));
    connect.pollUntil(task, kafka -> !kafka.stamps.containsKey(id));
    instance.undeleteSilently(id);
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  /** As long as rows wait until they have settled. */
  @Test
  void deletesComeBeforeTheRowsOfTheSameWindow() throws Exception {
    config.put("page.size", "1000");
    config.put("settle.mode", "wait");
    List<String> ids = insert("incident", 10);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    instance.update("incident", ids.get(0), Map.of("priority", "1"));
    instance.delete("incident", ids.get(1));
    instance.delete("incident", ids.get(2));
    clock.advance(Duration.ofSeconds(10));
    List<SourceRecord> records = new ArrayList<>();
    poll(task, records, 3);
    // It was gone when it was looked for, and is put back then.
    instance.undelete(ids.get(2));
    clock.advance(Duration.ofSeconds(10));
    poll(task, records, 4);
    task.stop();

    assertThat(records.subList(0, 2))
        .extracting(SourceRecord::key)
        .containsExactlyInAnyOrder(ids.get(1), ids.get(2));
    assertThat(records.subList(2, 4))
        .extracting(SourceRecord::key)
        .containsExactly(ids.get(0), ids.get(2));
  }

  @Test
  void deletesOfEveryClassAreSeenANewOneIncludedAndNoOther() throws Exception {
    instance.defineTable(table("u_ci", col("number", "string")));
    instance.defineTable(table("u_server").extending("u_ci"));
    instance.defineTable(table("u_ci_alike", col("number", "string")));
    config.put("tables", "u_ci");
    List<String> ids = new ArrayList<>(insert("u_server", 5));
    ids.addAll(insert("u_ci", 5));
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 10);
    clock.advance(Duration.ofSeconds(10));
    insert("u_ci_alike", 3).forEach(id -> instance.delete("u_ci_alike", id));
    instance.delete("u_ci", ids.get(0));
    instance.defineTable(table("u_blade").extending("u_server"));
    List<String> blades = insert("u_blade", 2);
    clock.advance(Duration.ofSeconds(10));
    // The snapshot may still read ranges without rows, and meet the blades there.
    connect.pollUntil(
        task,
        kafka ->
            kafka.stamps.keySet().containsAll(blades) && !kafka.stamps.containsKey(ids.get(0)));
    instance.delete("u_ci", blades.get(1));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> !kafka.stamps.containsKey(blades.get(1)));
    task.stop();

    assertThat(connect.deletes)
        .extracting(SourceRecord::key)
        .containsExactly(ids.get(0), blades.get(1));
    assertThat(connect.deletes)
        .extracting(record -> headers(record).get("servicenow.class"))
        .containsExactly("u_server", "u_blade");
  }

  @Test
  void deletesOfHundredsOfClassesComeInOrderAndRestartsLoseNone() throws Exception {
    instance.switches().longestUri(6_200);
    instance.defineTable(table("u_ci", col("number", "string")));
    List<String> classes =
        IntStream.range(0, 300).mapToObj("u_ci_with_a_rather_long_name_%03d"::formatted).toList();
    classes.forEach(name -> instance.defineTable(table(name).extending("u_ci")));
    config.put("tables", "u_ci");
    List<String> ids = new ArrayList<>();
    classes.forEach(name -> ids.addAll(insert(name, 1)));
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 300);
    task.stop();
    clock.advance(Duration.ofSeconds(10));
    for (int i = 0; i < 120; i++) {
      instance.delete("u_ci", ids.get(i * 7 % 300));
      if (i % 30 == 0) {
        clock.advance(Duration.ofSeconds(1));
      }
    }
    clock.advance(Duration.ofSeconds(10));
    while (connect.stamps.size() > 180) {
      task = connect.start();
      List<SourceRecord> page = page(task);
      connect.deliver(task, page.subList(0, (page.size() + 1) / 2));
      task.stop();
    }

    assertThat(connect.deletes).hasSize(120);
    assertThat(connect.deletes)
        .extracting(record -> record.sourceOffset().get("timestamp").toString())
        .isSorted();
    assertThat(
            instance.requests().toTable("sys_audit_delete").stream()
                .map(request -> request.query().replaceAll("\\^.*", ""))
                .distinct()
                .filter(query -> query.startsWith("tablenameIN")))
        .as("parts of the list of classes")
        .hasSizeGreaterThan(2);
  }

  /** The parts of a long list of classes are read ahead of each other. */
  @Test
  void hiddenDeletesOfOneClassArriveThoughManyOfAnotherAreShown() throws Exception {
    instance.switches().longestUri(6_200);
    instance.defineTable(table("u_ci", col("number", "string")));
    List<String> classes =
        IntStream.range(0, 300).mapToObj("u_ci_with_a_rather_long_name_%03d"::formatted).toList();
    classes.forEach(name -> instance.defineTable(table(name).extending("u_ci")));
    config.put("tables", "u_ci");
    config.put("page.size", "1500");
    lookAgainSoon();
    config.put("deletes.settle.ms", "60000");
    List<String> open = insert(classes.get(0), 1_200);
    List<String> secret = insert(classes.get(299), 2);
    clock.advance(Duration.ofMinutes(2));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 1_202);
    instance.hideRows("sys_audit_delete", row -> secret.contains(row.get("documentkey")));
    open.subList(0, 600).forEach(id -> instance.delete("u_ci", id));
    clock.advance(Duration.ofSeconds(1));
    open.subList(600, 1_200).forEach(id -> instance.delete("u_ci", id));
    clock.advance(Duration.ofSeconds(5));
    secret.forEach(id -> instance.delete("u_ci", id));
    clock.advance(Duration.ofMinutes(2));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 1_200);
    instance.showRows("sys_audit_delete");
    connect.pollUntil(task, kafka -> kafka.stamps.isEmpty());
    task.stop();
    assertThat(connect.deletes).extracting(SourceRecord::key).doesNotHaveDuplicates();
  }

  @Test
  void keyThatIsAHashOfFieldsComesFromTheAuditsPayload() throws Exception {
    config.put("key.mode", "field_hash");
    config.put("key.fields", "number,priority");
    insert("incident", 20);
    clock.advance(Duration.ofMinutes(1));
    Connect hashes = bed.another();
    ServiceNowSourceTask task = hashes.start();
    hashes.pollUntil(task, kafka -> kafka.stamps.size() == 20);
    List<String> ids = List.copyOf(stamps().keySet());
    clock.advance(Duration.ofSeconds(10));
    ids.subList(0, 15).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofSeconds(10));

    hashes.pollUntil(task, kafka -> kafka.stamps.size() == 5);
    assertThat(hashes.deletes).hasSize(15);

    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(16));
    instance
        .rows("sys_audit_delete")
        .forEach(
            row -> instance.update("sys_audit_delete", row.get("sys_id"), Map.of("payload", "<a")));
    clock.advance(Duration.ofSeconds(10));
    try (LogText log = new LogText()) {
      hashes.pollUntil(task, kafka -> kafka.deletes.size() == 16);
      assertThat(log.text()).contains("deleted row " + ids.get(16)).contains("is not XML");
    }
    assertThat(metric("deletes-key-unknown-total")).isEqualTo(1L);
    task.stop();
    SourceRecord unknown = hashes.deletes.get(15);
    assertThat(unknown.key()).isEqualTo(ids.get(16));
    assertThat(headers(unknown).get("servicenow.key.unknown").toString())
        .startsWith("its payload is not XML");
  }

  @Test
  void deletesByUsersWhoseRowsAreExcludedGiveNoRecord() throws Exception {
    config.put("exclude.updated.by", "System");
    List<String> ids = insert("incident", 2);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntilRead(task, "incident");
    assertThat(connect.records).isZero();
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofSeconds(10));
    awaitWindow("2026-03-01 12:01:18");
    connect.pollUntilRead(task, "incident");
    task.stop();

    assertThat(connect.deletes).isEmpty();
  }

  @Test
  void deletesThatAreSwitchedOnLaterBeginWhereTheSnapshotBegan() throws Exception {
    config.put("deletes", "none");
    List<String> ids = insert("incident", 30);
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofDays(3));
    instance.delete("incident", ids.get(4));
    clock.advance(Duration.ofDays(3));
    instance.update("incident", ids.get(5), Map.of("priority", "1"));
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> ids.get(5) != null && kafka.records == 31);

    config.put("deletes", "tombstone");
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    assertThat(connect.deletes).extracting(SourceRecord::key).containsExactly(ids.get(4));
  }

  @Test
  void poisonedAuditLosesNothing() throws Exception {
    List<String> ids = insert("incident", 100);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    instance.faults().fraction(0.2, Fault.truncatedResult(), AUDIT);
    instance.faults().fraction(0.2, Fault.nullBody(), AUDIT);
    clock.advance(Duration.ofSeconds(10));
    ids.subList(0, 70).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.deletes).hasSize(70);
  }

  @Test
  void hiddenAuditRowsEndNothingAndAreSaid() throws Exception {
    List<String> ids = insert("incident", 100);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    ids.forEach(id -> instance.delete("incident", id));
    List<String> audited = new TreeMap<>(stampsOf("sys_audit_delete")).keySet().stream().toList();
    Set<String> hidden = Set.copyOf(audited.subList(20, 60));
    instance.hideRows("sys_audit_delete", row -> hidden.contains(row.get("sys_id")));
    clock.advance(Duration.ofSeconds(10));
    try (LogText log = new LogText()) {
      connect.pollUntil(task, kafka -> kafka.deletes.size() == 60);
      await().until(() -> metric("deletes-hidden-total").equals(40L));
      task.stop();
      assertThat(log.text()).contains("incident/sys_audit_delete", "counted but not shown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sys_id", "field_hash"})
  void oddAuditRowsEndNothingAndAreSaid(String keyMode) throws Exception {
    config.put("key.mode", keyMode);
    config.put("key.fields", keyMode.equals("field_hash") ? "number" : "");
    List<String> ids = insert("incident", 10);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 10);
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(0));
    List<String> odd = List.of("", " ", "a,b", "a\"b", "a\nb", "NULL", "javascript:1", "ä");
    odd.forEach(id -> audit("incident", id, "<incident><sys_id>" + id + "</sys_id></incident>"));
    audit("INCIDENT", "f".repeat(32), "");
    audit("incident ", "e".repeat(32), "");
    audit("incident", "d".repeat(32), "no XML");
    instance.delete("incident", ids.get(1));
    clock.advance(Duration.ofSeconds(10));
    try (LogText log = new LogText()) {
      connect.pollUntil(task, kafka -> kafka.deletes.size() == 3);
      instance.update("incident", ids.get(2), Map.of("priority", "1"));
      clock.advance(Duration.ofSeconds(10));
      connect.pollUntil(task, kafka -> kafka.records == 14);
      await().until(() -> (Long) metric("deletes-odd-total") >= odd.size());
      assertThat(log.text())
          .containsOnlyOnce("of sys_audit_delete, from")
          .contains("Table 'incident': row ", "It is skipped");
    }
    task.stop();
    assertThat(connect.deletes)
        .extracting(delete -> headers(delete).get("servicenow.sys_id"))
        .containsExactlyInAnyOrder(ids.get(0), ids.get(1), "d".repeat(32));
  }

  private void audit(String table, String deleted, String payload) {
    instance.insert(
        "sys_audit_delete", Map.of("tablename", table, "documentkey", deleted, "payload", payload));
  }

  /** Its rows have payloads as large as the rows that were deleted. */
  @Test
  void pagesOfTheAuditAreWithinTheBytesOfTheTask() throws Exception {
    config.put("key.mode", "field_hash");
    config.put("key.fields", "number");
    config.put("page.size", "1000");
    config.put("max.pending.bytes", "65536");
    List<String> ids = insert("incident", 100);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 100);
    clock.advance(Duration.ofSeconds(10));
    ids.forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 100);
    task.stop();
    assertThat(instance.requests().toTable("sys_audit_delete"))
        .filteredOn(
            request -> String.valueOf(request.parameter("sysparm_fields")).contains("payload"))
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(Integer.parseInt(request.parameter("sysparm_limit")))
                    .isLessThanOrEqualTo(65536 / 4 / 100));
  }

  @Test
  void auditThatWasPrunedBeyondThePositionIsSaid() throws Exception {
    List<String> ids = insert("incident", 3);
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofDays(100));
    instance.delete("incident", ids.get(1));
    instance.pruneDeleteAudit(clock.now().minus(Duration.ofDays(30)));
    clock.advance(Duration.ofMinutes(1));
    try (LogText log = new LogText()) {
      connect.runUntil(kafka -> kafka.deletes.size() == 1);
      assertThat(log.text())
          .contains(
              "Table 'incident': deletes are known up to 2026-03-01 12:00:58, but the oldest row of"
                  + " sys_audit_delete is from 2026-06-09 12:01:00");
    }
    // The position is in front of the audit's oldest row now.
    clock.advance(Duration.ofDays(1));
    instance.delete("incident", ids.get(2));
    clock.advance(Duration.ofMinutes(1));
    try (LogText log = new LogText()) {
      connect.runUntil(kafka -> kafka.deletes.size() == 2);
      assertThat(log.text()).doesNotContain("are known up to");
    }
  }

  @Test
  void tableWithoutDeletesDoesNotLookHowFarTheAuditGoesAgain() throws Exception {
    insert("incident", 3);
    instance.delete("problem", insert("problem", 1).get(0));
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    for (int minutes = 0; minutes < 150; minutes += 30) {
      clock.advance(Duration.ofMinutes(30));
      awaitWindow(GlideDateTime.text(clock.now().minusSeconds(2)));
    }
    task.stop();

    assertThat(instance.requests().toTable("sys_audit_delete"))
        .filteredOn(request -> !request.query().contains("tablenameIN"))
        .as("requests for the oldest row")
        .hasSize(1);
  }

  @Test
  void whoMayNotReadTheAuditIsToldBeforeTheFirstRow() {
    config.put("refused.timeout.ms", "100");
    insert("incident", 3);
    instance.delete("problem", insert("problem", 1).get(0));
    instance.hideFields("sys_audit_delete", Set.of("documentkey"));
    assertRefused("it does not show its columns [documentkey]");
    instance.hideFields("sys_audit_delete", Set.of());
    instance.hideRows("sys_audit_delete", row -> true);
    assertRefused("it has 1 rows, and shows none of them");
    instance.denyQueries("sys_audit_delete");
    assertRefused("Insufficient rights to query records");
  }

  @Test
  void auditThatIsTooMuchToSortStopsNothing() throws Exception {
    insert("incident", 3);
    insert("problem", 400).forEach(id -> instance.delete("problem", id));
    clock.advance(Duration.ofMinutes(1));
    instance.switches().sortQuota(399);
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 3);
    instance.delete("incident", instance.rows("incident").get(0).get("sys_id"));
    clock.advance(Duration.ofMinutes(1));
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 2);
    task.stop();
  }

  private void assertRefused(String seen) {
    ServiceNowSourceTask task = connect.start();
    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll("Table 'incident'", "sys_audit_delete", seen, "'deletes'");
    task.stop();
    assertThat(connect.records).isZero();
  }

  @Test
  void whoMayNotReadTheClassesIsToldBeforeTheFirstRow() {
    config.put("refused.timeout.ms", "100");
    insert("incident", 3);
    instance.denyQueries("sys_db_object");
    ServiceNowSourceTask task = connect.start();
    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll("Table 'incident'", "sys_db_object", "'deletes'");
    task.stop();
  }

  /** A restart while rights are lost for a moment: the table was read before. */
  @ParameterizedTest
  @ValueSource(strings = {"sys_db_object", "sys_audit_delete"})
  void whatIsHiddenForAMomentAtARestartEndsNothing(String table) throws Exception {
    List<String> ids = insert("incident", 5);
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    instance.hideRows(table, row -> true);
    instance.delete("incident", ids.get(2));
    clock.advance(Duration.ofSeconds(10));
    ServiceNowSourceTask task = connect.start();
    pollInVain(task);
    instance.showRows(table);
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  /** The tables of a task share what they were told of the audit. */
  @Test
  void auditThatIsHiddenOnceAnotherTableHasReadItLosesNothing() throws Exception {
    config.put("tables", "incident,problem");
    List<String> incidents = insert("incident", 3);
    List<String> problems = insert("problem", 3);
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> kafka.stamps.equals(allStamps()));
    instance.delete("incident", incidents.get(0));
    clock.advance(Duration.ofSeconds(10));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(allStamps()));
    instance.hideRows("sys_audit_delete", row -> true);
    instance.delete("problem", problems.get(0));
    clock.advance(Duration.ofSeconds(10));
    pollInVain(task);
    instance.showRows("sys_audit_delete");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(allStamps()));
    task.stop();
  }

  private Map<String, String> allStamps() {
    Map<String, String> all = stampsOf("problem");
    all.putAll(stamps());
    return all;
  }

  /** Rights that are lost for a moment, or an answer that shows nothing. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void classesThatAreHiddenForAMomentEndNothing(boolean deletedMeanwhile) throws Exception {
    List<String> ids = insert("incident", 5);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntilRead(task, "incident");
    instance.hideRows("sys_db_object", row -> true);
    if (deletedMeanwhile) {
      instance.delete("incident", ids.get(2));
    }
    clock.advance(Duration.ofSeconds(10));
    pollInVain(task);
    instance.showRows("sys_db_object");
    instance.delete("incident", ids.get(3));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  /** Less than a page of them, so that the page that passes over one is the last of its query. */
  @Test
  void hiddenAuditRowAmongAFewIsSaid() throws Exception {
    List<String> ids = insert("incident", 20);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    for (String id : ids.subList(0, 8)) {
      clock.advance(Duration.ofSeconds(1));
      instance.delete("incident", id);
    }
    instance.hideRows("sys_audit_delete", row -> row.get("documentkey").equals(ids.get(3)));
    try (LogText log = new LogText()) {
      clock.advance(Duration.ofSeconds(10));
      connect.pollUntil(task, kafka -> kafka.deletes.size() == 7);
      instance.delete("incident", ids.get(9));
      clock.advance(Duration.ofSeconds(10));
      connect.pollUntil(task, kafka -> kafka.deletes.size() == 8);
      assertThat(metric("deletes-hidden-total")).isEqualTo(1L);
      assertThat(log.text()).contains("incident/sys_audit_delete", "counted but not shown");
    }
    task.stop();
  }

  /** Once the audit was readable, it need not stay so. */
  @Test
  void deletesThatAreHiddenWhileTheyAreReadArriveOnceWhenRightsReturn() throws Exception {
    lookAgainSoon();
    List<String> ids = insert("incident", 20);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 1);

    clock.advance(Duration.ofMinutes(1));
    instance.hideRows("sys_audit_delete", row -> row.get("documentkey").equals(ids.get(2)));
    for (String id : ids.subList(1, 4)) {
      instance.delete("incident", id);
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 3);
    clock.advance(Duration.ofMinutes(1));
    instance.delete("incident", ids.get(5));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 4);
    instance.showRows("sys_audit_delete");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.deletes).extracting(SourceRecord::key).doesNotHaveDuplicates().hasSize(5);
  }

  /** Connect is handed a large page in parts, and may stop between two of them. */
  @Test
  void stopInTheMiddleOfALargePageOfDeletesSendsNoneTwice() throws Exception {
    config.put("deletes", "event");
    config.put("page.size", "5000");
    lookAgainSoon();
    List<String> ids = insert("incident", 1_200);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofMinutes(1));
    instance.hideRows("sys_audit_delete", row -> !row.get("documentkey").equals(ids.get(0)));
    ids.subList(0, 1_198).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofMinutes(1));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 2);
    instance.showRows("sys_audit_delete");
    connect.pollUntil(task, kafka -> kafka.deletes.size() > 2);
    assertThat(connect.deletes).as("in the middle").hasSizeLessThan(2 * 1_198);
    task.stop();

    task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    connect.pollUntilRead(task, "incident");
    task.stop();
    assertThat(connect.deletes).as("each once").hasSize(2 * 1_198);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tombstone", "event"})
  void deletesThatWereHiddenAreNotLostAtARestart(String mode) throws Exception {
    config.put("deletes", mode);
    lookAgainSoon();
    List<String> ids = insert("incident", 20);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    int round = 0;
    // Rights on the audit are lost and given back, with a stop between.
    while (round < 3) {
      int first = round * 5;
      // Beyond what a slow task takes for the instance's clock meanwhile.
      clock.advance(Duration.ofMinutes(1));
      instance.hideRows("sys_audit_delete", row -> ids.indexOf(row.get("documentkey")) % 5 <= 2);
      for (String id : ids.subList(first, first + 4)) {
        instance.delete("incident", id);
      }
      instance.update("incident", ids.get(19), Map.of("priority", "" + round));
      clock.advance(Duration.ofSeconds(10));
      connect.pollUntil(task, kafka -> !kafka.stamps.containsKey(ids.get(first + 3)));
      connect.pollUntil(task, kafka -> kafka.stamps.get(ids.get(19)).equals(newest(ids.get(19))));
      task.stop();
      clock.advance(Duration.ofSeconds(10));
      task = connect.start();
      pollInVain(task);
      instance.showRows("sys_audit_delete");
      connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      task.stop();
      task = connect.start();
      connect.pollUntilRead(task, "incident");
      round++;
    }
    task.stop();
    assertThat(connect.deletes)
        .filteredOn(delete -> delete.value() == null)
        .extracting(SourceRecord::key)
        .doesNotHaveDuplicates()
        .hasSize(12);
  }

  /**
   * The clock stands between its leaps, but goes on for a task that hears nothing of it: no looks
   * at rows that have not settled.
   */
  private void lookAgainSoon() {
    config.put("hidden.recheck.ms", "1000");
    config.put("settle.mode", "wait");
  }

  /** More than a position tells are shown, and by now more are hidden than were. */
  @Test
  void deletesOfATimeAreNotSentAgainWhenMoreOfThemAreHiddenThanBefore() throws Exception {
    lookAgainSoon();
    List<String> ids = insert("incident", 20);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    instance.hideRows("sys_audit_delete", row -> row.get("documentkey").equals(ids.get(2)));
    ids.subList(0, 6).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofMinutes(1));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 5);
    instance.delete("incident", ids.get(6));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 6);
    task.stop();
    TablePartition partition = new TablePartition(instance.url().getHost(), "incident");
    Map<String, Object> position = new HashMap<>(connect.stored(partition.deletes()));
    // The last time may not have been counted to its end, and is after the position.
    position.put(
        "hidden",
        "2026-03-01 12:01:00/2026-03-01 12:02:00/1/*,2026-03-01 13:00:00/2026-03-01 13:00:01/0/");
    connect.store(partition.deletes(), position);

    instance.hideRows(
        "sys_audit_delete", row -> ids.subList(2, 4).contains(row.get("documentkey")));
    long before = readAgain();
    task = connect.start();
    connect.pollUntil(task, kafka -> readAgain() >= before + 2);
    connect.pollUntilRead(task, "incident");
    assertThat(connect.deletes).hasSize(6);
    assertThat(metric("deletes-hidden-windows-unsure-total")).isEqualTo(1L);
    instance.showRows("sys_audit_delete");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  /** Looks at the time that the position tells. */
  private long readAgain() {
    return instance.requests().toTable("sys_audit_delete").stream()
        .filter(request -> request.query().contains("sys_created_on<2026-03-01 12:02:00"))
        .count();
  }

  private String newest(String id) {
    return stamps().get(id);
  }

  /** Without a delete that was sent, only changes say where deletes are read from. */
  @Test
  void changesDoNotSayThatHiddenDeletesAreInKafka() throws Exception {
    config.put("hidden.recheck.ms", "600000");
    List<String> ids = insert("incident", 5);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofMinutes(1));
    instance.hideRows("sys_audit_delete", row -> true);
    instance.delete("incident", ids.get(0));
    clock.advance(Duration.ofSeconds(10));
    await().until(() -> metric("deletes-hidden-total").equals(1L));
    instance.update("incident", ids.get(1), Map.of("priority", "1"));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.records == 6);
    task.stop();

    instance.showRows("sys_audit_delete");
    task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.deletes).hasSize(1);
  }

  /** Whether they are there is a question that is too much for all of them together. */
  @Test
  void rowsThatArePutBackAreLookedForInParts() throws Exception {
    config.put("page.size", "100");
    List<String> ids = insert("incident", 30);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(10));
    for (String id : ids.subList(0, 20)) {
      instance.delete("incident", id);
      instance.undeleteSilently(id);
    }
    instance.delete("incident", ids.get(21));
    instance
        .faults()
        .always(
            Fault.transactionCancelled(),
            request -> {
              String query = request.parameter("sysparm_query");
              return query.startsWith("sys_idIN") && query.length() > 5 * 33;
            });
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.deletes).hasSize(1);
  }

  @Test
  void tableWhoseDeletesAreNotAuditedIsNamed() throws Exception {
    instance.defineTable(table("u_quiet", col("number", "string")).withoutDeleteAudit());
    config.put("tables", "u_quiet");
    insert("u_quiet", 3);
    clock.advance(Duration.ofMinutes(1));
    try (LogText log = new LogText()) {
      connect.runUntil(kafka -> kafka.stamps.size() == 3);
      assertThat(log.text())
          .contains("Table 'u_quiet': the instance does not audit deletes of [u_quiet]");
    }
  }

  private Object metric(String name) {
    return connect.metric("incident", name);
  }

  private List<String> insert(String table, int rows) {
    List<Map<String, String>> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add(Map.of("number", "N" + i));
    }
    return instance.insertAll(table, values);
  }

  private Map<String, String> stamps() {
    return stampsOf("incident");
  }

  private Map<String, String> stampsOf(String table) {
    Map<String, String> stamps = new HashMap<>();
    instance.rows(table).forEach(row -> stamps.put(row.get("sys_id"), row.get("sys_updated_on")));
    return stamps;
  }

  private void poll(ServiceNowSourceTask task, List<SourceRecord> records, int until)
      throws InterruptedException {
    while (records.size() < until) {
      List<SourceRecord> page = task.poll();
      if (page != null) {
        records.addAll(page);
        page.forEach(record -> task.commitRecord(record, null));
      }
    }
  }

  private static List<SourceRecord> page(ServiceNowSourceTask task) throws InterruptedException {
    List<SourceRecord> page = null;
    while (page == null) {
      page = task.poll();
    }
    return page;
  }

  /** A page; null when all that there was has been read and gave none. */
  private List<SourceRecord> pageUnlessRead(ServiceNowSourceTask task) throws InterruptedException {
    long begin = System.nanoTime();
    boolean isRead = false;
    List<SourceRecord> page = null;
    while (page == null && !isRead) {
      isRead = connect.wasReadSince(begin, "incident");
      page = task.poll();
    }
    return page;
  }

  /**
   * While something is hidden that is asked for again and again. Not until it has been asked so
   * often: what is shown between two requests of one look is looked for later.
   */
  private void pollInVain(ServiceNowSourceTask task) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      connect.deliver(task, Connect.poll(task));
    }
  }

  /** Polls until deletes were read up to a time. */
  private void awaitWindow(String end) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                instance.requests().toTable("sys_audit_delete").stream()
                    .anyMatch(request -> request.query().contains("sys_created_on<" + end)));
  }

  private static Map<String, Object> headers(SourceRecord record) {
    Map<String, Object> headers = new HashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), header.value()));
    return headers;
  }
}
