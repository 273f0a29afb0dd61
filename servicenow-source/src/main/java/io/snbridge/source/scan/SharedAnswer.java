/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * An answer that is the same for all tables of a task: the first table to need it asks, and the
 * others take what it was told. Whoever asks does so with its own patience, so that no table waits
 * long for one that is refused. Thread-safe.
 */
public final class SharedAnswer<T> {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** What is asked of the instance; empty when it has not told. */
  public interface Question<T> {
    Optional<T> ask() throws InterruptedException;
  }

  private record Known<T>(T answer, long at) {}

  private final Duration valid;
  private final LongSupplier nanoTime;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Optional<Known<T>> known = Optional.empty();

  /**
   * @param valid for how long an answer holds
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  SharedAnswer(Duration valid, LongSupplier nanoTime) {
    this.valid = valid;
    this.nanoTime = nanoTime;
  }

  /** What was told, or is told now; empty when it is not. What the question throws is thrown. */
  public Optional<T> get(Question<T> probe) throws InterruptedException {
    Optional<T> told = told();
    if (told.isPresent()) {
      return told;
    }
    boolean mine = asking.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      told = told();
      if (told.isEmpty()) {
        told = probe.ask();
        told.ifPresent(answer -> known = Optional.of(new Known<>(answer, nanoTime.getAsLong())));
      }
      return told;
    } finally {
      if (mine) {
        asking.unlock();
      }
    }
  }

  /** What is known from elsewhere. */
  public void tell(T answer) {
    known = Optional.of(new Known<>(answer, nanoTime.getAsLong()));
  }

  private Optional<T> told() {
    return known
        .filter(last -> nanoTime.getAsLong() - last.at() < valid.toNanos())
        .map(Known::answer);
  }
}
