/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.scan.OpenRanges;
import io.snbridge.source.scan.SnapshotRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;

/**
 * Who reads the ranges of a snapshot: as many {@link SpareThreads} as there are, up to {@code
 * snapshot.parallelism} and to the table's {@linkplain SpareThreads#share share}. Meanwhile the
 * table's own thread makes records of what they have read; as long as there are none, it reads
 * itself. Owned by that thread.
 */
final class RangeReaders {

  /** Spare threads become free without a word. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Reads a range, and those after it that nobody reads yet. */
  @FunctionalInterface
  interface Reading {
    void read(SnapshotRange first, Reader reader) throws InterruptedException;
  }

  /** To be run after each page. */
  @FunctionalInterface
  interface AfterPage {
    void run() throws InterruptedException;
  }

  /**
   * One who reads.
   *
   * @param others who may do its work while it waits for the next page; else it is done at once
   */
  record Reader(Executor others, AfterPage afterPage) {}

  private final SpareThreads spare;
  private final int most;
  private final OpenRanges open;
  private final Reading reading;
  private final TransferQueue<Runnable> handed = new LinkedTransferQueue<>();
  private final List<FutureTask<Void>> running = new ArrayList<>();

  /**
   * @param most readers at once
   */
  RangeReaders(SpareThreads spare, int most, OpenRanges open, Reading reading) {
    this.spare = spare;
    this.most = most;
    this.open = open;
    this.reading = reading;
  }

  /**
   * Returns when every range was read; throws what a reader threw.
   *
   * @param alone whether the table's thread begins to read by itself, until its first page shows
   *     what is left for others
   */
  void read(boolean alone) throws InterruptedException {
    try {
      boolean isLeft = !alone || readOne();
      while (isLeft) {
        start(false);
        if (running.isEmpty()) {
          isLeft = readOne();
        } else {
          work();
        }
      }
    } finally {
      running.forEach(reader -> reader.cancel(true));
    }
  }

  private boolean readOne() throws InterruptedException {
    Optional<SnapshotRange> own = open.begin();
    if (own.isPresent()) {
      reading.read(own.get(), new Reader(spare::run, () -> start(true)));
    }
    return own.isPresent();
  }

  private void work() throws InterruptedException {
    Runnable work = handed.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    if (work != null) {
      work.run();
    }
  }

  /**
   * Begins to read with more threads, if there are any, and something to read.
   *
   * @param own whether the table's thread reads as well
   */
  private void start(boolean own) throws InterruptedException {
    removeEnded();
    int readers = Math.min(most, spare.share()) - (own ? 1 : 0);
    boolean started = true;
    while (started && running.size() < readers && open.areLeft()) {
      FutureTask<Void> reader = reader();
      started = spare.tryRun(reader);
      if (started) {
        running.add(reader);
      }
    }
  }

  private FutureTask<Void> reader() {
    return new FutureTask<>(this::readAll) {
      @Override
      protected void done() {
        handed.add(() -> {});
      }
    };
  }

  private Void readAll() throws InterruptedException {
    Reader reader = new Reader(this::unacknowledged, () -> {});
    for (var range = open.begin(); range.isPresent(); range = open.begin()) {
      reading.read(range.get(), reader);
    }
    return null;
  }

  /** To the table's thread, if that has nothing to do. */
  private void unacknowledged(Runnable work) {
    if (!handed.tryTransfer(work)) {
      work.run();
    }
  }

  private void removeEnded() throws InterruptedException {
    for (Iterator<FutureTask<Void>> all = running.iterator(); all.hasNext(); ) {
      FutureTask<Void> reader = all.next();
      if (reader.isDone()) {
        all.remove();
        try {
          reader.get();
        } catch (ExecutionException failed) {
          throw OneAhead.rethrown(failed.getCause());
        }
      }
    }
  }
}
