/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides when the next request of a client may leave: not before the gate that a throttled reply
 * has set, not faster than the limit, and one at a time to an instance that is down. It decides
 * only; whoever is turned away comes back when told. Thread-safe.
 */
final class Pacer {

  /** May this request leave? */
  sealed interface Entry {
    record Go(Breaker.Ticket ticket) implements Entry {}

    record NotBefore(Instant instant) implements Entry {}

    /** A probe is under way; the caller is woken when it has ended. */
    record Parked() implements Entry {}
  }

  private final Timing timing;
  private final Backoff backoff;
  private final Breaker breaker;
  private final Duration interval;
  private final List<Runnable> parked = new ArrayList<>();
  private Instant gate = Instant.MIN;
  private Instant nextFree = Instant.MIN;
  private int throttledInRow;
  private long throttled;
  private Duration held = Duration.ZERO;

  /**
   * @param maxRequestsPerSecond 0 for no limit
   */
  Pacer(Timing timing, Backoff backoff, double maxRequestsPerSecond) {
    this.timing = timing;
    this.backoff = backoff;
    this.breaker = new Breaker(backoff);
    this.interval =
        maxRequestsPerSecond > 0
            ? Duration.ofNanos((long) (1e9 / maxRequestsPerSecond))
            : Duration.ZERO;
  }

  /** When the gate opens; empty while it is open. */
  synchronized Optional<Instant> gate() {
    return gate.isAfter(timing.now()) ? Optional.of(gate) : Optional.empty();
  }

  /**
   * @param wake called, on some thread, when a parked request should try again
   */
  synchronized Entry enter(Runnable wake) {
    Instant now = timing.now();
    Instant earliest = gate.isAfter(nextFree) ? gate : nextFree;
    if (earliest.isAfter(now)) {
      return new Entry.NotBefore(earliest);
    }
    Breaker.Leave leave = breaker.leave(now);
    if (leave instanceof Breaker.Leave.NotBefore later) {
      return new Entry.NotBefore(later.instant());
    }
    if (leave instanceof Breaker.Leave.Go go) {
      nextFree = interval.isZero() ? Instant.MIN : now.plus(interval);
      return new Entry.Go(go.ticket());
    }
    parked.add(wake);
    return new Entry.Parked();
  }

  /** Whether requests go out as probes only. */
  synchronized boolean isProbing() {
    return breaker.isOpen();
  }

  /** Closes the gate at least until then. */
  synchronized void holdUntil(Instant instant) {
    Instant now = timing.now();
    if (instant.isAfter(gate) && instant.isAfter(now)) {
      held = held.plus(Duration.between(gate.isAfter(now) ? gate : now, instant));
      gate = instant;
    }
  }

  /** How long the gate stays closed, zero while it is open. */
  synchronized Duration heldFor() {
    Instant now = timing.now();
    return gate.isAfter(now) ? Duration.between(now, gate) : Duration.ZERO;
  }

  /** Answers that said "too many requests". */
  synchronized long throttled() {
    return throttled;
  }

  /** For how long the gate was closed, or will have been. */
  synchronized Duration held() {
    return held;
  }

  /** When a refusal for too many requests that names no time is over: a plain backoff. */
  synchronized Instant untilUnnamed() {
    throttledInRow++;
    return timing.now().plus(backoff.atLeastInitial(throttledInRow));
  }

  void answered(Breaker.Ticket ticket, boolean isThrottled) {
    List<Runnable> woken;
    synchronized (this) {
      if (isThrottled) {
        throttled++;
      } else {
        throttledInRow = 0;
      }
      breaker.answered(ticket);
      woken = takeParked();
    }
    woken.forEach(Runnable::run);
  }

  void failed(Breaker.Ticket ticket) {
    List<Runnable> woken;
    synchronized (this) {
      breaker.failed(ticket, timing.now());
      woken = takeParked();
    }
    woken.forEach(Runnable::run);
  }

  void abandoned(Breaker.Ticket ticket) {
    List<Runnable> woken;
    synchronized (this) {
      breaker.abandoned(ticket);
      woken = takeParked();
    }
    woken.forEach(Runnable::run);
  }

  private List<Runnable> takeParked() {
    List<Runnable> woken = List.copyOf(parked);
    parked.clear();
    return woken;
  }
}
