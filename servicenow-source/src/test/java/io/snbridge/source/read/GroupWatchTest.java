/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of one base that do not change are watched together. */
@Timeout(120)
class GroupWatchTest {

  private static final Duration POLL = Duration.ofSeconds(5);

  private ClassedTables instance;

  @AfterEach
  void stop() {
    instance.close();
  }

  @Test
  void fiveHundredTablesThatDoNotChangeCostTwoRequestsAPollAtMost() throws Exception {
    begin(500, GroupWatchTest::lookingBack);
    int before = instance.requests();
    int counts = instance.counts.get();
    instance.passes(Duration.ofMinutes(10));
    int polls = 120;
    assertThat(instance.counts.get() - counts).isBetween(polls - 1, polls + 1);
    assertThat(instance.requests() - before).isLessThanOrEqualTo(2 * polls);
  }

  @Test
  void tableThatChangesIsReadWithinAPollAndTheOthersAreNot() throws Exception {
    begin(20, GroupWatchTest::plain);
    for (int round = 1; round <= 5; round++) {
      instance.passes(Duration.ofSeconds(17));
      int others = requestsBut("cmdb_ci_007");
      String stamp = change(7, round);
      instance.passes(POLL.plusSeconds(3));
      assertThat(instance.kafka.stamps).containsEntry(FakeInstance.id(1000 + round), stamp);
      assertThat(requestsBut("cmdb_ci_007")).isEqualTo(others);
    }
  }

  @Test
  void rowThatCommitsLateIsFoundWithinAPoll() throws Exception {
    begin(10, GroupWatchTest::lookingBack);
    instance.passes(Duration.ofMinutes(2));
    String stamp = GlideDateTime.text(instance.now().minusSeconds(25));
    instance.tables.get("cmdb_ci_003").put(FakeInstance.id(999), stamp);
    instance.passes(POLL.plusSeconds(3));
    assertThat(instance.kafka.stamps).containsEntry(FakeInstance.id(999), stamp);
  }

  /** The first has the table looked back upon, and it is not so soon again. */
  @Test
  void rowThatCommitsLateSoonAfterAnotherIsFoundByTheNextLook() throws Exception {
    begin(10, GroupWatchTest::lookingBack);
    instance.passes(Duration.ofMinutes(2));
    for (int i = 998; i < 1_000; i++) {
      String stamp = GlideDateTime.text(instance.now().minusSeconds(28));
      instance.tables.get("cmdb_ci_003").put(FakeInstance.id(i), stamp);
      instance.passes(POLL.plusSeconds(3));
      assertThat(instance.kafka.stamps.containsKey(FakeInstance.id(i))).isEqualTo(i == 998);
    }
    instance.passes(Duration.ofSeconds(40));
    assertThat(instance.kafka.stamps).containsKey(FakeInstance.id(999));
  }

  @Test
  void eachTableIsReadNowAndThenThoughNothingChanges() throws Exception {
    begin(10, GroupWatchTest::plain);
    Map<String, Integer> before = new HashMap<>();
    instance.tables.forEach((name, table) -> before.put(name, table.requests.size()));
    instance.passes(GroupWatch.LONGEST_REST.plus(POLL.multipliedBy(3 * 10 + 1)));
    instance.tables.forEach(
        (name, table) -> assertThat(table.requests).as(name).hasSizeGreaterThan(before.get(name)));
  }

  @Test
  void whereTheCountIsRefusedEachIsPolledAndTheCountIsTriedAgainAfterAnHour() throws Exception {
    instance = new ClassedTables(10);
    instance.distort =
        counted -> {
          throw ClassedTables.refusal();
        };
    instance.start(GroupWatchTest::plain);
    instance.passes(POLL.multipliedBy(3));
    int before = instance.requests();
    instance.passes(Duration.ofMinutes(5));
    assertThat(instance.requests() - before).isBetween(10 * 59, 10 * 61);
    assertThat(instance.counts).hasValue(1);
    instance.distort = counted -> counted;
    instance.passes(Duration.ofHours(1));
    before = instance.requests();
    instance.passes(Duration.ofMinutes(2));
    assertThat(instance.requests() - before).as("watched again").isLessThan(3 * 24);
  }

