/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that is read once more because {@code snapshot.id} has changed. */
@Timeout(90)
class SnapshotAgainTest {

  private static final String ID = "table.u_part.snapshot.id";
  private static final String QUERY = "table.u_part.snapshot.query";

  private final List<SourceRecord> records = new ArrayList<>();
  private final Map<String, String> last = new HashMap<>();

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_part");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void define() {
    instance.table("u_part", ColumnDefinition.col("u_state", "integer"));
    config.put("name", "again");
    config.put("schema.mode", "none");
    config.put("page.size", "5");
  }

  @Test
  void firstSnapshotIsThatOfTheIdAndAnotherIdReadsTheTableOnceMore() throws Exception {
    config.put(ID, "a");
    List<String> ids = insert(40);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 40);
    assertReadsNothing(task);
    task.stop();

    task = connect.start();
    assertReadsNothing(task);
    change(ids.get(0), "50");
    pollUntil(task, () -> last.containsValue("50"));
    task.stop();
    assertThat(records.size()).as("read once").isEqualTo(41);

    config.put(ID, "b");
    task = connect.start();
    awaitReading(task);
    change(ids.get(1), "51");
    pollUntil(task, () -> last.containsValue("51"));
    task.stop();
    assertThat(again().size()).isEqualTo(40);
    assertThat(again()).allSatisfy(SnapshotAgainTest::isRead);
    assertThat(keys(again())).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(records.size()).isEqualTo(82);

    task = connect.start();
    assertReadsNothing(task);
    task.stop();
    config.remove(ID);
    task = connect.start();
    assertReadsNothing(task);
    change(ids.get(2), "52");
    pollUntil(task, () -> last.containsValue("52"));
    task.stop();
    config.put(ID, "b");
    task = connect.start();
    assertReadsNothing(task);
    task.stop();
    assertThat(records.size()).as("removed and set again").isEqualTo(83);

    config.put(ID, "a");
    task = connect.start();
    awaitReading(task);
    task.stop();
    assertThat(records.size()).as("back to an earlier one").isEqualTo(123);
  }

  /** Where nothing is stored that carries the id, ranges are asked for what follows. */
  @Test
  void tableThatDoesNotChangeIsNotReadAgainAtEachStart() throws Exception {
    insert(40);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 40);
    task.stop();
    config.put(ID, "a");
    task = connect.start();
    awaitReading(task);
    task.stop();
    assertThat(records.size()).isEqualTo(80);

    task = connect.start();
    awaitReading(task);
    assertReadsNothing(task);
    task.stop();
    assertThat(records.size()).isEqualTo(80);
  }

  @Test
  void tableOfWhichOnlyChangesAreReadIsReadOnce() throws Exception {
    config.put("snapshot.mode", "latest");
    config.put(ID, "a");
    List<String> ids = insert(40);
    ServiceNowSourceTask task = connect.start();
    awaitReading(task);
    change(ids.get(0), "50");
    pollUntil(task, () -> last.containsValue("50"));
    task.stop();
    assertThat(again().size()).isEqualTo(40);
    assertThat(records.size()).isEqualTo(41);
  }

  /**
   * What was read of a row is not all that becomes of it, be there a position of changes or not.
   */
  @ParameterizedTest
  @ValueSource(ints = {20, 40})
  void changesOfRowsThatWereReadAreNotMissedWhereOnlyChangesAreRead(int readBeforeTheStop)
      throws Exception {
    config.put("snapshot.mode", "latest");
    config.put("deletes", "tombstone");
    config.put(ID, "a");
    insert(40);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() >= readBeforeTheStop);
    task.stop();
    List<String> read = last.keySet().stream().toList();
    clock.advance(Duration.ofMinutes(1));
    change(read.get(0), "50");
    instance.delete("u_part", read.get(1));
    clock.advance(Duration.ofMinutes(10));

    task = connect.start();
    pollUntil(task, () -> last.equals(states()));
    task.stop();
  }

  /** It leaves no position of its own. */
  @Test
  void idThatIsSetAgainAfterAReadingWithoutRowsReadsTheTable() throws Exception {
    List<String> ids = insert(40);
    config.put(ID, "a");
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 40);
    task.stop();
    config.put(ID, "b");
    task = connect.start();
    awaitReading(task);
    task.stop();
    clock.advance(Duration.ofMinutes(1));
    config.put(ID, "c");
    config.put(QUERY, "u_state=99");
    task = connect.start();
    awaitReading(task);
    change(ids.get(0), "50");
    pollUntil(task, () -> last.containsValue("50"));
    task.stop();
    assertThat(again()).hasSize(40);
    change(ids.get(1), "99");
    task = connect.start();
    pollUntil(task, () -> last.containsValue("99"));
    assertReadsNothing(task);
    task.stop();
    assertThat(again()).as("the reading without rows is over").hasSize(40);

    config.put(ID, "b");
    config.remove(QUERY);
    task = connect.start();
    awaitReading(task);
    task.stop();
    assertThat(again()).hasSize(80);
  }

  @Test
  void onlyTheRowsOfTheQueryAreReadAgain() throws Exception {
    insert(40);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 40);
    task.stop();
    config.put(ID, "a");
    config.put(QUERY, "u_state=3^ORu_state=4");
    task = connect.start();
    awaitReading(task);
    task.stop();
    assertThat(again()).hasSize(12).allSatisfy(record -> assertThat(state(record)).isIn("3", "4"));
  }

  @Test
  void readingBeginsAnewIfItsQueryIsChangedBeforeItsEndAndNotAfterIt() throws Exception {
    List<String> ids = insert(100);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 100);
    task.stop();
    config.put(ID, "a");
    config.put(QUERY, "u_state=3");
    task = connect.start();
    pollUntil(task, () -> again().size() > 7);
    task.stop();
    assertThat(again().size()).as("in the middle").isLessThan(14);
    int before = again().size();

    config.put(QUERY, "u_state=4");
    try (LogText log = new LogText()) {
      task = connect.start();
      awaitReading(task);
      assertThat(log.text().lines().filter(line -> line.contains("WARN")).toList())
          .singleElement()
          .asString()
          .contains("'u_part'", "'u_state=3'", "'u_state=4'", "'a'", "begins anew");
    }
    change(ids.get(0), "50");
    pollUntil(task, () -> last.containsValue("50"));
    task.stop();
    assertThat(again().subList(before, again().size()))
        .hasSize(14)
        .allSatisfy(record -> assertThat(state(record)).isEqualTo("4"));

    config.remove(QUERY);
    task = connect.start();
    assertReadsNothing(task);
    task.stop();
  }

  /** At each restart Kafka has some part of what was given to Connect. */
  @Test
  void readingGoesOnInEachRangeWhereItWasLeft() throws Exception {
    List<String> ids = insert(60);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 60);
    task.stop();
    config.put(ID, "a");
    Random random = new Random(5);
    Set<Object> read = new HashSet<>();
    int handed = 0;
    while (read.size() < 60) {
      task = connect.start();
      for (int polls = 0; polls < 4; ) {
        List<SourceRecord> page = task.poll();
        if (page != null) {
          List<SourceRecord> stored = page.subList(0, random.nextInt(page.size() + 1));
          connect.deliver(task, stored);
          read.addAll(keys(stored));
          handed += stored.size();
          if (stored.size() < page.size()) {
            break;
          }
        }
        polls++;
      }
      task.stop();
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(handed).as("none came twice that Kafka had").isEqualTo(60);
  }

  /**
   * Every change of a row raises its state, half of them without a stamp, and some rows go: whoever
   * reads the topic must never see a state fall, nor a row after its delete.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void olderStateNeverFollowsANewerOneNorARowItsDelete(long rescanInterval) throws Exception {
    config.put("rescan.interval.ms", Long.toString(rescanInterval));
    config.put("poll.interval.ms", "1");
    config.put("settle.ms", "0");
    config.put("deletes", "tombstone");
    config.put("deletes.settle.ms", "1000");
    List<String> ids = insert(120);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 120);
    task.stop();
    AtomicBoolean stop = new AtomicBoolean();
    Thread life = new Thread(() -> live(new ArrayList<>(ids), stop));
    life.start();
    for (String id : List.of("a", "b", "c", "d", "e", "f")) {
      config.put(ID, id);
      task = connect.start();
      awaitReading(task);
      task.stop();
    }
    stop.set(true);
    life.join();
    task = connect.start();
    clock.advance(Duration.ofMinutes(1));
    pollUntil(task, () -> last.equals(states()));
    task.stop();
    assertThat(again().size()).isGreaterThan(100);

    Map<Object, Integer> states = new HashMap<>();
    for (SourceRecord record : records) {
      int state = record.value() == null ? Integer.MAX_VALUE : Integer.parseInt(state(record));
      assertThat(state)
          .as("state of %s", record.key())
          .isGreaterThanOrEqualTo(states.getOrDefault(record.key(), 0));
      states.put(record.key(), state);
    }
  }

  private void live(List<String> ids, AtomicBoolean stop) {
    Random random = new Random(11);
    for (int state = 1000; !stop.get(); state++) {
      int row = random.nextInt(ids.size());
      if (state % 5000 == 0 && ids.size() > 20) {
        instance.delete("u_part", ids.remove(row));
      } else if (random.nextBoolean()) {
        instance.updateSilently("u_part", ids.get(row), Map.of("u_state", "" + state));
      } else {
        instance.update("u_part", ids.get(row), Map.of("u_state", "" + state));
      }
      if (random.nextInt(3) == 0) {
        clock.advance(Duration.ofSeconds(1));
      }
    }
  }

  private List<SourceRecord> again() {
    return records.stream()
        .filter(record -> record.sourcePartition().containsKey("snapshot"))
        .toList();
  }

  private static void isRead(SourceRecord record) {
    assertThat(record.headers().lastWithName("servicenow.operation").value()).isEqualTo("r");
  }

  private static Set<Object> keys(List<SourceRecord> records) {
    return records.stream().map(SourceRecord::key).collect(Collectors.toSet());
  }

  /** Kafka has all of it. */
  private void awaitReading(ServiceNowSourceTask task) throws InterruptedException {
    pollUntil(task, () -> metric("snapshot-again-ranges-done").equals(16));
    pollUntilRead(task);
  }

  private void assertReadsNothing(ServiceNowSourceTask task) throws InterruptedException {
    int before = records.size();
    pollUntilRead(task);
    assertThat(records.size()).isEqualTo(before);
  }

  private void pollUntilRead(ServiceNowSourceTask task) throws InterruptedException {
    for (int time = 0; time < 2; time++) {
      long begin = System.nanoTime();
      pollUntil(task, () -> connect.wasReadSince(begin, "u_part"));
    }
  }

  private Object metric(String name) {
    return connect.metric("u_part", name);
  }

  private void change(String id, String state) {
    instance.update("u_part", id, Map.of("u_state", state));
    clock.advance(Duration.ofMinutes(1));
  }

  private List<String> insert(int rows) {
    Random random = new Random(3);
    for (int i = 0; i < rows; i++) {
      instance.insert(
          "u_part",
          Map.of("sys_id", "%016x%016x".formatted(random.nextLong(), i), "u_state", "" + i % 7));
    }
    clock.advance(Duration.ofSeconds(10));
    return instance.rows("u_part").stream().map(row -> row.get("sys_id")).toList();
  }

  private Map<String, String> states() {
    Map<String, String> states = new HashMap<>();
    instance.rows("u_part").forEach(row -> states.put(row.get("sys_id"), row.get("u_state")));
    return states;
  }

  private void pollUntil(ServiceNowSourceTask task, BooleanSupplier done)
      throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("after 60 s: %s", last).isLessThan(deadline);
      List<SourceRecord> page = task.poll();
      for (SourceRecord record : page == null ? List.<SourceRecord>of() : page) {
        records.add(record);
        if (record.value() == null) {
          last.remove((String) record.key());
        } else {
          last.put((String) record.key(), state(record));
        }
      }
      connect.deliver(task, page);
    }
  }

  private static String state(SourceRecord record) {
    return (String) ((Map<?, ?>) record.value()).get("u_state");
  }
}
