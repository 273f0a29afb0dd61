/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.Stamp;
import io.snbridge.source.record.RecordBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes of a table, window by window. A window ends {@code settle.ms} before the
 * instance's clock, in whole seconds, because stamps have whole seconds and are made before their
 * transaction commits. Owned by the table's poller.
 */
final class Stream {

  private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

  private final TableConfig config;
  private final Instance instance;
  private final Pages pages;
  private final HiddenRows hidden;
  private final Pause pause;
  private final RecordBuilder records;
  private final PageQueue queue;
  private final RowReader reader;
  private final QueryShape shape;
  private final TableProgress progress;
  private final Deletes deletes;
  private final KnownRows known;
  private final Rescan rescan;

  private InStream position;
  private boolean saidAhead;

  Stream(
      TableConfig config,
      Instance instance,
      Pages pages,
      HiddenRows hidden,
      Pause pause,
      RecordBuilder records,
      PageQueue queue,
      QueryShape shape,
      TableProgress progress,
      Deletes deletes,
      KnownRows known,
      Rescan rescan) {
    this.config = config;
    this.instance = instance;
    this.pages = pages;
    this.hidden = hidden;
    this.pause = pause;
    this.records = records;
    this.queue = queue;
    this.reader = new RowReader(config.timestampField(), config.idField());
    this.shape = shape;
    this.progress = progress;
    this.deletes = deletes;
    this.known = known;
    this.rescan = rescan;
  }

  /** Where a window ends that is opened now: whole seconds. */
  static Instant settled(Instance instance, TableConfig config) throws InterruptedException {
    return settled(instance.now(config.table()), config);
  }

  private static Instant settled(Instant now, TableConfig config) {
    return now.minus(config.settle()).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Reads from a position on, until the task stops. */
  void read(InStream start) throws InterruptedException {
    position = start;
    known.streamRests(start.withDeletesUntil(deletes.until()));
    rescan.begin();
    while (true) {
      known.streamReads();
      Instant now = instance.now(config.table());
      deletes.read(now);
      Instant end = settled(now, config);
      progress.windowOpens(now, position.timestamp());
      if (end.isAfter(position.timestamp())) {
        drain(end);
      } else {
        checkAhead(end);
      }
      progress.drained();
      known.streamRests(position.withDeletesUntil(deletes.until()));
      pause.await(config.pollInterval());
    }
  }

  private void drain(Instant end) throws InterruptedException {
    Scan scan = new Scan(config.alias(), pages, new Window(config, position, end, shape), hidden);
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      progress.reached(reader.timestamp(rows.get().get(rows.get().size() - 1)));
      Optional<Instant> until = deletes.until();
      List<SourceRecord> page =
          records.stream(
              rows.get(),
              row -> InStream.after(reader.timestamp(row), reader.id(row)).withDeletesUntil(until));
      Row last = rows.get().get(rows.get().size() - 1);
      known.streamHandsOut(
          rows.get(),
          InStream.after(reader.timestamp(last), reader.id(last)).withDeletesUntil(until),
          () -> {
            if (!page.isEmpty()) {
              queue.put(page);
            }
          });
    }
    position = InStream.from(end);
    progress.reached(end);
  }

  /** A position that the clock has not reached yet: someone set it, or the clock was set back. */
  private void checkAhead(Instant end) {
    if (!saidAhead && position.timestamp().isAfter(end.plus(config.settle()).plusSeconds(60))) {
      saidAhead = true;
      LOG.warn(
          "Table '{}': the stored position {} is ahead of the instance's clock; nothing is read before {} plus 'settle.ms'. If it is wrong, alter the connector's offsets.",
          config.alias(),
          Stamp.text(position.timestamp()),
          Stamp.text(position.timestamp()));
    }
  }
}
