/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.snbridge.source.scan.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What monitoring sees of a table's reading, by a clock of the test's own. */
class TableProgressTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualTime time = new ManualTime();
  private final TableProgress progress = new TableProgress(time::nanoTime);

  @Test
  void timeFromChangeToKafkaIsByTheInstancesClock() {
    progress.windowOpens(NOON, NOON.minusSeconds(60));
    time.advance(Duration.ofSeconds(2));
    progress.acknowledged(Optional.of(NOON.minusSeconds(5)));

    assertThat(progress.endToEnd().millis(0.5)).isCloseTo(7000, within(600.0));
    assertThat(progress.acknowledged()).isEqualTo(1);
  }

  @Test
  void recordsWithoutATimeCountButTellNoTime() {
    progress.acknowledged(Optional.of(NOON));
    progress.windowOpens(NOON, NOON);
    progress.acknowledged(Optional.empty());

    assertThat(progress.acknowledged()).isEqualTo(2);
    assertThat(progress.endToEnd().millis(0.5)).isEqualTo(-1);
  }

  @Test
  void snapshotIsUnknownBeforeItBeginsAndDoneWhenChangesAreRead() {
    assertThat(progress.snapshotPercent()).isEmpty();
    assertThat(progress.snapshotTimeLeft()).isEmpty();

    progress.snapshotBegins();
    SnapshotProgress snapshot =
        new SnapshotProgress(
            "incident",
            "snapshot",
            time::nanoTime,
            CompletableFuture.completedFuture(200L),
            () -> 0);
    progress.snapshotIs(snapshot);
    time.advance(Duration.ofSeconds(10));
    snapshot.read(50);
    assertThat(progress.snapshotPercent()).hasValue(25);
    assertThat(progress.snapshotTimeLeft()).hasValue(Duration.ofSeconds(30));

    progress.windowOpens(NOON, NOON);
    assertThat(progress.snapshotPercent()).hasValue(100);
    assertThat(progress.snapshotTimeLeft()).hasValue(Duration.ZERO);
  }
}
