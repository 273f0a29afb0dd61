/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.Progress;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.RetryBudget;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.read.ExistingRows;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.InstanceTables;
import io.snbridge.source.scan.OpenRanges;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.PendingBytes;
import io.snbridge.source.scan.RetryingInstance;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.Sleeper;
import io.snbridge.source.scan.SnapshotRange;
import io.snbridge.source.scan.SnapshotRangeQuery;
import io.snbridge.source.scan.TableBytes;
import io.snbridge.source.scan.TableRetries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The rows of a table as the connector would read them: by its query, its columns and its checks of
 * every page, and as it would send them. Writes nothing.
 */
final class TableRows {

  private static final RetryBudget PATIENCE =
      new RetryBudget(
          Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(5), Optional.empty());

  /** Whole rows that are asked for by their ids at once. */
  private static final int AT_ONCE = 50;

  private final TableConfig table;
  private final Instance instance;
  private final PageFetcher pages;
  private final RecordBuilder records;
  private final HiddenRows hidden;
  private final AtomicLong doubtful = new AtomicLong();
  private final TopicFormat format;
  private final boolean comparesValues;

  /**
   * @param config whose table it is
   * @param live the instance
   * @param format makes digests of what records would be
   * @param comparesValues whether digests are wanted
   */
  TableRows(
      SourceConfig config,
      TableConfig table,
      Instance live,
      TopicFormat format,
      boolean comparesValues) {
    this.table = table;
    this.format = format;
    this.comparesValues = comparesValues;
    TableBytes bytes = new TableBytes(new PendingBytes(config.limits().bytes()));
    TableRetries retries =
        new TableRetries(table.alias(), PATIENCE, Sleeper.untilInterrupted(), bytes::lendAll);
    this.instance = new RetryingInstance(live, retries);
    this.pages =
        new PageFetcher(
            instance,
            new RetryingInstance(bytes.counting(live), retries),
            bytes,
            ScanTarget.rows(table),
            retries);
    this.records =
        new RecordBuilder(
            table.record(),
            new TablePartition(config.instance(), table.alias()),
            new PositionCodec(table.scope(), table.table()),
            new Dictionary(new InstanceTables(instance)));
    this.hidden = HiddenRows.countedElsewhere(table.alias());
  }

  /** Rows of the table that match a query as well, hidden ones included. */
  long count(EncodedQuery query) throws InterruptedException {
    return instance.count(table.table(), SnapshotRangeQuery.rows(table).and(query));
  }

