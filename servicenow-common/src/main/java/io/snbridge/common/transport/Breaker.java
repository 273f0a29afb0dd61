/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Spares an instance that is down: after {@value #THRESHOLD} failed attempts in a row one request
 * at a time goes out as a probe, until one is answered. Nobody is failed by it; requests wait.
 *
 * <p>Not Failsafe's CircuitBreaker, which reads the JVM's clock and counts the late failures of
 * requests that left before it opened against the probe. Guarded by its {@link Pacer}.
 */
final class Breaker {

  static final int THRESHOLD = 5;

  /** Permission to send one request. */
  static final class Ticket {}

  sealed interface Permit {
    record Go(Ticket ticket) implements Permit {}

    record NotBefore(Instant instant) implements Permit {}

    record AfterProbe() implements Permit {}
  }

  private final Backoff backoff;
  private int failuresInRow;
  private long opened;
  private @Nullable Ticket probe;
  private Instant nextProbe = Instant.MIN;

  Breaker(Backoff backoff) {
    this.backoff = backoff;
  }

  Permit permit(Instant now) {
    Ticket ticket = new Ticket();
    if (isOpen()) {
      if (probe != null) {
        return new Permit.AfterProbe();
      }
      if (now.isBefore(nextProbe)) {
        return new Permit.NotBefore(nextProbe);
      }
      probe = ticket;
    }
    return new Permit.Go(ticket);
  }

  boolean isOpen() {
    return failuresInRow >= THRESHOLD;
  }

  /** How often it has opened. */
  long opened() {
    return opened;
  }

  void answered(Ticket ticket) {
    failuresInRow = 0;
    probe = null;
  }

  void failed(Ticket ticket, Instant now) {
    if (isOpen() && ticket != probe) {
      return;
    }
    probe = null;
    failuresInRow++;
    if (failuresInRow == THRESHOLD) {
      opened++;
    }
    if (isOpen()) {
      Duration wait = backoff.atLeastInitial(failuresInRow - THRESHOLD + 1);
      nextProbe = now.plus(wait);
    }
  }

  /** A request whose credentials were refused: the next one leaves after a wait, and alone. */
  void refused(Ticket ticket, Instant next) {
    if (isOpen() && ticket != probe) {
      return;
    }
    probe = null;
    if (!isOpen()) {
      opened++;
    }
    failuresInRow = Math.max(THRESHOLD, failuresInRow);
    nextProbe = next;
  }

  /** A request that ended without telling anything about the instance. */
  void abandoned(Ticket ticket) {
    if (ticket == probe) {
      probe = null;
    }
  }
}