  @Test
  void countThatTakesLongIsNoHelp() throws Exception {
    instance = new ClassedTables(10);
    instance.distort =
        counted -> {
          instance.time.advance(Duration.ofSeconds(11));
          return counted;
        };
    instance.start(GroupWatchTest::plain);
    instance.passes(Duration.ofMinutes(2));
    assertThat(instance.counts).hasValue(1);
    String stamp = change(2, 1);
    instance.passes(POLL.plusSeconds(3));
    assertThat(instance.kafka.stamps).containsEntry(FakeInstance.id(1001), stamp);
  }

  /** As of an instance that counts nothing for this user. */
  @Test
  void countThatShowsNoChangesLosesNothingAndIsFoundOut() throws Exception {
    begin(10, GroupWatchTest::plain);
    instance.passes(Duration.ofMinutes(1));
    instance.distort = counted -> Map.of();
    Map<String, String> expected = new HashMap<>();
    for (int table = 1; table <= 10; table++) {
      expected.put(FakeInstance.id(1000 + table), change(table, table));
    }
    instance.passes(GroupWatch.LONGEST_REST.plusMinutes(3));
    assertThat(instance.kafka.stamps).containsAllEntriesOf(expected);
    String stamp = change(5, 100);
    instance.passes(POLL.plusSeconds(3));
    assertThat(instance.kafka.stamps)
        .as("each is polled on its own")
        .containsEntry(FakeInstance.id(1100), stamp);
  }

  /** Of many tables, it takes long until one is read that has changed; then all are. */
  @Test
  void allTablesAreReadOnceACountIsFoundToHaveShownTooLittle() throws Exception {
    int tables = 60;
    begin(tables, GroupWatchTest::plain);
    instance.passes(Duration.ofMinutes(1));
    instance.distort = counted -> Map.of();
    Map<String, String> expected = new HashMap<>();
    for (int table = 1; table <= tables; table += 7) {
      expected.put(FakeInstance.id(1000 + table), change(table, table));
    }
    while (expected.keySet().stream().noneMatch(instance.kafka.stamps::containsKey)) {
      instance.passes(Duration.ofSeconds(1));
    }
    instance.passes(POLL.multipliedBy(2));
    assertThat(instance.kafka.stamps).containsAllEntriesOf(expected);
  }

  @Test
  void countThatShowsNoChangesHidesThemForNoLongerThanItIsSaid() throws Exception {
    int tables = 100;
    begin(tables, GroupWatchTest::plain);
    instance.distort = counted -> Map.of();
    String stamp = change(77, 1);
    instance.passes(GroupWatch.LONGEST_REST.plus(POLL.multipliedBy(2 * tables + 2)));
    assertThat(instance.kafka.stamps).containsEntry(FakeInstance.id(1001), stamp);
  }

  @Test
  void classThatGetsAnotherParentIsReadByItselfWithinAnHour() throws Exception {
    begin(5, GroupWatchTest::plain);
    instance.passes(Duration.ofMinutes(1));
    instance.moveToAnotherBase(3);
    instance.passes(Duration.ofHours(1));
    for (int round = 1; round < 4; round++) {
      String stamp = change(3, round);
      instance.passes(POLL.plusSeconds(3));
      assertThat(instance.kafka.stamps).containsEntry(FakeInstance.id(1000 + round), stamp);
    }
    int before = requestsBut("cmdb_ci_003");
    instance.passes(Duration.ofMinutes(2));
    assertThat(requestsBut("cmdb_ci_003") - before).as("the others are watched").isLessThan(24);
  }