  /**
   * Reads all of them once, in no order.
   *
   * @param each called from several threads
   */
  void readAll(Consumer<RowState> each, Progress progress) throws InterruptedException {
    records.begin();
    OpenRanges open = new OpenRanges(Set.of());
    SnapshotRange first = open.begin().orElseThrow();
    // Of a small table this is all; else what is left is open to several readers.
    read(SnapshotRangeQuery.whole(first, table, open), each, progress);
    int readers = open.areLeft() ? table.snapshotParallelism() : 0;
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, readers), LogContext.current().manyThreads("verify"));
    try {
      List<Callable<Void>> parts =
          IntStream.range(0, readers)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        readOpen(open, each, progress);
                        return null;
                      })
              .toList();
      for (Future<Void> part : threads.invokeAll(parts)) {
        part.get();
      }
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException told
          ? told
          : new IllegalStateException(failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void readOpen(OpenRanges open, Consumer<RowState> each, Progress progress)
      throws InterruptedException {
    for (Optional<SnapshotRange> range = open.begin(); range.isPresent(); range = open.begin()) {
      read(new SnapshotRangeQuery(range.get(), table, Optional.empty(), open), each, progress);
    }
  }

  private void read(SnapshotRangeQuery slice, Consumer<RowState> each, Progress progress)
      throws InterruptedException {
    Scan scan = new Scan(table.alias(), pages, slice, hidden);
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      states(rows.get()).forEach(each);
      progress.step(rows.get().size());
    }
    doubtful.addAndGet(scan.doubtful());
  }

  /** Rows of the table that the user may not see, and that nothing can be said of. */
  long hidden() {
    return hidden.count() + doubtful.get();
  }

  /** Those of some rows that are there, match the table's query, and are shown. */
  List<RowState> read(Collection<String> ids) throws InterruptedException {
    List<RowState> found = new ArrayList<>();
    for (List<String> some : parts(ids)) {
      found.addAll(states(page(SnapshotRangeQuery.rows(table), some, ScanTarget.rows(table))));
    }
    return found;
  }

  /** What the records of some rows would be, by their ids; none of rows that are not sent. */
  Map<String, SourceRecord> records(Collection<String> ids) throws InterruptedException {
    Map<String, SourceRecord> all = new HashMap<>();
    for (List<String> some : parts(ids)) {
      List<Row> sent =
          records.wanted(page(SnapshotRangeQuery.rows(table), some, ScanTarget.rows(table)));
      List<SourceRecord> made = made(sent);
      for (int i = 0; i < sent.size(); i++) {
        all.put(id(sent.get(i)), made.get(i));
      }
    }
    return all;
  }

  /** Those of some rows that exist, whatever the query, hidden ones included. */
  Set<String> existing(Collection<String> ids) throws InterruptedException {
    return isBySysId() ? new ExistingRows(instance, table.table()).among(ids) : shown(ids);
  }

  /** Those of some rows that are shown, whatever the query; in lower case. */
  Set<String> shown(Collection<String> ids) throws InterruptedException {
    ScanTarget idsOnly = ScanTarget.columns(table, List.of(table.idField()), AT_ONCE);
    Set<String> shown = new LinkedHashSet<>();
    for (List<String> some : parts(ids)) {
      for (Row row : page(EncodedQuery.everything(), some, idsOnly)) {
        row.value(table.idField()).ifPresent(id -> shown.add(id.toLowerCase(Locale.ROOT)));
      }
    }
    return shown;
  }

  /** Whether rows that are hidden can be told from rows that are gone. */
  boolean isBySysId() {
    return table.idField().equals("sys_id");
  }

  private List<Row> page(EncodedQuery query, List<String> ids, ScanTarget target)
      throws InterruptedException {
    PageRequest request =
        new PageRequest(
            table.table(),
            query.and(EncodedQuery.whereIn(table.idField(), ids)),
            target.fields(),
            ids.size(),
            0,
            false,
            target.display());
    Page page = instance.page(request);
    return page.rows();
  }

  private static List<List<String>> parts(Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    List<List<String>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      parts.add(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
    }
    return parts;
  }

  private List<RowState> states(List<Row> rows) throws InterruptedException {
    List<RowState> states = new ArrayList<>(rows.size());
    for (Row row : records.unwanted(rows)) {
      states.add(new RowState(id(row), stamp(row), 0, false));
    }
    List<Row> sent = records.wanted(rows);
    if (!comparesValues) {
      sent.forEach(row -> states.add(new RowState(id(row), stamp(row), 0, true)));
      return states;
    }
    List<SourceRecord> made = made(sent);
    for (int i = 0; i < sent.size(); i++) {
      Row row = sent.get(i);
      states.add(new RowState(id(row), stamp(row), format.digest(made.get(i)), true));
    }
    return states;
  }

  private List<SourceRecord> made(List<Row> rows) throws InterruptedException {
    return records.snapshot(
        TablePartition.RANGES.get(0), rows, row -> new InRange(Instant.EPOCH, id(row)));
  }

  private String id(Row row) {
    return row.value(table.idField()).orElse("");
  }

  private Optional<Instant> stamp(Row row) {
    return row.value(table.timestampField()).flatMap(io.snbridge.common.table.GlideDateTime::parse);
  }
}
