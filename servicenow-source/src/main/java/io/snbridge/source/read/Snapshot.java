/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.record.RecordBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads every row of a table once, in id ranges, several at a time. Each range resumes after its
 * stored id.
 */
final class Snapshot {

  private final TableConfig config;
  private final Pages pages;
  private final HiddenRows hidden;
  private final RecordBuilder records;
  private final HandOver handOver;
  private final PageQueue queue;
  private final ExecutorService threads;
  private final TableProgress progress;
  private final KnownRows known;
  private final Completeness completeness;

  Snapshot(
      TableConfig config,
      Pages pages,
      HiddenRows hidden,
      RecordBuilder records,
      HandOver handOver,
      PageQueue queue,
      ExecutorService threads,
      TableProgress progress,
      KnownRows known,
      Completeness completeness) {
    this.config = config;
    this.pages = pages;
    this.hidden = hidden;
    this.records = records;
    this.handOver = handOver;
    this.queue = queue;
    this.threads = threads;
    this.progress = progress;
    this.known = known;
    this.completeness = completeness;
  }

  /**
   * Returns when all records are in the queue.
   *
   * @param streamStart carried by every record's offset
   * @param stored ranges that were begun before
   */
  void read(Instant streamStart, Map<String, InRange> stored) throws InterruptedException {
    progress.snapshotBegins();
    Completeness.Check check = completeness.begins("snapshot");
    Queue<SnapshotRange> todo = new ConcurrentLinkedQueue<>(SnapshotRange.ALL);
    CompletionService<Void> readers = new ExecutorCompletionService<>(threads);
    List<Future<Void>> running = new ArrayList<>();
    try {
      int readerCount = Math.min(config.snapshotParallelism(), SnapshotRange.ALL.size());
      for (int i = 0; i < readerCount; i++) {
        running.add(readers.submit(() -> readAll(todo, streamStart, stored)));
      }
      for (int i = 0; i < running.size(); i++) {
        readers.take().get();
      }
      // What a former task has read of a resumed snapshot is not known.
      if (stored.isEmpty()) {
        known.isComplete();
        check.ends(progress.snapshotRows(), hidden.count());
      }
    } catch (ExecutionException failed) {
      throw Behind.rethrown(failed.getCause());
    } finally {
      running.forEach(reader -> reader.cancel(true));
    }
  }

  private Void readAll(Queue<SnapshotRange> todo, Instant streamStart, Map<String, InRange> stored)
      throws InterruptedException {
    for (SnapshotRange range = todo.poll(); range != null; range = todo.poll()) {
      Optional<String> lastId = Optional.ofNullable(stored.get(range.name())).map(InRange::lastId);
      read(range, streamStart, lastId);
    }
    return null;
  }

  private void read(SnapshotRange range, Instant streamStart, Optional<String> lastId)
      throws InterruptedException {
    RowReader reader = new RowReader(config.timestampField(), config.idField());
    Scan scan = new Scan(config.alias(), pages, new RangeSlice(range, config, lastId), hidden);
    try (Behind behind = new Behind(threads)) {
      for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
        List<Row> page = rows.get();
        behind.run(
            () -> {
              progress.snapshotRead(page.size());
              handOut(
                  records.snapshot(
                      range.name(), page, row -> new InRange(streamStart, reader.id(row))));
              known.snapshotHandedOut(page);
              return null;
            });
      }
      behind.await();
    }
    progress.rangeDone();
  }

  private void handOut(List<SourceRecord> page) throws InterruptedException {
    if (!page.isEmpty()) {
      handOver.handOut(page.size());
      queue.put(page);
    }
  }
}
