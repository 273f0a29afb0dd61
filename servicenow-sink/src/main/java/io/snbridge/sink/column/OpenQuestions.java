/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the dictionary has not told yet. It is asked again and again for each table, by one timer
 * however many records wait for its answer, and for no longer than one of them does. Thread-safe.
 */
final class OpenQuestions {

  private final BiFunction<String, Set<String>, CompletableFuture<ColumnFindings>> asking;
  private final Duration pause;
  private final Function<Duration, Executor> later;
  private final LongSupplier nanoTime;

  /** Guarded by itself, as what is in it: by table. */
  private final Map<String, Open> open = new HashMap<>();

  /**
   * @param asking asks the dictionary for columns of a table; must not block
   * @param pause between two questions for a table, and between two looks at the time
   * @param later an executor that runs a task after a wait
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  OpenQuestions(
      BiFunction<String, Set<String>, CompletableFuture<ColumnFindings>> asking,
      Duration pause,
      Function<Duration, Executor> later,
      LongSupplier nanoTime) {
    this.asking = asking;
    this.pause = pause;
    this.later = later;
    this.nanoTime = nanoTime;
  }

  private record Waiting(
      Set<String> columns, Optional<Long> until, CompletableFuture<ColumnFindings> answer) {

    boolean isLate(long now) {
      return until.filter(end -> now - end >= 0).isPresent();
    }
  }

  /**
   * Waits for what the dictionary tells.
   *
   * @param atMost empty for ever
   * @return fails with a TimeoutException when that is over
   */
  CompletableFuture<ColumnFindings> ask(
      String table, Set<String> columns, Optional<Duration> atMost) {
    Waiting waiting =
        new Waiting(
            columns,
            atMost.map(time -> nanoTime.getAsLong() + time.toNanos()),
            new CompletableFuture<>());
    join(table, waiting);
    return waiting.answer();
  }

  private void join(String table, Waiting waiting) {
    Open begun;
    synchronized (open) {
      Open asked = open.get(table);
      if (asked != null) {
        asked.waiting.add(waiting);
        return;
      }
      begun = new Open(table, waiting);
      open.put(table, begun);
    }
    begun.comeBack(begun.ask(waiting.columns()));
  }

  /** A table that is asked for. */
  private final class Open {
    private final String table;
    private final List<Waiting> waiting = new ArrayList<>();

    Open(String table, Waiting first) {
      this.table = table;
      waiting.add(first);
    }

    private CompletableFuture<ColumnFindings> ask(Set<String> columns) {
      CompletableFuture<ColumnFindings> asked = asking.apply(table, columns);
      CompletableFuture<?> unused =
          asked.whenComplete(
              (found, error) -> {
                if (error != null || found.answered()) {
                  takeAll().forEach(each -> tell(each, error));
                }
              });
      return asked;
    }

    private void comeBack(CompletableFuture<ColumnFindings> asked) {
      synchronized (open) {
        if (open.get(table) != this) {
          return;
        }
      }
      later.apply(pause).execute(() -> goOn(asked));
    }

    private void goOn(CompletableFuture<ColumnFindings> asked) {
      takeLate().forEach(OpenQuestions::giveUp);
      Optional<Waiting> first = first();
      comeBack(first.isPresent() && asked.isDone() ? ask(first.get().columns()) : asked);
    }

    /** Forgets the table when nobody waits any more. */
    private Optional<Waiting> first() {
      synchronized (open) {
        waiting.removeIf(each -> each.answer().isDone());
        if (waiting.isEmpty()) {
          open.remove(table, this);
        }
        return waiting.stream().findFirst();
      }
    }

    private List<Waiting> takeLate() {
      long now = nanoTime.getAsLong();
      List<Waiting> late = new ArrayList<>();
      synchronized (open) {
        waiting.removeIf(each -> each.isLate(now) && late.add(each));
      }
      return late;
    }

    private List<Waiting> takeAll() {
      synchronized (open) {
        open.remove(table, this);
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
      }
    }

    /** Of its own columns it may not have been told yet. */
    private void tell(Waiting each, Throwable refused) {
      if (refused != null) {
        each.answer().completeExceptionally(refused);
        return;
      }
      CompletableFuture<?> unused =
          asking
              .apply(table, each.columns())
              .whenComplete(
                  (found, error) -> {
                    if (error != null) {
                      each.answer().completeExceptionally(error);
                    } else if (found.answered()) {
                      each.answer().complete(found);
                    } else {
                      join(table, each);
                    }
                  });
    }
  }

  private static void giveUp(Waiting late) {
    late.answer().completeExceptionally(new TimeoutException("No answer"));
  }
}
