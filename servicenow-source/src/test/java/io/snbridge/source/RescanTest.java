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
import io.snbridge.emulator.store.LateRow;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that leave no stamp, over HTTP, against an emulated instance. */
@Timeout(60)
class RescanTest {

  private final List<SourceRecord> records = new ArrayList<>();
  private final Map<String, String> last = new HashMap<>();

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_part");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    instance.table("u_part", ColumnDefinition.col("u_state", "integer"));
    config.put("name", "rescan");
    config.put("schema.mode", "none");
    config.put("page.size", "20");
    config.put("rescan.interval.ms", "1");
  }

  @Test
  void changesWithoutAStampArriveOnceEach() throws Exception {
    List<String> ids = insert(100);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 100);
    awaitPasses(task, 2);
    assertThat(records).as("nothing has changed").hasSize(100);

    for (String id : ids.subList(10, 13)) {
      instance.updateSilently("u_part", id, Map.of("u_state", "7"));
    }
    pollUntil(task, () -> last.containsValue("7"));
    awaitPasses(task, 2);
    assertThat(records.subList(100, records.size()))
        .hasSize(3)
        .allSatisfy(record -> assertThat(operation(record)).isEqualTo("u"));
    assertThat(metric("rescan-found-rows-total")).isEqualTo(3L);
    assertThat(last).isEqualTo(states());
    task.stop();
  }

  @Test
  void rowThatAppearsBehindTheStreamIsCreatedAndOneThatGoesIsCounted() throws Exception {
    List<String> ids = insert(30);
    LateRow late = instance.insertLate("u_part", Map.of("u_state", "5"));
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 30);
    awaitPasses(task, 1);
    late.commit();
    instance.delete("u_part", ids.get(3));
    pollUntil(task, () -> last.containsKey(late.sysId()));
    awaitPasses(task, 2);
    assertThat(records).hasSize(31);
    assertThat(operation(records.get(30))).isEqualTo("c");
    assertThat(metric("rescan-vanished-rows-total")).isEqualTo(1L);
    assertThat(metric("rescan-known-rows")).isEqualTo(30);
    task.stop();
  }

  /** Its rescans learn of it when it settles. */
  @Test
  void rowThatAFormerTaskHasSentEarlyIsNotANewOne() throws Exception {
    config.put("settle.ms", "30000");
    insert(5);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 5);
    insert(5);
    pollUntil(task, () -> last.size() == 10);
    task.stop();

    ServiceNowSourceTask next = connect.start();
    awaitPasses(next, 2);
    clock.advance(Duration.ofMinutes(1));
    awaitPasses(next, 3);
    assertThat(records).hasSize(10);
    next.stop();
  }

  /** Rights that are lost for a while; a row that goes meanwhile is gone all the same. */
  @Test
  void rowsThatAreHiddenDuringAPassAreNotSentAgain() throws Exception {
    List<String> ids = insert(30);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 30);
    awaitPasses(task, 1);
    instance.hideRows("u_part", row -> !row.get("sys_id").equals(ids.get(0)));
    awaitPasses(task, 2);
    instance.delete("u_part", ids.get(1));
    instance.showRows("u_part");
    awaitPasses(task, 3);
    instance.updateSilently("u_part", ids.get(2), Map.of("u_state", "9"));
    pollUntil(task, () -> last.containsValue("9"));
    awaitPasses(task, 1);
    assertThat(records).hasSize(31);
    assertThat(metric("rescan-known-rows")).isEqualTo(29);
    task.stop();
  }

  /**
   * So that the rescan takes what is hidden for what usually is: a row is gone if the audit says
   * so.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsThatAreHiddenFromTheFirstPassOnAreNotDeletedAndLoseNoChange(boolean restarted)
      throws Exception {
    config.put("deletes", "tombstone");
    config.put("deletes.settle.ms", "2000");
    config.put("rescan.interval.ms", restarted ? "1" : "1000");
    List<String> ids = insert(30);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 30);
    if (restarted) {
      task.stop();
    }
    instance.hideRows("u_part", row -> !row.get("sys_id").equals(ids.get(0)));
    if (restarted) {
      task = connect.start();
    }
    awaitPasses(task, 3);
    instance.updateSilently("u_part", ids.get(2), Map.of("u_state", "9"));
    clock.advance(Duration.ofMinutes(1));
    instance.delete("u_part", ids.get(1));
    clock.advance(Duration.ofMinutes(1));
    pollUntil(task, () -> last.get(ids.get(1)) == null);
    awaitPasses(task, 1);
    instance.showRows("u_part");
    pollUntil(task, () -> last.containsValue("9"));
    awaitPasses(task, 2);
    task.stop();
    last.remove(ids.get(1));
    assertThat(last).isEqualTo(states());
    assertThat(records)
        .filteredOn(record -> record.value() == null)
        .extracting(SourceRecord::key)
        .containsExactly(ids.get(1));
  }

  @Test
  void firstPassAfterARestartLearnsAndFindsWhatChangesFromThenOn() throws Exception {
    List<String> ids = insert(30);
    clock.advance(Duration.ofMinutes(1));
    snapshotAndOneChange(ids.get(0));
    instance.updateSilently("u_part", ids.get(5), Map.of("u_state", "8"));

    ServiceNowSourceTask task = connect.start();
    awaitPasses(task, 2);
    assertThat(last).doesNotContainValue("8");
    instance.updateSilently("u_part", ids.get(6), Map.of("u_state", "9"));
    pollUntil(task, () -> last.containsValue("9"));
    task.stop();
    assertThat(records).hasSize(32);
  }

  @Test
  void firstPassAfterARestartGivesEveryRowWhenToldTo() throws Exception {
    config.put("rescan.first.pass", "emit");
    List<String> ids = insert(30);
    clock.advance(Duration.ofMinutes(1));
    snapshotAndOneChange(ids.get(0));
    instance.updateSilently("u_part", ids.get(5), Map.of("u_state", "8"));

    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.equals(states()));
    awaitPasses(task, 2);
    task.stop();
    List<SourceRecord> again = records.subList(31, records.size());
    assertThat(again)
        .hasSize(30)
        .allSatisfy(record -> assertThat(operation(record)).isEqualTo("r"))
        .allSatisfy(record -> assertThat(record.sourcePartition()).doesNotContainKey("range"));
  }

  @Test
  void rowsBeyondTheBoundAreCountedAndGiveNoRecords() throws Exception {
    config.put("rescan.max.rows", "20");
    List<String> ids = insert(30);
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 30);
    awaitPasses(task, 1);
    assertThat(metric("rescan-untracked-rows")).isEqualTo(10L);
    assertThat(metric("rescan-known-rows")).isEqualTo(20);

    ids.forEach(id -> instance.updateSilently("u_part", id, Map.of("u_state", "7")));
    awaitPasses(task, 3);
    task.stop();
    assertThat(records).hasSize(50);
  }

  @Test
  void fullReadingIsHeldAgainstTheCountOfServiceNow() throws Exception {
    insert(30);
    instance.hideRows("u_part", row -> row.get("u_state").equals("3"));
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 26);
    awaitPasses(task, 1);
    pollUntil(task, () -> metric("missing-rows").equals(0L));
    assertThat(metric("counted-rows")).isEqualTo(30L);
    task.stop();
  }

  /**
   * Every change of a row raises its state, half of them without a stamp: whoever reads the topic
   * must never see a state fall, and must see the last one. Positions must not fall, either.
   */
  @ParameterizedTest
  @ValueSource(strings = {"early", "wait"})
  void olderStateNeverFollowsANewerOne(String settle) throws Exception {
    config.put("settle.mode", settle);
    config.put("poll.interval.ms", "1");
    config.put("settle.ms", "0");
    config.put("page.size", "5");
    List<String> ids = insert(40);
    AtomicBoolean stop = new AtomicBoolean();
    Thread life =
        new Thread(
            () -> {
              Random random = new Random(11);
              for (int state = 1000; !stop.get(); state++) {
                String id = ids.get(random.nextInt(ids.size()));
                if (random.nextBoolean()) {
                  instance.updateSilently("u_part", id, Map.of("u_state", "" + state));
                } else {
                  instance.update("u_part", id, Map.of("u_state", "" + state));
                }
                if (random.nextInt(3) == 0) {
                  clock.advance(Duration.ofSeconds(1));
                }
              }
            });
    ServiceNowSourceTask task = connect.start();
    life.start();
    pollUntil(task, () -> records.size() > 4000);
    stop.set(true);
    life.join();
    clock.advance(Duration.ofSeconds(10));
    pollUntil(task, () -> last.equals(states()));
    assertThat((Long) metric("rescan-found-rows-total")).isGreaterThan(10L);
    task.stop();

    Map<String, Integer> states = new HashMap<>();
    Instant position = Instant.MIN;
    for (SourceRecord record : records) {
      int state = Integer.parseInt(state(record));
      assertThat(state)
          .as("state of %s", record.key())
          .isGreaterThanOrEqualTo(states.getOrDefault((String) record.key(), 0));
      states.put((String) record.key(), state);
      if (!record.sourcePartition().containsKey("range")) {
        Instant at =
            GlideDateTime.parse((String) record.sourceOffset().get("timestamp")).orElseThrow();
        assertThat(at).isAfterOrEqualTo(position);
        position = at;
      }
    }
  }

  /** After it there is a position of the stream. */
  private void snapshotAndOneChange(String id) throws Exception {
    ServiceNowSourceTask task = connect.start();
    pollUntil(task, () -> last.size() == 30);
    instance.update("u_part", id, Map.of("u_state", "100"));
    clock.advance(Duration.ofMinutes(1));
    pollUntil(task, () -> last.containsValue("100"));
    task.stop();
    assertThat(records).hasSize(31);
  }

  private List<String> insert(int rows) {
    for (int i = 0; i < rows; i++) {
      instance.insert("u_part", Map.of("u_state", "" + i % 7));
    }
    clock.advance(Duration.ofSeconds(10));
    return instance.rows("u_part").stream().map(row -> row.get("sys_id")).toList();
  }

  private Map<String, String> states() {
    Map<String, String> states = new HashMap<>();
    instance.rows("u_part").forEach(row -> states.put(row.get("sys_id"), row.get("u_state")));
    return states;
  }

  private void awaitPasses(ServiceNowSourceTask task, int passes) throws InterruptedException {
    // The one under way may have begun before what was done last.
    long then = (Long) metric("rescans-total") + passes + 1;
    pollUntil(task, () -> (Long) metric("rescans-total") >= then);
  }

  private void pollUntil(ServiceNowSourceTask task, BooleanSupplier done)
      throws InterruptedException {
    long deadline = System.nanoTime() + 90_000_000_000L;
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("after 90 s: %s", last).isLessThan(deadline);
      List<SourceRecord> page = task.poll();
      for (SourceRecord record : page == null ? List.<SourceRecord>of() : page) {
        records.add(record);
        last.put((String) record.key(), state(record));
      }
      connect.deliver(task, page);
    }
  }

  private static String operation(SourceRecord record) {
    return (String) record.headers().lastWithName("servicenow.operation").value();
  }

  private static String state(SourceRecord record) {
    return record.value() == null ? null : (String) ((Map<?, ?>) record.value()).get("u_state");
  }

  private static Object metric(String name) {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .getAttribute(
              new ObjectName("kafka.connect:type=plugins,connector=rescan,task=0,table=u_part"),
              name);
    } catch (javax.management.JMException noMetric) {
      throw new AssertionError(noMetric);
    }
  }
}
