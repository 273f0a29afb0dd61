/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.source.LogText;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot's log lines, by a clock of the test's own. */
@Timeout(60)
class SnapshotProgressTest {

  private final LogText log = new LogText();
  private final ManualTime time = new ManualTime();
  private final CompletableFuture<Long> count = new CompletableFuture<>();
  private final AtomicLong hidden = new AtomicLong();
  private final SnapshotProgress progress =
      new SnapshotProgress("incident", "snapshot", time::nanoTime, count, hidden::get);

  @AfterEach
  void close() {
    log.close();
  }

  private List<String> lines() {
    return log.messages("INFO", Snapshot.class);
  }

  @Test
  void progressIsToldEachMinuteWithPercentRateAndTheTimeToGo() {
    count.complete(100_000L);
    progress.read(1000);
    time.advance(Duration.ofSeconds(59));
    progress.read(1000);
    assertThat(lines()).isEmpty();
    time.advance(Duration.ofSeconds(1));
    progress.read(1000);
    progress.read(1000);
    time.advance(Duration.ofSeconds(61));
    hidden.set(2000);
    progress.read(9200);
    assertThat(lines())
        .containsExactly(
            "Table 'incident': snapshot: 3000 of 100000 rows read (3 %), 50 rows/s, about 32 min 20"
                + " s to go",
            "Table 'incident': snapshot: 13200 of 100000 rows read (15 %), 167 rows/s, about 8 min"
                + " 27 s to go");
  }

  @Test
  void snapshotTellsItsEnd() {
    progress.read(900);
    time.advance(Duration.ofSeconds(45));
    progress.ends();
    assertThat(lines())
        .containsExactly("Table 'incident': snapshot read to the end: 900 rows in 45 s, 20 rows/s");
  }

  @Test
  void rowsThatCameMeanwhileDoNotMakeMoreThanAHundredPercent() {
    count.complete(100L);
    time.advance(Duration.ofMinutes(1));
    progress.read(120);
    assertThat(lines())
        .containsExactly(
            "Table 'incident': snapshot: 120 of 100 rows read (100 %), 2 rows/s, about 0 ms to go");
  }

  @Test
  void withoutACountNoPercentIsMadeUp() {
    time.advance(Duration.ofMinutes(1));
    progress.read(120);
    count.completeExceptionally(new IllegalStateException("403"));
    time.advance(Duration.ofMinutes(1));
    progress.read(120);
    assertThat(lines())
        .containsExactly(
            "Table 'incident': snapshot: 120 rows read, 2 rows/s. The total is unknown, because"
                + " ServiceNow has not counted the rows.",
            "Table 'incident': snapshot: 240 rows read, 2 rows/s. The total is unknown, because"
                + " ServiceNow has not counted the rows.");
  }

  @Test
  void percentAndTimeLeftAreThereForMonitoringAsSoonAsTheRowsAreCounted() {
    progress.read(1000);
    assertThat(progress.percent()).isEmpty();
    assertThat(progress.timeLeft()).isEmpty();
    count.complete(10_000L);
    time.advance(Duration.ofSeconds(30));
    progress.read(1000);
    hidden.set(500);
    assertThat(progress.percent()).hasValue(25);
    assertThat(progress.timeLeft()).hasValue(Duration.ofMillis(112_500));

    progress.ends();
    assertThat(progress.percent()).hasValue(100);
    assertThat(progress.timeLeft()).hasValue(Duration.ZERO);
  }

  @Test
  void rowsThatAreNotCountedLeavePercentAndTimeUnknown() {
    count.completeExceptionally(new IllegalStateException("403"));
    time.advance(Duration.ofSeconds(30));
    progress.read(1000);
    assertThat(progress.percent()).isEmpty();
    assertThat(progress.timeLeft()).isEmpty();
  }

  /** Over the readers themselves, with hidden rows, stopped and begun again. */
  @Test
  void resumedSnapshotTellsHowMuchOfWhatWasLeftIsRead() throws Exception {
    FakeInstance instance = new FakeInstance();
    for (int i = 0; i < 640; i++) {
      instance.put("%x%031x".formatted(i % 16, i), "2026-02-01 00:00:00");
    }
    Run.Kafka kafka = new Run.Kafka();
    TableReaders first = new TableReaders(instance, time, Tables.RETRY_BUDGET);
    first.start(Tables.incident(10), Run.PARTITION, kafka.offsets);
    for (int page = 0; page < 9; page++) {
      kafka.take(first.take(Duration.ofSeconds(10)));
    }
    first.close();
    first.awaitEnd();
    int before = kafka.records;
    assertThat(before).isEqualTo(90);

    TableReaders second = new TableReaders(instance, time, Tables.RETRY_BUDGET);
    second.start(Tables.incident(10), Run.PARTITION, kafka.offsets);
    take(second, kafka, 200);
    // What is fetched ahead waits for room; time passes before the next page is read.
    time.advance(Duration.ofMinutes(2));
    take(second, kafka, 550);
    assertThat(lines().get(0))
        .matches(
            "Table 'incident': snapshot: \\d+ of 550 rows read \\((3|4|5|6)\\d %\\), [23] rows/s,"
                + " .*");
    await()
        .untilAsserted(
            () ->
                assertThat(lines())
                    .last()
                    .asString()
                    .startsWith("Table 'incident': snapshot read to the end: 550 rows in 2 min"));
    second.close();
    second.awaitEnd();
  }

  private static void take(TableReaders readers, Run.Kafka kafka, int rows) throws Exception {
    int until = 90 + rows;
    while (kafka.records < until) {
      List<SourceRecord> page = readers.take(Duration.ofSeconds(10));
      assertThat(page).isNotEmpty();
      kafka.take(page);
    }
  }
}
