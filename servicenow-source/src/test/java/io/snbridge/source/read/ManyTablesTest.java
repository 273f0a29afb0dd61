/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.position.TablePartition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the tables of a task take together does not grow with them as each of them likes. */
@Timeout(60)
class ManyTablesTest {

  private static final int TABLES = 50;
  private static final int PAGE = 5;
  private static final int ROWS = 64;

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final Map<String, FakeInstance> tables = new HashMap<>();
  private final Run.Kafka kafka = new Run.Kafka();
  private TableReaders readers;

  @AfterEach
  void stop() {
    readers.close();
    readers.awaitEnd();
  }

  @Test
  void tablesHaveAThreadEachAndOneForEachRequestInFlight() throws Exception {
    int requests = 4;
    CountDownLatch all = new CountDownLatch(TABLES);
    AtomicInteger most = new AtomicInteger();
    fill(
        TABLES,
        request -> {
          if (request.limit() == PAGE) {
            most.accumulateAndGet(threads(), Math::max);
            all.countDown();
            awaitQuietly(all);
          }
        });
    start(new ReadLimits(requests));
    readAll();
    assertThat(all.getCount()).as("readers that did not come").isZero();
    assertThat(most.get()).isLessThanOrEqualTo(TABLES + requests);
  }

  /** As fast as before: as many requests as are allowed, and records are made meanwhile. */
  @Test
  void oneTableHasAllRequests() throws Exception {
    CountDownLatch all = new CountDownLatch(4);
    fill(
        1,
        request -> {
          if (request.limit() == PAGE) {
            all.countDown();
            awaitQuietly(all);
          }
        });
    start(new ReadLimits(4));
    readAll();
    assertThat(all.getCount()).isZero();
  }

  private void fill(int count, Consumer<PageRequest> beforePage) {
    for (int i = 0; i < count; i++) {
      FakeInstance table = new FakeInstance();
      for (int row = 0; row < ROWS; row++) {
        table.put("%x%07d%024x".formatted(row % 16, i, row), "2026-02-01 00:00:00");
      }
      table.beforePage = beforePage;
      tables.put("t" + i, table);
    }
  }

  private void start(ReadLimits limits) {
    readers = new TableReaders(new ByTable(), new ManualTime(), Tables.PATIENCE, limits);
    tables
        .keySet()
        .forEach(
            name ->
                readers.start(
                    Tables.named(name, PAGE), new TablePartition("dev1", name), Map.of()));
  }

  private void readAll() throws InterruptedException {
    while (kafka.stamps.size() < tables.size() * ROWS) {
      List<SourceRecord> page = readers.take(Duration.ofMillis(100));
      kafka.take(page);
      page.forEach(readers::acknowledge);
    }
    assertThat(kafka.records).as("none came twice").isEqualTo(tables.size() * ROWS);
  }

  private int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread))
            .filter(thread -> thread.getName().contains("-read-"))
            .count();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  /** Each table of the instance is a fake of its own. */
  private final class ByTable implements Instance {
    private final FakeInstance empty = new FakeInstance();

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
      return tables.getOrDefault(next.get().table(), empty).page(next, attemptFailed);
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return tables.get(table).count(table, query);
    }

    @Override
    public Instant now(String table) {
      return tables.get(table).now(table);
    }
  }
}
