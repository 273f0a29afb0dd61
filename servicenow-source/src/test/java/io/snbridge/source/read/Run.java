/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A task's readers over a {@link FakeInstance}, and what Kafka and Connect would hold: the last
 * record of each key, and the acknowledged offsets, which outlive a restart.
 */
final class Run implements AutoCloseable {

  static final TablePartition PARTITION = new TablePartition("dev1", "incident");

  private static final Duration NOT_YET = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofSeconds(10);

  /** What survives restarts. */
  static final class Kafka {
    final Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();
    final Map<String, String> stamps = new HashMap<>();
    int records;

    @SuppressWarnings("unchecked")
    void take(List<SourceRecord> page) {
      for (SourceRecord record : page) {
        records++;
        stamps.put(
            (String) record.key(), ((Map<String, String>) record.value()).get("sys_updated_on"));
        offsets.put(
            (Map<String, String>) record.sourcePartition(),
            (Map<String, Object>) record.sourceOffset());
      }
    }
  }

  private final Kafka kafka;
  private final Semaphore idle = new Semaphore(0);
  private final Semaphore proceed = new Semaphore(0);
  private final TableReaders readers;

  Run(FakeInstance instance, TableConfig config, Kafka kafka) {
    this.kafka = kafka;
    this.readers = new TableReaders(instance, this::sleeper, Tables.RETRY_BUDGET);
    readers.start(config, PARTITION, Map.copyOf(kafka.offsets));
  }

  private void sleeper(Duration ignored) throws InterruptedException {
    assertThat(ignored).isPositive();
    idle.release();
    proceed.acquire();
  }

  /** The next page, which Kafka does not have yet; empty when all was read. */
  List<SourceRecord> page() throws InterruptedException {
    while (true) {
      boolean drained = idle.availablePermits() > 0;
      List<SourceRecord> page = readers.take(drained ? Duration.ZERO : NOT_YET.dividedBy(10));
      if (!page.isEmpty() || drained) {
        return page;
      }
    }
  }

  /** The next page when nothing else is expected, e.g. while the stream is held back. */
  List<SourceRecord> pageAtOnce() throws InterruptedException {
    return readers.take(NOT_YET);
  }

  List<SourceRecord> pageSoon() throws InterruptedException {
    return readers.take(SOON);
  }

  /** Kafka has these. */
  void deliver(List<SourceRecord> records) {
    kafka.take(records);
    records.forEach(readers::acknowledge);
  }

  /** Reads and delivers until the table is drained. */
  void drain() throws InterruptedException {
    for (List<SourceRecord> page = page(); !page.isEmpty(); page = page()) {
      deliver(page);
    }
  }

  /** Lets the poll interval pass, then drains again. */
  void drainAgain() throws InterruptedException {
    idle.drainPermits();
    proceed.release();
    drain();
  }

  List<SourceRecord> all() throws InterruptedException {
    List<SourceRecord> all = new ArrayList<>();
    for (List<SourceRecord> page = page(); !page.isEmpty(); page = page()) {
      deliver(page);
      all.addAll(page);
    }
    return all;
  }

  @Override
  public void close() {
    readers.close();
    readers.awaitEnd();
  }
}
