/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A task's readers over a {@link FakeInstance}, and time that passes when they wait for it, however
 * slow they are. As an extension, they end with the test.
 */
final class TimedReaders implements AfterEachCallback {

  static final TablePartition PARTITION = new TablePartition("dev1", "incident");

  private static final Duration A_MOMENT = Duration.ofMillis(2);

  /** What becomes of a page, which may be empty. */
  interface Taker {
    void take(List<SourceRecord> page) throws InterruptedException;
  }

  final ManualTime time = new ManualTime();
  final FakeInstance instance = new FakeInstance();
  private final Taker kafka;
  private TableReaders readers;

  TimedReaders(Taker kafka) {
    this.kafka = kafka;
  }

  void start(TableConfig table, Map<Map<String, String>, Map<String, Object>> offsets) {
    start(instance, table, offsets);
  }

  void start(
      Instance over, TableConfig table, Map<Map<String, String>, Map<String, Object>> offsets) {
    readers = new TableReaders(over, time, Tables.RETRY_BUDGET);
    readers.start(table, PARTITION, Map.copyOf(offsets));
  }

  void stop() {
    if (readers != null) {
      readers.close();
      readers.awaitEnd();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stop();
  }

  long pendingBytes() {
    return readers.pendingBytes();
  }

  void acknowledge(List<SourceRecord> page) {
    page.forEach(readers::acknowledge);
  }

  void passes(Duration duration) throws InterruptedException {
    Instant end = now().plus(duration);
    while (now().isBefore(end)) {
      step(Duration.between(now(), end));
    }
  }

  void readUntil(BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) {
      step(Duration.ofDays(1));
    }
  }

  /** What there is to be read at this time, until all readers wait. */
  void read() throws InterruptedException {
    boolean idle = false;
    while (!idle) {
      idle = time.awaitWaiting(A_MOMENT);
      List<SourceRecord> page = readers.take(Duration.ZERO);
      kafka.take(page);
      idle &= page.isEmpty();
    }
  }

  /** A page, or the time for which the readers wait when they have none. */
  private void step(Duration atMost) throws InterruptedException {
    List<SourceRecord> page = readers.take(Duration.ZERO);
    boolean idle = page.isEmpty() && time.awaitWaiting(A_MOMENT);
    if (idle) {
      // What came before they waited comes before the time, too.
      page = readers.take(Duration.ZERO);
    }
    kafka.take(page);
    if (idle && page.isEmpty()) {
      Duration next = wholeSeconds(time.untilFirst());
      pass(next.compareTo(atMost) < 0 ? next : atMost);
    }
  }

  private static Duration wholeSeconds(Duration duration) {
    return Duration.ofSeconds(duration.plusNanos(999_999_999).toSeconds());
  }

  void pass(Duration duration) {
    instance.setNow(now().plus(duration));
    time.advance(duration);
  }

  private Instant now() {
    return instance.now("");
  }
}
