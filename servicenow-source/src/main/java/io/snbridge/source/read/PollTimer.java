/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * When a table is read next. A table that is watched with others ({@link Rest}) rests until it has
 * changed. The interval of any other doubles from one read that shows nothing to the next, up to
 * {@code poll.interval.max.ms}, and is {@code poll.interval.ms} again after the first that shows
 * something, or when it was rung for: what it was rung for may not have settled yet.
 *
 * <p>After word of a change, which may come before the change is visible, the table is read at
 * once, then after {@link #SHORTEST}, and so on in pauses that double up to the interval. More word
 * ends a pause, and begins with the shortest again, unless {@value #MOST_FOR_NOTHING} reads have
 * shown nothing since the last row or whole interval: so one who rings for nothing all the time
 * soon gets no more reads than there are without him.
 *
 * <p>{@link #ring} and {@link #changed} may be called by any thread, the rest belongs to the
 * table's poller.
 */
final class PollTimer {

  /** Between two reads because of word of changes. */
  static final Duration SHORTEST = Duration.ofMillis(100);

  /** Reads because of word of changes that show nothing, before more word is not believed. */
  private static final int MOST_FOR_NOTHING = 30;

  private final TableConfig config;
  private final Sleeper sleeper;
  private final LongSupplier shown;
  private final Doorbell bell;
  private final Rest rest;
  private final Urgency urgency;
  private final AtomicBoolean word = new AtomicBoolean();
  private boolean active = true;
  private long shownBefore;
  private Duration interval;

  /** The next pause after word of a change; empty when there was none, or long ago. */
  private Optional<Duration> pause = Optional.empty();

  private int forNothing;

  /**
   * @param shown rows and deletes that the table's reads have shown so far
   * @param bell ends a wait
   */
  PollTimer(
      TableConfig config,
      Sleeper sleeper,
      LongSupplier shown,
      Doorbell bell,
      Rest rest,
      Urgency urgency) {
    this.config = config;
    this.sleeper = sleeper;
    this.shown = shown;
    this.bell = bell;
    this.rest = rest;
    this.urgency = urgency;
    this.interval = config.pollInterval();
  }

  /** The table is to be read at once: ends the wait, or keeps the next one from beginning. */
  void ring() {
    bell.ring();
  }

  /** Somebody says that the table has changed, or is about to. */
  void changed() {
    word.set(true);
    bell.ring();
  }

  /**
   * Waits until the table is to be read again, after it was read to its end.
   *
   * @param upTo where it was read to
   */
  void awaitNext(Instant upTo) throws InterruptedException {
    long shownNow = shown.getAsLong();
    boolean some = shownNow != shownBefore;
    shownBefore = shownNow;
    rest.begins(upTo, some);
    boolean usual = active || some || rest.isWatched();
    interval = usual ? config.pollInterval() : longer(interval);
    forNothing = some || pause.isEmpty() ? 0 : forNothing + 1;
    boolean told = word.getAndSet(false);
    pause = nextPause(told);
    if (pause.isPresent()) {
      pause(pause.get(), told);
      active = true;
    } else {
      active = bell.await(sleeper, interval);
      while (!active && rest.goesOn()) {
        active = bell.await(sleeper, config.pollInterval());
      }
    }
    urgency.reads(some || active);
    rest.ends();
  }

  private void pause(Duration atMost, boolean told) throws InterruptedException {
    // Word has rung, too.
    boolean rung = bell.silence() && !told;
    Duration least = isBelieved() ? shorter(SHORTEST, atMost) : atMost;
    sleeper.await(least);
    if (!rung && !word.get() && least.compareTo(atMost) < 0) {
      bell.await(sleeper, atMost.minus(least));
    }
    // The read that follows is for all who have rung.
    bell.silence();
  }

  private boolean isBelieved() {
    return forNothing < MOST_FOR_NOTHING;
  }

  private Optional<Duration> nextPause(boolean told) {
    Optional<Duration> doubled = pause.map(last -> last.multipliedBy(2));
    if (told) {
      Duration next = isBelieved() ? SHORTEST : doubled.orElse(SHORTEST);
      return Optional.of(shorter(next, config.pollInterval()));
    }
    return doubled.filter(next -> next.compareTo(interval) < 0);
  }

  private Duration longer(Duration last) {
    Duration bounded = shorter(last.multipliedBy(2), config.pollIntervalMax());
    return bounded.compareTo(config.pollInterval()) > 0 ? bounded : config.pollInterval();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
