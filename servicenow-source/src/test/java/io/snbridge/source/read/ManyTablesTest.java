/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.ReadLimits;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.RetryBudget;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables of a task take together does not grow with them as each of them likes. */
@Timeout(60)
class ManyTablesTest {

  private static final int TABLES = 50;
  private static final int PAGE = 5;
  private static final int ROWS = 64;

  /** As is guessed of the first page. */
  private static final int ROW_BYTES = 2048;

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final Map<String, FakeInstance> tables = new HashMap<>();
  private final ManualTime time = new ManualTime();
  private final Run.Kafka kafka = new Run.Kafka();

  /** Bytes of all pages of whole rows. */
  private final AtomicLong answered = new AtomicLong();

  /** Whether the user is not shown what tables extend. */
  private boolean hidesTypes;

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
    start(new ReadLimits(requests, Long.MAX_VALUE));
    readAll();
    assertThat(all.getCount()).as("readers that did not come").isZero();
    assertThat(most.get()).isLessThanOrEqualTo(TABLES + requests);
  }

  /** As fast as before: as many requests as are allowed, and records are made meanwhile. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void fewTablesHaveAllRequests(int count) throws Exception {
    CountDownLatch all = new CountDownLatch(4);
    AtomicInteger pages = new AtomicInteger();
    fill(
        count,
        request -> {
          // The first one of each shows that there are more.
          if (request.limit() == PAGE && pages.getAndIncrement() >= count) {
            all.countDown();
            awaitQuietly(all);
          }
        });
    start(new ReadLimits(4, Long.MAX_VALUE));
    readAll();
    assertThat(all.getCount()).isZero();
  }

  @Test
  void largeTablesHaveEquallyManyReaders() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch all = new CountDownLatch(4);
    Map<String, Set<Thread>> reading = new ConcurrentHashMap<>();
    fill(2, request -> {});
    tables.forEach(
        (name, table) -> {
          AtomicInteger pages = new AtomicInteger();
          table.beforePage =
              request -> {
                if (request.limit() != PAGE) {
                  return;
                }
                if (pages.getAndIncrement() == 0) {
                  begun.countDown();
                  awaitQuietly(begun);
                } else if (all.getCount() > 0) {
                  reading
                      .computeIfAbsent(name, unused -> ConcurrentHashMap.newKeySet())
                      .add(Thread.currentThread());
                  all.countDown();
                  awaitQuietly(all);
                }
              };
        });
    start(new ReadLimits(4, Long.MAX_VALUE));
    readAll();
    assertThat(reading.get("t0")).hasSize(2);
    assertThat(reading.get("t1")).hasSize(2);
  }

  /** It is tried now and then, and takes no share until it is answered. */
  @Test
  void tableThatIsGivenUpLeavesItsShareToOthers() throws Exception {
    CountDownLatch all = new CountDownLatch(4);
    CountDownLatch givenUp = new CountDownLatch(1);
    AtomicInteger pages = new AtomicInteger();
    fill(
        2,
        request -> {
          if (request.limit() == PAGE && pages.getAndIncrement() == 0) {
            awaitQuietly(givenUp);
          } else if (request.limit() == PAGE) {
            all.countDown();
            awaitQuietly(all);
          }
        });
    tables.get("t0").beforePage =
        request -> {
          throw new ServiceNowException(
              new Reply.Refused<>(
                  new Failure(Request.Method.GET, "/api/now/table/t0", 403, "no", "", "c")));
        };
    readers =
        new TableReaders(
            new ByTable(),
            time,
            new RetryBudget(
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Optional.of(Duration.ofMinutes(5))),
            new ReadLimits(4, Long.MAX_VALUE));
    for (String name : tables.keySet()) {
      readers.start(Tables.named(name, PAGE), new TablePartition("dev1", name), Map.of());
    }
    await()
        .until(
            () -> {
              time.advance(Duration.ofMillis(100));
              return time.waiting() == 1 && time.untilFirst().toMinutes() >= 4;
            });
    givenUp.countDown();
    Set<String> readable = Set.copyOf(tables.get("t1").ids());
    while (!kafka.stamps.keySet().containsAll(readable)) {
      take();
    }
    assertThat(all.getCount()).as("readers that did not come").isZero();
  }

  @Test
  void smallTablesAreReadWhileALargeOneIsNot() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger pages = new AtomicInteger();
    fill(TABLES, request -> {});
    tables.get("t0").beforePage =
        request -> {
          if (request.limit() == PAGE && pages.getAndIncrement() > 0) {
            awaitQuietly(gate);
          }
        };
    start(new ReadLimits(4, Long.MAX_VALUE));
    Set<String> others =
        tables.entrySet().stream()
            .filter(table -> !table.getKey().equals("t0"))
            .flatMap(table -> table.getValue().ids().stream())
            .collect(Collectors.toSet());
    while (!kafka.stamps.keySet().containsAll(others)) {
      take();
    }
    assertThat(kafka.stamps).as("it has handed out a page").hasSizeLessThan(others.size() + ROWS);
    gate.countDown();
    readAll();
  }

  @Test
  void pagesOfAllTablesAreWithinTheirBytes() throws Exception {
    long bytes = 10L * PAGE * ROW_BYTES;
    AtomicLong most = new AtomicLong();
    fill(TABLES, request -> most.accumulateAndGet(readers.pendingBytes(), Math::max));
    start(new ReadLimits(4, bytes));
    await().until(() -> readers.pendingBytes() > bytes - PAGE * ROW_BYTES);
    // Each range has a page of rows, and then an empty one.
    long pagesOfRows = bytes / (ROWS / 16 * ROW_BYTES);
    assertThat(rowPages())
        .as("pages that nobody has taken")
        .isLessThanOrEqualTo((int) (2 * pagesOfRows));
    readAll();
    assertThat(most.get()).isLessThanOrEqualTo(bytes);
    await("nothing is held").until(() -> readers.pendingBytes() == 0);
  }

  /** Snapshots, changes and rescans, of which each waits for the others' pages. */
  @Test
  void oneByteIsEnoughForAllThatIsRead() throws Exception {
    fill(6, request -> {});
    start(new ReadLimits(4, 1), name -> rescanned(Tables.named(name, PAGE)));
    readAll();
    for (int round = 1; round <= 20; round++) {
      pass(Duration.ofSeconds(10));
      Map<String, String> expected = new HashMap<>();
      for (FakeInstance table : tables.values()) {
        String stamp = GlideDateTime.text(table.now(""));
        for (String id : table.ids().subList(round, round + 2 * PAGE)) {
          table.put(id, stamp);
          expected.put(id, stamp);
        }
      }
      readUntil(() -> kafka.stamps.entrySet().containsAll(expected.entrySet()));
    }
  }

  @Test
  void tableThatIsRefusedOrNotBelievedKeepsNoOtherFromReading() throws Exception {
    fill(3, request -> {});
    tables.get("t0").beforePage =
        request -> {
          if (request.fields().isEmpty()) {
            throw new ServiceNowException(
                new Reply.Refused<>(
                    new Failure(Request.Method.GET, "/api/now/table/t0", 403, "no", "", "c")));
          }
        };
    tables.get("t1").distort =
        rows -> {
          List<Row> turned = new ArrayList<>(rows);
          Collections.reverse(turned);
          return turned;
        };
    Set<String> readable = Set.copyOf(tables.get("t2").ids());
    // Four pages of two rows.
    start(new ReadLimits(4, 4 * 2 * ROW_BYTES));
    while (!kafka.stamps.keySet().containsAll(readable)) {
      take();
    }
    assertThat(kafka.stamps).hasSize(ROWS);
  }

  @Test
  void readersThatWaitForRoomEndWithTheirTask() throws Exception {
    fill(6, request -> {});
    start(new ReadLimits(4, 1));
    await().until(() -> readers.pendingBytes() > 0);
    readers.close();
    await().until(() -> threads() == 0);
  }

  /** No thread has time for its records, so that it waits for room to queue them itself. */
  @Test
  void readerThatQueuesItsPagesItselfEndsWithItsTask() throws Exception {
    FakeInstance table = new FakeInstance();
    for (int row = 0; row < 20 * PAGE; row++) {
      table.put(FakeInstance.id(row), "2026-02-01 00:00:00");
    }
    table.rowBytes = ROW_BYTES;
    tables.put("t0", table);
    long queuedAndOneMore = 9L * PAGE * ROW_BYTES;
    start(new ReadLimits(0, queuedAndOneMore));
    await().until(() -> readers.pendingBytes() == queuedAndOneMore);
    await().until(() -> rowPages() == 9);
    readers.close();
    await().until(() -> threads() == 0);
  }

  /** Those that its readers have in hand do not. */
  @Test
  void pagesThatWaitForConnectCountThoughTheirTableIsRefused() throws Exception {
    FakeInstance table = new FakeInstance();
    for (int row = 0; row < 20 * PAGE; row++) {
      table.put(FakeInstance.id(row), "2026-02-01 00:00:00");
    }
    table.rowBytes = ROW_BYTES;
    AtomicInteger pages = new AtomicInteger();
    table.beforePage =
        request -> {
          if (request.fields().isEmpty() && pages.incrementAndGet() > 3) {
            throw new ServiceNowException(
                new Reply.Refused<>(
                    new Failure(Request.Method.GET, "/api/now/table/t0", 403, "no", "", "c")));
          }
        };
    tables.put("t0", table);
    start(new ReadLimits(0, Long.MAX_VALUE));
    await().until(() -> time.waiting() > 0);
    assertThat(readers.pendingBytes()).isEqualTo(3L * PAGE * ROW_BYTES);
  }

  /** Their rows are of types that nothing tells yet, so that each table has a page in hand. */
  @Test
  void pagesInHandOfTablesThatWaitAreWithinTwiceTheirBytes() throws Exception {
    int page = 20;
    fill(TABLES, request -> {});
    hidesTypes = true;
    readers =
        new TableReaders(
            new ByTable(), time, Tables.RETRY_BUDGET, new ReadLimits(4, 4L * page * ROW_BYTES));
    for (String name : tables.keySet()) {
      TablePartition partition = new TablePartition("dev1", name);
      Map<String, Object> position =
          Map.of("version", 1L, "phase", "stream", "timestamp", "2026-01-01 00:00:00", "of", name);
      readers.start(typed(name, page), partition, Map.of(partition.stream(), position));
    }
    await().until(() -> time.waiting() == TABLES);
    long aRowEach = (long) TABLES * ROW_BYTES;
    assertThat(answered.get())
        .as("bytes in hand")
        .isBetween(aRowEach, 2 * 4L * page * ROW_BYTES + aRowEach);
    assertThat(readers.pendingBytes()).isEqualTo(answered.get());
  }

  private static TableConfig typed(String name, int page) {
    TableConfig table = Tables.named(name, page);
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pollInterval(),
        table.settle(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        Tables.typed());
  }

  private static TableConfig rescanned(TableConfig table) {
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pollInterval(),
        table.settle(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        table.record(),
        new RescanConfig(Duration.ofSeconds(1), RescanConfig.FirstPass.LEARN, 1000),
        table.lookback(),
        table.hiddenRecheck());
  }

  private int rowPages() {
    return (int)
        tables.values().stream()
            .flatMap(table -> table.requests.stream())
            .filter(request -> request.limit() == PAGE)
            .count();
  }

  private void fill(int count, Consumer<PageRequest> beforePage) {
    for (int i = 0; i < count; i++) {
      FakeInstance table = new FakeInstance();
      for (int row = 0; row < ROWS; row++) {
        table.put("%x%07d%024x".formatted(row % 16, i, row), "2026-02-01 00:00:00");
      }
      table.beforePage = beforePage;
      table.rowBytes = ROW_BYTES;
      tables.put("t" + i, table);
    }
  }

  private void start(ReadLimits limits) {
    start(limits, name -> Tables.named(name, PAGE));
  }

  private void start(ReadLimits limits, Function<String, TableConfig> config) {
    readers = new TableReaders(new ByTable(), time, Tables.RETRY_BUDGET, limits);
    tables
        .keySet()
        .forEach(
            name -> readers.start(config.apply(name), new TablePartition("dev1", name), Map.of()));
  }

  private void readAll() throws InterruptedException {
    while (kafka.stamps.size() < tables.size() * ROWS) {
      take();
    }
    assertThat(kafka.records).as("none came twice").isEqualTo(tables.size() * ROWS);
  }

  private void readUntil(Supplier<Boolean> done) throws InterruptedException {
    while (!done.get()) {
      take();
      pass(Duration.ofSeconds(1));
    }
  }

  private void take() throws InterruptedException {
    List<SourceRecord> page = readers.take(Duration.ofMillis(5));
    kafka.take(page);
    page.forEach(readers::acknowledge);
  }

  private void pass(Duration duration) {
    tables.values().forEach(table -> table.setNow(table.now("").plus(duration)));
    time.advance(duration);
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
      PageRequest request = next.get();
      if (hidesTypes && request.table().equals("sys_db_object")) {
        return new Page(List.of(), OptionalLong.of(0), 0);
      }
      Page page = tables.getOrDefault(request.table(), empty).page(next, attemptFailed);
      answered.addAndGet(request.fields().isEmpty() ? page.bytes() : 0);
      return page;
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return tables.get(table).count(table, query);
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      return tables.get(table).tryCounts(table, column, query);
    }

    @Override
    public Instant now(String table) {
      return tables.get(table).now(table);
    }
  }
}
