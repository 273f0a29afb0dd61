/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.connect.ConnectErrors;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.catalog.ClassesUnreadableException;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import io.snbridge.source.scan.TimestampCheck;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one table on a thread of its own, from its stored position until the task stops.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>query</th><th>next</th></tr>
 * <tr><td>START</td><td>where nothing is stored: the dictionary, the audit of deletes, small ones to see how times
 * are read ({@link TimestampCheck}); where a former task was in the stream: the row it read last; in the snapshot:
 * {@link Unread}. What these leave out is asked for with the first row that needs it</td><td>a stored stream position: STREAM;
 * {@code initial}: SNAPSHOT; {@code latest}: STREAM from now; {@code never}: STREAM from {@code
 * start.timestamp}. What is stored of other rows (another table or query) is not used, except with
 * {@code latest}: STREAM from where those were left, or where a {@link RepeatedSnapshot} began, so that
 * no change is missed</td></tr>
 * <tr><td>SNAPSHOT: T0 is the clock less {@code settle.ms}, or the least stored one</td><td>in each
 * range {@code sys_id>I^sys_id<HI^ORDERBYsys_id}</td><td>all ranges exhausted: HANDOVER</td></tr>
 * <tr><td>HANDOVER</td><td>none</td><td>Kafka has every snapshot record ({@link UnacknowledgedRecords}): STREAM
 * from T0</td></tr>
 * <tr><td>STREAM</td><td>with {@code deletes}, first those before the clock less {@code
 * deletes.settle.ms} ({@link DeleteStream}); then {@code ts=T^id>I^NQts>T^ts<HI^ORDERBYts^ORDERBYid} ({@link
 * Window}), and with {@code settle.mode=early} what comes after the window ({@link
 * EarlyLooks})</td><td>exhausted: WAIT</td></tr>
 * <tr><td>WAIT</td><td>none</td><td>when {@link PollTimer} says so: STREAM</td></tr>
 * <tr><td>any</td><td></td><td>ServiceNow refuses, or its answers break the rules: asked again where it
 * is ({@link TableRetries}); the time for that, or the retry time, is over: FAILED, the task throws; interrupted: ended</td></tr>
 * </table>
 *
 * The user's query is a part of every query, in each of its branches.
 */
