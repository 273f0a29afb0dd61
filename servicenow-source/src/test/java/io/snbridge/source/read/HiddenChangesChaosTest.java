/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.SettleMode;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rights that come and go while rows change and tasks stop or are killed. */
@Timeout(120)
class HiddenChangesChaosTest {

  private static final int ROWS = 120;

  @RegisterExtension final TimedReaders readers = new TimedReaders(this::take);
  private final FakeInstance instance = readers.instance;
  private final Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();
  private final Map<String, String> last = new HashMap<>();
  private final Map<String, Integer> sent = new HashMap<>();
  private SnapshotMode mode;
  private SettleMode settle = SettleMode.WAIT;

  /** Where a worker is killed at some pages. */
  private Optional<Random> kills = Optional.empty();

  /** Whether rows appear late, too. */
  private boolean late;

  /** As exactly-once has it, too: a page is in Kafka with its position, or it is not. */
  @ParameterizedTest
  @CsvSource({
    "1, WAIT",
    "2, WAIT",
    "3, WAIT",
    "4, WAIT",
    "1, EARLY",
    "2, EARLY",
    "3, EARLY",
    "4, EARLY"
  })
  void eachChangeArrivesOnceThroughOrderlyStops(int seed, SettleMode how) throws Exception {
    settle = how;
    run(new Random(seed), SnapshotMode.LATEST, false);
    assertEachOnce();
  }

  /** A stop may come in the middle of those that appear late. */
  @ParameterizedTest
  @CsvSource({"31, WAIT", "32, WAIT", "31, EARLY", "32, EARLY"})
  void eachLateChangeArrivesOnceThroughOrderlyStops(int seed, SettleMode how) throws Exception {
    settle = how;
    late = true;
    run(new Random(seed), SnapshotMode.LATEST, false);
    assertEachOnce();
  }

  private void assertEachOnce() {
    assertThat(sent).allSatisfy((change, times) -> assertThat(times).as(change).isEqualTo(1));
  }

  @ParameterizedTest
  @CsvSource({"11, WAIT", "12, WAIT", "13, WAIT", "11, EARLY", "12, EARLY", "13, EARLY"})
  void eachChangeArrivesThroughKills(int seed, SettleMode how) throws Exception {
    settle = how;
    run(new Random(seed), SnapshotMode.LATEST, true);
  }

  /** Rows of the snapshot itself come with their next change. */
  @ParameterizedTest
  @CsvSource({"21, WAIT", "22, WAIT", "21, EARLY", "22, EARLY"})
  void eachChangeArrivesAfterASnapshotOfWhichRowsWereHidden(int seed, SettleMode how)
      throws Exception {
    settle = how;
    for (int i = 0; i < ROWS; i++) {
      instance.put(id(i), "2026-03-01 11:00:00");
    }
    run(new Random(seed), SnapshotMode.INITIAL, true);
  }

  private void run(Random random, SnapshotMode how, boolean kill) throws InterruptedException {
    mode = how;
    start();
    readers.passes(Duration.ofMinutes(2));
    // Before the first record, there is no position.
    instance.put(id(ROWS), GlideDateTime.text(instance.now("")));
    while (!last.containsKey(id(ROWS))) {
      readers.passes(Duration.ofSeconds(1));
    }
    Set<String> changed = new TreeSet<>();
    for (int step = 0; step < 40; step++) {
      switch (random.nextInt(late ? 8 : 6)) {
        case 0 -> instance.hidden = id -> false;
        case 1 -> instance.hidden = id -> true;
        case 2 -> {
          int salt = random.nextInt();
          // Two of five.
          instance.hidden = id -> Math.floorMod(id.hashCode() * 31 + salt, 5) < 2;
        }
        case 3 -> restart();
        case 6, 7 -> {
          instance.hidden = id -> false;
          readers.passes(Duration.ofMinutes(2));
          changed.addAll(appearLate(1_000 * (step + 1), 1 + random.nextInt(60)));
          restart();
        }
        default -> {
          for (int rows = random.nextInt(30); rows > 0; rows--) {
            String id = id(random.nextInt(ROWS));
            instance.put(id, GlideDateTime.text(instance.now("")));
            changed.add(id);
          }
        }
      }
      kills = kill ? Optional.of(random) : Optional.empty();
      readers.passes(Duration.ofSeconds(random.nextInt(step % 10 == 9 ? 900 : 40)));
      kills = Optional.empty();
    }
    instance.hidden = id -> false;
    readers.passes(Duration.ofMinutes(100));
    assertThat(changed).allSatisfy(id -> assertThat(last.get(id)).isEqualTo(instance.stamp(id)));
  }

  /**
   * New rows with a stamp that was read, and after which others were; returns when the first page
   * of them has arrived.
   */
  private List<String> appearLate(int first, int count) throws InterruptedException {
    String stamp = GlideDateTime.text(instance.now(""));
    readers.passes(Duration.ofSeconds(3));
    instance.put(id(first + count), GlideDateTime.text(instance.now("")));
    readers.passes(Duration.ofSeconds(15));
    List<String> ids = IntStream.range(first, first + count).mapToObj(FakeInstance::id).toList();
    ids.forEach(id -> instance.put(id, stamp));
    while (!last.containsKey(ids.get(0))) {
      readers.passes(Duration.ofSeconds(1));
    }
    return ids;
  }

  private void start() {
    TableConfig table =
        new TableConfig(
            "incident",
            "incident",
            EncodedQuery.everything(),
            10,
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            mode,
            1,
            Optional.empty(),
            DeleteMode.NONE,
            Duration.ZERO,
            Tables.record(Set.of()),
            RescanConfig.OFF,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));
    readers.start(Tables.settling(settle, table), offsets);
  }

  private void restart() {
    readers.stop();
    start();
  }

  private void take(List<SourceRecord> page) {
    if (!page.isEmpty() && kills.isPresent() && kills.get().nextInt(12) == 0) {
      deliver(page.subList(0, kills.get().nextInt(page.size() + 1)));
      restart();
    } else {
      deliver(page);
    }
  }

  @SuppressWarnings("unchecked")
  private void deliver(List<SourceRecord> page) {
    for (SourceRecord record : page) {
      String stamp = ((Map<String, String>) record.value()).get("sys_updated_on");
      last.put((String) record.key(), stamp);
      sent.merge(record.key() + " of " + stamp, 1, Integer::sum);
      offsets.put(
          (Map<String, String>) record.sourcePartition(),
          (Map<String, Object>) record.sourceOffset());
    }
    readers.acknowledge(page);
  }
}
