/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TableReadersTest {

  private static final String OLD = "2026-02-01 00:00:00";

  private final FakeInstance instance = new FakeInstance();
  private final Run.Kafka kafka = new Run.Kafka();
  private final Random random = new Random(7);
  private TableConfig config = Tables.incident(5);

  @Test
  void snapshotReadsEachRowOnceAndTheStreamGoesOn() throws Exception {
    fill(200);
    try (Run run = run()) {
      List<SourceRecord> snapshot = run.all();
      assertThat(snapshot).hasSize(200);
      assertThat(snapshot).allSatisfy(record -> assertThat(operation(record)).isEqualTo("r"));

      tick(10);
      String changed = instance.ids().get(17);
      instance.put(changed, stampNow(), Map.of("sys_mod_count", "3"));
      instance.put(randomId(), stampNow(), Map.of("sys_mod_count", "0"));
      tick(10);
      run.drainAgain();
      tick(10);
      run.drainAgain();
    }
    assertThat(kafka.records).isEqualTo(202);
    assertEverythingArrived();
  }

  @Test
  void rowsWithoutATimestampArrive() throws Exception {
    fill(10);
    instance.put("global", "");
    try (Run run = run()) {
      run.drain();
    }
    assertThat(kafka.stamps).containsEntry("global", "");
    assertEverythingArrived();
  }

  @Test
  void idleTableCostsOneRequestAPoll() throws Exception {
    fill(20);
    try (Run run = run()) {
      run.drain();
      for (int poll = 0; poll < 5; poll++) {
        tick(5);
        int before = instance.requests.size();
        run.drainAgain();
        assertThat(instance.requests).hasSize(before + 1);
      }
    }
  }

  @Test
  void pollWithinTheSameSecondAsksNothing() throws Exception {
    fill(20);
    try (Run run = run()) {
      run.drain();
      int before = instance.requests.size();
      run.drainAgain();
      assertThat(instance.requests).hasSize(before);
    }
  }

  /** Changes that were made while the snapshot ran come from the stream. */
  @Test
  void bulkChangesDuringTheSnapshotArriveInTheirLastState() throws Exception {
    fill(300);
    int[] request = {0};
    instance.beforePage =
        ignored -> {
          synchronized (request) {
            if (++request[0] % 3 == 0 && request[0] < 100) {
              tick(1);
              List<String> ids = instance.ids();
              for (int i = 0; i < 12; i++) {
                instance.put(ids.get(random.nextInt(ids.size())), stampNow());
              }
              instance.put(randomId(), stampNow());
            }
          }
        };
    try (Run run = run()) {
      run.drain();
      instance.beforePage = ignored -> {};
      tick(10);
      run.drainAgain();
    }
    assertEverythingArrived();
  }

  @Test
  void lateCommitWithinSettleIsNotMissed() throws Exception {
    fill(10);
    try (Run run = run()) {
      run.drain();
      String stamp = stampNow();
      tick(2);
      instance.put(randomId(), stamp);
      run.drainAgain();
      // Stamped before the row above was visible, committed after it was read.
      instance.put(randomId(), stamp);
      tick(1);
      run.drainAgain();
      tick(5);
      run.drainAgain();
    }
    assertEverythingArrived();
  }

  @Test
  void streamWaitsUntilKafkaHasTheWholeSnapshot() throws Exception {
    fill(10);
    try (Run run = run()) {
      List<List<SourceRecord>> held = new ArrayList<>(List.of(run.pageSoon()));
      instance.put(randomId(), stampNow());
      tick(60);
      for (List<SourceRecord> page = run.pageAtOnce(); !page.isEmpty(); page = run.pageAtOnce()) {
        held.add(page);
      }
      assertThat(held).allSatisfy(page -> assertThat(page).allMatch(TableReadersTest::isSnapshot));

      List<SourceRecord> last = held.remove(held.size() - 1);
      held.forEach(run::deliver);
      run.deliver(last.subList(1, last.size()));
      assertThat(run.pageAtOnce()).isEmpty();

      run.deliver(last.subList(0, 1));
      assertThat(run.pageSoon()).isNotEmpty().noneMatch(TableReadersTest::isSnapshot);
    }
  }

  @Test
  void restartAfterEveryPageLosesNothing() throws Exception {
    fill(120);
    instance.hidden = id -> id.charAt(0) == '3' || id.charAt(1) == 'a';
    for (int restarts = 0; readOnePage(1.0); restarts++) {
      changeSomething(restarts < 60);
    }
    for (int restarts = 0; readOnePage(1.0); restarts++) {
      changeSomething(restarts < 10);
    }
    assertEverythingArrived();
  }

  @Test
  void restartInTheMiddleOfEveryPageLosesNothing() throws Exception {
    fill(120);
    for (int restarts = 0; readOnePage(0.5); restarts++) {
      changeSomething(restarts < 60);
    }
    assertEverythingArrived();
  }

  /** The guide's bound for at least once. */
  @Test
  void afterACrashNoMoreComesTwiceThanKafkaHadAndConnectHadNotNoted() throws Exception {
    fill(120);
    int notNoted = crashAgainAndAgain();
    assertThat(kafka.records).isBetween(121, 120 + notNoted);
    assertEverythingArrived();

    tick(10);
    List<String> ids = instance.ids();
    for (int i = 0; i < 40; i++) {
      instance.put(ids.get(i), stampNow());
    }
    tick(10);
    notNoted += crashAgainAndAgain();
    assertThat(kafka.records).isLessThanOrEqualTo(160 + notNoted);
    assertEverythingArrived();
  }

  /** Each time Kafka has three pages more, and Connect has noted the first. Counts the others. */
  private int crashAgainAndAgain() throws InterruptedException {
    int notNoted = 0;
    boolean more = true;
    while (more) {
      try (Run run = run()) {
        List<SourceRecord> page = run.page();
        more = !page.isEmpty();
        run.deliver(page);
        Map<Map<String, String>, Map<String, Object>> noted = Map.copyOf(kafka.offsets);
        for (int i = 0; i < 2 && more; i++) {
          List<SourceRecord> next = run.page();
          run.deliver(next);
          notNoted += next.size();
        }
        kafka.offsets.clear();
        kafka.offsets.putAll(noted);
      }
    }
    return notNoted;
  }

  /** One row that keeps changing is not the reason that the test ends. */
  private void changeSomething(boolean really) {
    tick(3);
    if (really) {
      List<String> ids = instance.ids();
      instance.put(ids.get(random.nextInt(ids.size())), stampNow());
      instance.put(randomId(), stampNow());
    }
  }

  /** Starts, takes a page of which Kafka gets a part, and dies. False when nothing was left. */
  private boolean readOnePage(double delivered) throws InterruptedException {
    try (Run run = run()) {
      List<SourceRecord> page = run.page();
      run.deliver(page.subList(0, (int) Math.ceil(page.size() * delivered)));
      return !page.isEmpty();
    }
  }

  @Test
  void resumedSnapshotStreamsFromTheFirstOnesBeginning() throws Exception {
    fill(40);
    String stamp;
    try (Run run = run()) {
      run.deliver(run.page());
      tick(100);
      stamp = stampNow();
      // Changed while the task was down: its range may have been read already.
      kafka.stamps.keySet().forEach(id -> instance.put(id, stamp));
    }
    tick(1000);
    try (Run run = run()) {
      run.drain();
    }
    assertEverythingArrived();
  }

  @Test
  void storedStreamPositionNeedsNoSnapshot() throws Exception {
    fill(40);
    instance.put(randomId(), "2026-03-01 11:59:30");
    kafka.offsets.put(
        Run.PARTITION.stream(),
        new PositionCodec("incident", "incident").encode(InStream.from(at("2026-03-01 11:59:30"))));
    try (Run run = run()) {
      assertThat(run.all()).hasSize(1);
    }
  }

  @Test
  void latestReadsOnlyWhatChangesFromNow() throws Exception {
    fill(40);
    config = with(SnapshotMode.LATEST, Optional.empty());
    try (Run run = run()) {
      run.drain();
      tick(1);
      instance.put(randomId(), stampNow());
      tick(5);
      run.drainAgain();
    }
    assertThat(kafka.records).isEqualTo(1);
  }

  @Test
  void neverReadsFromTheStartTimestamp() throws Exception {
    fill(40);
    instance.put(randomId(), "2026-02-15 00:00:00");
    config = with(SnapshotMode.NEVER, Optional.of(at("2026-02-15 00:00:00")));
    try (Run run = run()) {
      assertThat(run.all()).hasSize(1).noneMatch(TableReadersTest::isSnapshot);
    }
  }

  @Test
  void rowsOfExcludedUsersGiveNoRecordAndHoldUpNothing() throws Exception {
    config =
        new TableConfig(
            "incident",
            "incident",
            EncodedQuery.everything(),
            5,
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            SnapshotMode.INITIAL,
            4,
            Optional.empty(),
            DeleteMode.NONE,
            Duration.ZERO,
            Tables.record(Set.of("kafka")));
    for (int i = 0; i < 100; i++) {
      instance.put(randomId(), OLD, Map.of("sys_updated_by", i % 4 == 0 ? "someone" : "Kafka"));
    }
    try (Run run = run()) {
      assertThat(run.all()).hasSize(25);
    }
  }

  @Test
  void brokenTableIsNamed() {
    FakeInstance broken = new FakeInstance();
    broken.beforePage =
        request -> {
          throw new IllegalStateException("a bug");
        };
    TableReaders readers = new TableReaders(broken, duration -> {}, Tables.RETRY_BUDGET);
    readers.start(config, Run.PARTITION, Map.of());

    assertThatThrownBy(() -> readers.take(Duration.ofSeconds(10)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Table 'incident': a bug");
    readers.close();
  }

  @Test
  void instanceThatOrdersBranchesOneByOneLosesNothing() throws Exception {
    instance.branchByBranch = true;
    fill(60);
    try (Run run = run()) {
      run.drain();
      tick(10);
      for (int second = 0; second < 6; second++) {
        for (int i = 0; i < 12; i++) {
          instance.put(randomId(), stampNow());
        }
        tick(1);
      }
      tick(10);
      run.drainAgain();
    }
    assertEverythingArrived();
    assertThat(instance.requests)
        .filteredOn(request -> request.query().text().contains("^NQ"))
        .filteredOn(request -> !request.query().text().startsWith("sys_id>="))
        .as("the page that was cut, and the two rows that show the order")
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void queryWithBranchesIsRefusedWhereTheyAreOrderedOneByOne() {
    instance.branchByBranch = true;
    config = Tables.incident(5, EncodedQuery.parse("priority=1^NQpriority=2"), Optional.empty());
    fill(60);
    try (Run run = run()) {
      assertThatThrownBy(run::pageSoon)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("separate alias for each branch");
    }
  }

  @Test
  void offsetOfAnotherConnectorIsRefused() {
    kafka.offsets.put(Run.PARTITION.stream(), Map.of("position", 3L));

    assertThatThrownBy(this::run)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("{position=3}");
  }

  private Run run() {
    return new Run(instance, config, kafka);
  }

  private TableConfig with(SnapshotMode mode, Optional<Instant> start) {
    return new TableConfig(
        "incident",
        "incident",
        EncodedQuery.everything(),
        5,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        mode,
        4,
        start,
        DeleteMode.NONE,
        Duration.ZERO,
        Tables.record(Set.of()));
  }

  private void fill(int rows) {
    for (int i = 0; i < rows; i++) {
      instance.put(randomId(), OLD);
    }
  }

  private String randomId() {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  private void tick(long seconds) {
    instance.setNow(instance.now("incident").plusSeconds(seconds));
  }

  private String stampNow() {
    return GlideDateTime.text(instance.now("incident"));
  }

  private static boolean isSnapshot(SourceRecord record) {
    return TablePartition.isRange(record.sourcePartition());
  }

  private static String operation(SourceRecord record) {
    return (String) record.headers().lastWithName("servicenow.operation").value();
  }

  private void assertEverythingArrived() {
    Map<String, String> expected = new HashMap<>();
    instance.ids().stream()
        .filter(id -> !instance.hidden.test(id))
        .forEach(id -> expected.put(id, instance.stamp(id)));
    assertThat(kafka.stamps).containsExactlyInAnyOrderEntriesOf(expected);
  }
}