  /** As of a class that was removed, and of rows that have lost theirs. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a,b", "u_unknown", "x^y"})
  void rowsOfNoKnownClassMayBeOfAnyTable(String name) throws Exception {
    begin(5, GroupWatchTest::plain);
    instance.passes(Duration.ofMinutes(1));
    instance.distort = counted -> Map.of(name, 1L);
    String stamp = change(3, 1);
    instance.passes(POLL.plusSeconds(3));
    assertThat(instance.kafka.stamps).containsEntry(FakeInstance.id(1001), stamp);
    instance.distort = counted -> counted;
    instance.passes(Duration.ofMinutes(2));
    int before = instance.requests();
    instance.passes(Duration.ofMinutes(2));
    assertThat(instance.requests() - before).as("watched again").isLessThan(3 * 24);
  }

  /** Its rows are those of its classes, too. */
  @Test
  void baseThatIsReadItselfIsWatchedWithItsClasses() throws Exception {
    instance = new ClassedTables(5);
    instance.readsItsBase();
    instance.start(GroupWatchTest::plain);
    instance.passes(POLL.multipliedBy(12));
    int before = instance.requests();
    instance.passes(Duration.ofMinutes(2));
    assertThat(instance.requests() - before).as("all are watched").isLessThan(3 * 24);
    String stamp = change(3, 1);
    instance.tables.get(ClassedTables.BASE).put(FakeInstance.id(2001), stamp);
    instance.distort = counted -> Map.of(ClassedTables.name(3), 1L);
    instance.passes(POLL.plusSeconds(3));
    assertThat(instance.kafka.stamps)
        .containsEntry(FakeInstance.id(1001), stamp)
        .containsEntry(FakeInstance.id(2001), stamp);
    instance.distort = counted -> counted;
    instance.passes(Duration.ofMinutes(1));
    stamp = GlideDateTime.text(instance.now());
    instance.tables.get(ClassedTables.BASE).put(FakeInstance.id(2002), stamp);
    instance.passes(POLL.plusSeconds(3));
    assertThat(instance.kafka.stamps)
        .as("a row of the base's own class")
        .containsEntry(FakeInstance.id(2002), stamp);
  }

  @Test
  void lastStatesArriveWhateverTheCountShows() throws Exception {
    Random random = new Random(7);
    begin(12, GroupWatchTest::plain);
    instance.distort =
        counted ->
            switch (random.nextInt(8)) {
              case 0 -> throw ClassedTables.refusal();
              case 1 -> Map.of();
              case 2 -> Map.of("u_unknown", 1L);
              default -> counted;
            };
    Map<String, String> expected = new HashMap<>();
    for (int round = 0; round < 400; round++) {
      instance.passes(Duration.ofSeconds(1 + random.nextInt(20)));
      int table = 1 + random.nextInt(12);
      expected.put(FakeInstance.id(1000 + table), change(table, table));
    }
    instance.passes(Duration.ofMinutes(10));
    assertThat(instance.kafka.stamps).containsAllEntriesOf(expected);
  }

  private void begin(int number, Function<String, TableConfig> config) throws InterruptedException {
    instance = new ClassedTables(number);
    instance.start(config);
    instance.passes(POLL.multipliedBy(3));
  }

  private String change(int table, int row) {
    String stamp = GlideDateTime.text(instance.now());
    instance.tables.get(ClassedTables.name(table)).put(FakeInstance.id(1000 + row), stamp);
    return stamp;
  }

  private int requestsBut(String name) {
    return instance.tables.entrySet().stream()
        .filter(table -> !table.getKey().equals(name))
        .mapToInt(table -> table.getValue().requests.size())
        .sum();
  }

  private static TableConfig plain(String name) {
    return Tables.named(name, 100);
  }

  private static TableConfig lookingBack(String name) {
    TableConfig table = Tables.named(name, 100);
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pollInterval(),
        table.settle(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        table.record(),
        table.rescan(),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5));
  }
}
