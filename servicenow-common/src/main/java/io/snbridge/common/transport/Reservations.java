/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one client has reserved of an {@link HourlyBudget}, and which of its requests wait for it.
 * Others may have the same budget: one that follows it, or that it follows, or all of an instance.
 * When it ends, nothing stays reserved, and what its threads give back after that is no other's.
 * Thread-safe.
 */
final class Reservations {

  /** Who asks after the end. */
  private static final Duration NEVER = Duration.ofHours(1);

  private final HourlyBudget budget;
  private final int limit;

  @GuardedBy("this")
  private final Map<Purpose, Integer> reserved = new EnumMap<>(Purpose.class);

  @GuardedBy("this")
  private final Map<Purpose, Integer> waiting = new EnumMap<>(Purpose.class);

  @GuardedBy("this")
  private boolean ended;

  /**
   * @param limit this client's own
   */
  Reservations(HourlyBudget budget, int limit) {
    this.budget = budget;
    this.limit = limit;
  }

  /**
   * Reserves a request; zero when that was done, else how long to wait before it is asked for
   * again.
   *
   * @param waits whether this one was told to wait before
   */
  synchronized Duration reserve(Purpose purpose, boolean waits) {
    if (ended) {
      return NEVER;
    }
    boolean waited = waits && take(waiting, purpose);
    Duration wait = budget.reserve(purpose, waited);
    (wait.isZero() ? reserved : waiting).merge(purpose, 1, Integer::sum);
    return wait;
  }

  /** One that was told to wait does so no more. */
  synchronized void leave(Purpose purpose) {
    if (take(waiting, purpose)) {
      budget.leave(purpose);
    }
  }

  /** What was reserved is sent now; it counts after the end, too. */
  synchronized HourlyBudget.Sent sent(Purpose purpose) {
    return take(reserved, purpose) ? budget.sent(purpose) : budget.sentUnreserved(purpose);
  }

  /** It was not sent after all, and stays reserved. */
  synchronized void unsent(HourlyBudget.Sent never) {
    if (budget.unsent(never)) {
      if (ended) {
        budget.release(never.purpose());
      } else {
        reserved.merge(never.purpose(), 1, Integer::sum);
      }
    }
  }

  /** What was reserved is not sent. */
  synchronized void release(Purpose purpose) {
    if (take(reserved, purpose)) {
      budget.release(purpose);
    }
  }

  /** Requests that can be sent at once; empty for as many as one likes. */
  OptionalLong left() {
    return budget.left();
  }

  /** The client is closed: nothing more is reserved, and nothing stays so. */
  synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    for (Purpose purpose : Purpose.values()) {
      while (take(reserved, purpose)) {
        budget.release(purpose);
      }
      while (take(waiting, purpose)) {
        budget.leave(purpose);
      }
    }
    budget.clientEnds(limit);
  }

  private static boolean take(Map<Purpose, Integer> numbers, Purpose purpose) {
    int number = numbers.getOrDefault(purpose, 0);
    if (number > 0) {
      numbers.put(purpose, number - 1);
    }
    return number > 0;
  }
}