final class TablePoller implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(TablePoller.class);

  private final TableConfig config;
  private final StoredPositions stored;
  private final Instance instance;
  private final Unread unread;
  private final BranchOrder shape;
  private final RecordBuilder records;
  private final Snapshot snapshot;
  private final RepeatedSnapshot again;
  private final UnacknowledgedRecords unacknowledged;
  private final ChangeStream stream;
  private final Deletes deletes;
  private final PageQueue queue;
  private final TableRetries retries;
  private final TimestampCheck stamps;
  private final EarlyRows early;
  private final Lookback lookback;

  TablePoller(
      TableReading table,
      StoredPositions stored,
      Snapshot snapshot,
      RepeatedSnapshot again,
      UnacknowledgedRecords unacknowledged,
      ChangeStream stream,
      Deletes deletes,
      TimestampCheck stamps) {
    this.config = table.config();
    this.stored = stored;
    this.instance = table.instance();
    this.unread = new Unread(config, instance, table.sleeper()::nanoTime);
    this.shape = table.shape();
    this.records = table.records();
    this.snapshot = snapshot;
    this.again = again;
    this.unacknowledged = unacknowledged;
    this.stream = stream;
    this.deletes = deletes;
    this.queue = table.queue();
    this.retries = table.retries();
    this.stamps = stamps;
    this.early = table.early();
    this.lookback = table.lookback();
  }

  @Override
  public void run() {
    try {
      Optional<Instant> nothingBefore = nothingBefore();
      if (nothingBefore.isPresent()) {
        stamps.later();
      } else {
        prepare();
      }
      InStream start = nothingBefore.isPresent() ? resumedStart() : streamStart();
      if (readsFromBeginning()) {
        Instant begins = start.timestamp();
        nothingBefore = unread.nothingSince(lookback.since(begins), begins);
      }
      snapshot.isOver();
      LOG.info("Table '{}': changes are read from {}", config.alias(), describe(start));
      deletes.begin(stored.deletesStart(start));
      stream.read(start, nothingBefore);
    } catch (InterruptedException stopping) {
      LOG.debug("Table '{}': reading ends because the task stops", config.alias());
    } catch (RuntimeException | Error failure) {
      queue.fail(ConnectErrors.fatal("Table '" + name() + "'", failure));
    } finally {
      snapshot.isOver();
    }
  }

  /**
   * The end of a first window that is known to be empty, after a snapshot of which nothing is left.
   * How times are read is looked at later then: nothing is stored before a window has shown a row,
   * except by a rescan.
   */
  private Optional<Instant> nothingBefore() throws InterruptedException {
    boolean isResumed =
        config.snapshotMode() == SnapshotMode.INITIAL
            && stored.stream().isEmpty()
            && !stored.ranges().isEmpty();
    if (!isResumed || config.rescan().isOn()) {
      return Optional.empty();
    }
    Optional<Instant> before = unread.nothingBefore(stored.ranges(), resumedStart().timestamp());
    before.ifPresent(
        end ->
            LOG.info(
                "Table '{}': Kafka has the whole snapshot, and nothing has changed since until {}",
                config.alias(),
                GlideDateTime.text(end)));
    return before;
  }

  private InStream resumedStart() {
    return InStream.from(notBeforeStart(stored.streamStart().orElseThrow()));
  }

  /** Nothing has been read yet, so that all of it may be done again. */
  private void prepare() throws InterruptedException {
    RetryAttempt attempt = retries.begin();
    while (true) {
      try {
        if (stored.stream().isPresent()) {
          // Types and the audit are asked for with the first row, before it is given to Kafka.
          InStream from = stored.stream().get();
          stamps.runFrom(from, row -> early.isOf(from.early(), row));
        } else {
          describeRecords();
          deletes.check();
          if (!readsFromBeginning()) {
            stamps.run();
          }
        }
        shape.proveBranches();
        attempt.over();
        return;
      } catch (ConnectException
          | DictionaryUnreadableException
          | ClassesUnreadableException failed) {
        if (!mayPass(failed) || !attempt.awaitNext(failed.getMessage())) {
          throw failed;
        }
      }
    }
  }

  /** Then the snapshot's first rows show how times are read. */
  private boolean readsFromBeginning() {
    return config.snapshotMode() == SnapshotMode.INITIAL
        && stored.stream().isEmpty()
        && stored.ranges().isEmpty();
  }

  /** Before the first record is made. */
  private void proveStamps(List<Row> first) throws InterruptedException {
    RetryAttempt attempt = retries.begin();
    try {
      stamps.run(first);
      return;
    } catch (ConnectException wrong) {
      awaitNext(attempt, wrong);
    }
    while (true) {
      try {
        stamps.run();
        attempt.over();
        return;
      } catch (ConnectException wrong) {
        awaitNext(attempt, wrong);
      }
    }
  }

  private void awaitNext(RetryAttempt attempt, ConnectException failed)
      throws InterruptedException {
    if (!mayPass(failed) || !attempt.awaitNext(failed.getMessage())) {
      throw failed;
    }
  }

  /**
   * What was read before was in order then; a wrong setting is told at once, and what was refused
   * was asked for long enough.
   */
  private boolean mayPass(RuntimeException failed) {
    boolean wasRead = stored.stream().isPresent() || !stored.ranges().isEmpty();
    return retries.outlast() || (wasRead && failed.getCause() == null);
  }

  private void describeRecords() throws InterruptedException {
    var unused =
        retries.untilShown(
            () -> {
              records.begin();
              return records;
            });
  }

  private InStream streamStart() throws InterruptedException {
    if (stored.stream().isPresent()) {
      return stored.stream().get();
    }
    stored.former().filter(former -> stored.ranges().isEmpty()).ifPresent(this::warnOfChange);
    return switch (config.snapshotMode()) {
      case INITIAL -> afterSnapshot();
      case LATEST -> InStream.from(notBeforeStart(latest()));
      case NEVER -> InStream.from(config.startTimestamp().orElseThrow());
    };
  }

  private InStream afterSnapshot() throws InterruptedException {
    Instant begins =
        stored.streamStart().isPresent()
            ? stored.streamStart().get()
            : ChangeStream.settled(instance, config);
    LOG.info(
        "Table '{}': the snapshot {}; changes since {} will follow",
        config.alias(),
        stored.ranges().isEmpty() ? "begins" : "continues where it stopped",
        GlideDateTime.text(begins));
    if (stored.ranges().isEmpty()) {
      snapshot.read(begins, again.ofFirst(), this::proveStamps);
    } else {
      snapshot.resume(begins, stored.ranges(), again.ofFirst());
    }
    unacknowledged.await();
    again.firstIsDone();
    LOG.info("Table '{}': Kafka has the whole snapshot", config.alias());
    return InStream.from(notBeforeStart(begins));
  }

  private Instant latest() throws InterruptedException {
    Optional<Instant> left =
        stored
            .former()
            .flatMap(StoredPositions.Former::stream)
            .or(() -> stored.lastAgain().map(read -> read.streamStart().minus(config.settle())));
    return left.isPresent() ? left.get() : ChangeStream.settled(instance, config);
  }

  private void warnOfChange(StoredPositions.Former former) {
    LOG.warn(
        "Table '{}': the stored position is for '{}', but '{}' is to be read now. {}",
        config.alias(),
        former.scope(),
        config.scope(),
        switch (config.snapshotMode()) {
          case INITIAL -> "The snapshot starts over.";
          case LATEST -> "Changes are read from the former position; there is no snapshot.";
          case NEVER -> "Changes are read from 'start.timestamp' again.";
        });
  }

  private Instant notBeforeStart(Instant begins) {
    return config.startTimestamp().filter(begins::isBefore).orElse(begins);
  }

  private String name() {
    return config.alias().equals(config.table())
        ? config.alias()
        : config.alias() + "' ('" + config.table() + "')";
  }

  private static String describe(InStream start) {
    return GlideDateTime.text(start.timestamp())
        + start.lastId().map(id -> ", after row " + id).orElse("");
  }
}
