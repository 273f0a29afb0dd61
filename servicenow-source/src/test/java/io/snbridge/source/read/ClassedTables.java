/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Tables of one base, each a fake of its own, that the readers of one task read, and time that
 * passes when all of them wait for it.
 */
final class ClassedTables implements Instance, AutoCloseable {

  static final String BASE = "cmdb_ci";

  final Map<String, FakeInstance> tables = new LinkedHashMap<>();
  final ManualTime time = new ManualTime();
  final Run.Kafka kafka = new Run.Kafka();
  final AtomicInteger counts = new AtomicInteger();

  /** What becomes of each count. */
  UnaryOperator<Map<String, Long>> distort = counted -> counted;

  private final FakeInstance objects = new FakeInstance();
  private final FakeInstance empty = new FakeInstance();
  private TableReaders readers;

  ClassedTables(int number) {
    objects.put(FakeInstance.id(0), "", Map.of("name", BASE, "super_class", ""));
    for (int i = 1; i <= number; i++) {
      String name = name(i);
      FakeInstance table = new FakeInstance();
      table.put(FakeInstance.id(i), "2026-02-01 00:00:00");
      tables.put(name, table);
      objects.put(FakeInstance.id(i), "", Map.of("name", name, "super_class", FakeInstance.id(0)));
    }
  }

  /** The count of the other tables does not show it any more. */
  void moveToAnotherBase(int number) {
    String other = FakeInstance.id(9_999);
    objects.put(other, "", Map.of("name", "u_base", "super_class", ""));
    objects.put(FakeInstance.id(number), "", Map.of("name", name(number), "super_class", other));
    distort =
        counted -> {
          counted.remove(name(number));
          return counted;
        };
  }

  /** A table of the connector, too. */
  void readsItsBase() {
    tables.put(BASE, new FakeInstance());
  }

  static String name(int number) {
    return "cmdb_ci_%03d".formatted(number);
  }

  /** Starts, and reads the snapshots. */
  void start(Function<String, TableConfig> config) throws InterruptedException {
    readers = new TableReaders(this, time, Tables.RETRY_BUDGET);
    for (String name : tables.keySet()) {
      readers.start(config.apply(name), new TablePartition("dev1", name), Map.of());
    }
    settle();
  }

  /** Time passes, second by second, each when all have done what they have to do in it. */
  void passes(Duration duration) throws InterruptedException {
    for (long second = 0; second < duration.toSeconds(); second++) {
      tables.values().forEach(table -> table.setNow(table.now("").plusSeconds(1)));
      time.advance(Duration.ofSeconds(1));
      settle();
    }
  }

  private void settle() throws InterruptedException {
    while (time.waiting() < tables.size()) {
      take();
    }
    take();
  }

  private void take() throws InterruptedException {
    List<SourceRecord> page = readers.take(Duration.ofMillis(1));
    while (!page.isEmpty()) {
      kafka.take(page);
      page.forEach(readers::acknowledge);
      page = readers.take(Duration.ZERO);
    }
  }

  Instant now() {
    return now("");
  }

  int requests() {
    return counts.get()
        + tables.values().stream().mapToInt(table -> table.requests.size()).sum()
        + tables.values().stream().mapToInt(table -> table.counts.get()).sum()
        + objects.requests.size();
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
    PageRequest request = next.get();
    if (request.table().equals("sys_dictionary")) {
      return new Page(List.of(), OptionalLong.of(0));
    }
    if (!request.table().equals("sys_db_object")) {
      return tables.getOrDefault(request.table(), empty).page(next, attemptFailed);
    }
    PageRequest same =
        new PageRequest(
            "objects",
            request.query(),
            request.fields(),
            request.limit(),
            request.offset(),
            request.count(),
            request.displayValue());
    return objects.page(() -> same, failed -> {});
  }

  @Override
  public long count(String table, EncodedQuery query) {
    return tables.get(table).count(table, query);
  }

  @Override
  public Map<String, Long> tryCounts(String table, String column, EncodedQuery query) {
    counts.incrementAndGet();
    Map<String, Long> counted = new LinkedHashMap<>();
    tables.forEach(
        (name, rows) -> {
          long count = rows.count(name, query);
          rows.counts.decrementAndGet();
          if (count > 0) {
            counted.put(name, count);
          }
        });
    return distort.apply(counted);
  }

  static ServiceNowException refusal() {
    return new ServiceNowException(
        new Reply.Refused<>(
            new Failure(Request.Method.GET, "/api/now/stats/cmdb_ci", 403, "no rights", "", "c")));
  }

  @Override
  public Instant now(String table) {
    return tables.values().iterator().next().now(table);
  }

  @Override
  public void close() {
    if (readers != null) {
      readers.close();
      readers.awaitEnd();
    }
  }
}
