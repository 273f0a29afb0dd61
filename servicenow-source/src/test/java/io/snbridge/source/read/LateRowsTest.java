/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.SettleMode;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that appear late, while a rescan reads them too. */
@Timeout(60)
class LateRowsTest {

  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final TablePartition PARTITION = new TablePartition("dev1", "incident");
  private static final String COLUMN = "u_colour";
  private static final String FIRST_OF_RESCAN = "sys_id<1^ORDERBYsys_id";

  private final ManualTime time = new ManualTime();
  private final FakeInstance instance = new FakeInstance();
  private final Gated gated = new Gated();
  private final TableReaders readers = new TableReaders(gated, time, Tables.RETRY_BUDGET);
  private final List<Object> values = new ArrayList<>();

  @AfterEach
  void stop() {
    gated.rescan.countDown();
    readers.close();
    readers.awaitEnd();
  }

  /** A page of the stream is in hand while it reads the next one. */
  @ParameterizedTest
  @EnumSource(SettleMode.class)
  void pageInHandDoesNotComeAfterWhatARescanHasReadLater(SettleMode mode) throws Exception {
    readers.start(Tables.settling(mode, table()), PARTITION, Map.of());
    passes(Duration.ofMinutes(2));
    Instant begin = instance.now("");
    for (int second = 0; second < 3; second++) {
      instance.put(id(100 + second), GlideDateTime.text(begin.plusSeconds(second)));
      passes(Duration.ofSeconds(1));
    }
    passes(Duration.ofSeconds(10));
    gated.closed = true;
    readUntil(() -> gated.waiting.get() != null);

    Instant stamp = instance.now("");
    passes(Duration.ofSeconds(3));
    instance.put(id(200), GlideDateTime.text(instance.now("")));
    passes(Duration.ofSeconds(12));
    // In the order of the stream, those with the lowest ids are its second page.
    int[] tens = {2, 0, 1};
    for (int page = 0; page < tens.length; page++) {
      for (int i = 0; i < 10; i++) {
        instance.put(
            id(10 * tens[page] + i),
            GlideDateTime.text(stamp.plusSeconds(page)),
            Map.of(COLUMN, "old"));
      }
    }
    readUntil(() -> gated.met);
    passes(Duration.ofMinutes(1));
    assertThat(values).isNotEmpty();
    passes(INTERVAL.multipliedBy(2));
    assertThat(values).as("states of the row").endsWith("new");
    int first = values.indexOf("new");
    assertThat(values.subList(first, values.size())).containsOnly("new");
  }

  private static TableConfig table() {
    return new TableConfig(
        "incident",
        "incident",
        EncodedQuery.everything(),
        10,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        SnapshotMode.LATEST,
        1,
        Optional.empty(),
        DeleteMode.NONE,
        Duration.ZERO,
        Tables.record(Set.of()),
        new RescanConfig(INTERVAL, RescanConfig.FirstPass.LEARN, 1_000),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5));
  }

  private void passes(Duration duration) throws InterruptedException {
    Instant end = instance.now("").plus(duration);
    readUntil(() -> !instance.now("").isBefore(end));
  }

  private void readUntil(Supplier<Boolean> done) throws InterruptedException {
    while (!done.get()) {
      List<SourceRecord> page = readers.take(Duration.ofMillis(3));
      for (SourceRecord record : page) {
        Map<?, ?> row = (Map<?, ?>) record.value();
        if (id(3).equals(row.get("sys_id"))) {
          values.add(row.get(COLUMN));
        }
        readers.acknowledge(record);
      }
      if (time.waiting() > 0) {
        instance.setNow(instance.now("").plusSeconds(1));
        time.advance(Duration.ofSeconds(1));
      }
    }
  }

  /**
   * The rescan's first page is read after the stream has been given the same rows, which change
   * between without a new timestamp, and before the stream goes on.
   */
  private final class Gated implements Instance {

    private final CountDownLatch rescan = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicReference<Thread> waiting = new AtomicReference<>();
    private volatile boolean closed;
    private volatile boolean met;

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
      PageRequest request = next.get();
      boolean isFirstOfRescan =
          closed && request.limit() == 10 && request.query().text().equals(FIRST_OF_RESCAN);
      if (isFirstOfRescan && waiting.compareAndSet(null, Thread.currentThread())) {
        await(rescan);
        Page page = instance.page(() -> request, attemptFailed);
        answered.countDown();
        return page;
      }
      Page page = instance.page(() -> request, attemptFailed);
      if (closed && !met && request.limit() == 10 && isSecond(page.rows())) {
        met = true;
        instance.put(id(3), instance.stamp(id(3)), Map.of(COLUMN, "new"));
        rescan.countDown();
        await(answered);
        Awaitility.await().until(() -> waiting.get().getState() == Thread.State.WAITING);
      }
      return page;
    }

    private static boolean isSecond(List<Row> rows) {
      return !rows.isEmpty()
          && rows.get(0).value("sys_id").filter(id(0)::equals).isPresent()
          && rows.get(0).value(COLUMN).isPresent();
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stopping);
      }
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return instance.count(table, query);
    }

    @Override
    public long tryCount(String table, EncodedQuery query) throws InterruptedException {
      return instance.tryCount(table, query);
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      return instance.tryCounts(table, column, query);
    }

    @Override
    public Instant now(String table) {
      return instance.now(table);
    }
  }
}
