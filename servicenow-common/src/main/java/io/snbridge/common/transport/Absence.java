/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the process did not run for a while (it was stopped, its machine was suspended, or
 * it collected garbage) or that the owner's thread was kept from asking Kafka. Its group may have
 * thrown it out, and another member may write what it still has to; Kafka tells it so, but not at
 * once. Until then requests are held back. Thread-safe.
 *
 * <p>A machine whose clocks all stood still goes unnoticed.
 */
final class Absence {

  /**
   * Below the shortest session that brokers allow (group.min.session.timeout.ms, 6 s) less the time
   * between two heartbeats, which is a third of it.
   */
  static final Duration NOTICED = Duration.ofSeconds(3);

  /** For the consumer to find its coordinator, to be told and to tell; it takes about a second. */
  static final Duration DOUBT = Duration.ofSeconds(5);

  /** Below max.poll.interval.ms, 5 minutes if nobody has changed it. */
  static final Duration UNATTENDED = Duration.ofMinutes(1);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);

  private final Timing timing;

  @GuardedBy("this")
  private boolean watched;

  @GuardedBy("this")
  private long seenNanos;

  @GuardedBy("this")
  private Instant seen = Instant.MIN;

  @GuardedBy("this")
  private long polledNanos;

  /** What has happened; empty while nothing is held back. */
  @GuardedBy("this")
  private Optional<String> away = Optional.empty();

  /** When nothing is held back any more; empty until the owner has come back. */
  @GuardedBy("this")
  private Optional<Long> overNanos = Optional.empty();

  /**
   * @param timing the worker's clock notices that a machine was suspended, for which monotonic time
   *     may have stood still
   */
  Absence(Timing timing) {
    this.timing = timing;
  }

  /**
   * To be told each time that the owner has asked Kafka, twice in {@link #UNATTENDED} at least.
   * Watches from the first time on: who has no partitions never tells.
   */
  synchronized void polled() {
    if (watched) {
      look();
      lookForPolls();
    } else {
      watched = true;
      seen();
      lookLater();
    }
    polledNanos = seenNanos;
    if (away.isPresent() && overNanos.isEmpty()) {
      LOG.warn(
          "{}. Other tasks may have its partitions now, so nothing is sent to ServiceNow for {}"
              + " s, long enough for Kafka to say so",
          away.get(),
          DOUBT.toSeconds());
      overNanos = Optional.of(seenNanos + DOUBT.toNanos());
    }
  }

  /** Whether no request may leave now. */
  synchronized boolean holdsBack() {
    if (!watched) {
      return false;
    }
    look();
    lookForPolls();
    if (overNanos.filter(over -> seenNanos - over >= 0).isPresent()) {
      away = Optional.empty();
      overNanos = Optional.empty();
    }
    return away.isPresent();
  }

  /** Ends with the scheduler. */
  private void lookLater() {
    var unused =
        timing.after(
            BETWEEN_LOOKS,
            () -> {
              look();
              lookLater();
            });
  }

  /** Whoever looks is a sign of life. */
  private synchronized void look() {
    long lastNanos = seenNanos;
    Instant last = seen;
    seen();
    Duration monotonic = Duration.ofNanos(seenNanos - lastNanos);
    Duration byClock = Duration.between(last, seen);
    Duration gone = monotonic.compareTo(byClock) > 0 ? monotonic : byClock;
    if (gone.compareTo(NOTICED) > 0) {
      doubt("This process did not run", gone);
    }
  }

  /** A converter may wait for its registry; after max.poll.interval.ms its consumer is out. */
  @GuardedBy("this")
  private void lookForPolls() {
    Duration gone = Duration.ofNanos(seenNanos - polledNanos);
    boolean waitsForPoll = away.isPresent() && overNanos.isEmpty();
    if (gone.compareTo(UNATTENDED) > 0 && !waitsForPoll) {
      doubt("This task did not poll Kafka", gone);
    }
  }

  @GuardedBy("this")
  private void doubt(String what, Duration time) {
    away = Optional.of(what + " for " + time.toSeconds() + " s");
    overNanos = Optional.empty();
  }

  @GuardedBy("this")
  private void seen() {
    seenNanos = timing.nanoTime().getAsLong();
    seen = timing.worker().instant();
  }
}
