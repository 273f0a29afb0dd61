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
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of so many rows that they are split, and what of them is hidden. */
@Timeout(60)
class SplitWindowsTest {

  private static final Duration RECHECK = Duration.ofMinutes(5);

  /** Too long for two branches in one query. */
  private static final EncodedQuery LONG = EncodedQuery.parse("u_colour!=" + "x".repeat(2_900));

  private final Run.Kafka kafka = new Run.Kafka();
  @RegisterExtension final TimedReaders readers = new TimedReaders(this::take);
  private final FakeInstance instance = readers.instance;

  private void take(List<SourceRecord> page) {
    kafka.take(page);
    readers.acknowledge(page);
  }

  private static TableConfig table(EncodedQuery query, int pageSize) {
    return new TableConfig(
        "incident",
        "incident",
        query,
        pageSize,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        SnapshotMode.LATEST,
        1,
        Optional.empty(),
        DeleteMode.NONE,
        Duration.ZERO,
        Tables.record(Set.of()),
        RescanConfig.OFF,
        Duration.ZERO,
        RECHECK);
  }

  /**
   * A second that is on three pages, of which the last one makes the window large enough; it was
   * counted by then what the second page has hidden.
   */
  @Test
  void rowThatIsHiddenOnAnEarlierPageOfTheLastSecondArrives() throws Exception {
    readers.start(table(LONG, 450), Map.of());
    readers.passes(Duration.ofMinutes(2));
    instance.hidden = id(600)::equals;
    Instant second = instance.now("").plusSeconds(10);
    for (int i = 0; i < 1_101; i++) {
      instance.put(id(i), GlideDateTime.text(second));
    }
    instance.setNow(second.plusSeconds(10));
    readers.readUntil(() -> kafka.stamps.size() == 1_100);
    readers.passes(RECHECK.multipliedBy(3));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(6));
    assertThat(kafka.stamps.keySet().contains(id(600))).isTrue();
    assertThat(kafka.records).isEqualTo(1_101);
  }

  /** What the part before the second has shown leaves room for all that the second has shown. */
  @Test
  void rowOfALargeSecondArrivesAndTheOthersOfItDoNotComeAgain() throws Exception {
    readers.start(table(EncodedQuery.everything(), 900), Map.of());
    readers.passes(Duration.ofMinutes(2));
    instance.hidden = id(500)::equals;
    backlog(3_500, Integer.MAX_VALUE, new Random(1));
    readers.readUntil(() -> kafka.stamps.size() == 3_499);
    readers.passes(RECHECK.multipliedBy(3));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(6));
    assertThat(kafka.stamps.size()).isEqualTo(3_500);
    assertThat(kafka.records).isEqualTo(3_500);
  }

  /** Whatever is hidden of whatever backlog, in pages of whatever size. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5, 8, 11})
  void eachRowArrivesOnce(int seed) throws Exception {
    Random random = new Random(seed);
    EncodedQuery query = random.nextBoolean() ? LONG : EncodedQuery.everything();
    int page = 200 + random.nextInt(1_000);
    instance.branchByBranch = random.nextBoolean();
    readers.start(table(query, page), Map.of());
    readers.passes(Duration.ofMinutes(2));
    int rows = 1_000 + random.nextInt(3_000);
    int ofASecond = 1 + random.nextInt(random.nextBoolean() ? 20 : 2_500);
    backlog(rows, ofASecond, random);
    Set<String> hidden = hidden(rows, page, random);
    instance.hidden = hidden::contains;
    readers.readUntil(() -> kafka.stamps.size() == rows - hidden.size());
    readers.passes(RECHECK.multipliedBy(3));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(8));
    assertThat(kafka.stamps.size()).isEqualTo(rows);
    assertThat(kafka.records).as("with those that came twice").isEqualTo(rows);
  }

  private void backlog(int rows, int ofASecond, Random random) {
    Instant second = instance.now("").plusSeconds(10);
    for (int i = 0; i < rows; i++) {
      if (random.nextInt(ofASecond) == 0) {
        second = second.plusSeconds(1);
      }
      instance.put(id(i), GlideDateTime.text(second));
    }
    instance.setNow(second.plusSeconds(10));
  }

  /** Some here and there, and perhaps many on end. */
  private static Set<String> hidden(int rows, int page, Random random) {
    Set<String> hidden = new HashSet<>();
    for (int i = 0; i < rows; i++) {
      if (random.nextInt(300) == 0) {
        hidden.add(id(i));
      }
    }
    int from = random.nextInt(rows);
    int end = Math.min(rows, from + random.nextInt(page) * random.nextInt(2));
    IntStream.range(from, end).forEach(i -> hidden.add(id(i)));
    return hidden;
  }
}
