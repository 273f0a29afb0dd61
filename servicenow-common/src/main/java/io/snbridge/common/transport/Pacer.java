/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides when the next request of a client may leave: not before the gate that a throttled reply
 * has set, not faster than the limit, one at a time to an instance that is down, and not beyond
 * what all clients of the user may have in flight ({@link SharedLimit}). It decides only; whoever
 * is turned away comes back when told. Thread-safe.
 */
final class Pacer implements AutoCloseable {

  /** May this request leave? */
  sealed interface Entry {
    record Go(Ticket ticket) implements Entry {}

    record NotBefore(Instant instant) implements Entry {}

    /** Others are under way; the caller is woken when one has ended. */
    record Parked() implements Entry {}
  }

  /** Permission to send one request, to be given back with what became of it. */
  record Ticket(Breaker.Ticket breaker, SharedLimit.Permit permit) {}

  private final Timing timing;
  private final Backoff backoff;
  private final Breaker breaker;
  private final Duration interval;
  private final SharedLimit.Member shared;

  @GuardedBy("this")
  private final List<Runnable> parked = new ArrayList<>();

  @GuardedBy("this")
  private Instant gate = Instant.MIN;

  @GuardedBy("this")
  private Instant nextFree = Instant.MIN;

  @GuardedBy("this")
  private long throttled;

  @GuardedBy("this")
  private Duration held = Duration.ZERO;

  private final OncePerMinute heldWarnings;

  @GuardedBy("this")
  private boolean heldByAnother;

  /**
   * @param settings the rate, and how many requests the client has in flight at most
   * @param account whose gate and bound it shares ({@link SharedLimit#join})
   */
  Pacer(Timing timing, Backoff backoff, ClientSettings settings, Optional<String> account) {
    double maxRequestsPerSecond = settings.maxRequestsPerSecond();
    this.timing = timing;
    this.backoff = backoff;
    this.breaker = new Breaker(backoff);
    this.heldWarnings = new OncePerMinute(timing.nanoTime());
    this.interval =
        maxRequestsPerSecond > 0
            ? Duration.ofNanos((long) (1e9 / maxRequestsPerSecond))
            : Duration.ZERO;
    this.shared =
        SharedLimit.join(
            account, settings.maxConcurrentRequests(), this::holdFor, timing.nanoTime());
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
    Breaker.Permit ofBreaker = breaker.permit(now);
    if (ofBreaker instanceof Breaker.Permit.NotBefore later) {
      return new Entry.NotBefore(later.instant());
    }
    if (!(ofBreaker instanceof Breaker.Permit.Go go)) {
      parked.add(wake);
      return new Entry.Parked();
    }
    Optional<SharedLimit.Permit> permit = shared.enter(wake);
    if (permit.isPresent()) {
      nextFree = interval.isZero() ? Instant.MIN : now.plus(interval);
      return new Entry.Go(new Ticket(go.ticket(), permit.get()));
    }
    // If it was to be the probe, nobody is; nor has anybody parked since.
    breaker.abandoned(go.ticket());
    return new Entry.Parked();
  }

  /** Whether requests go out as probes only. */
  synchronized boolean isProbing() {
    return breaker.isOpen();
  }

  /** How often requests began to go out as probes only. */
  synchronized long probings() {
    return breaker.opened();
  }

  /** Closes the gate at least until then, for this client. */
  synchronized void hold(Instant instant) {
    Instant now = timing.now();
    if (instant.isAfter(gate) && instant.isAfter(now)) {
      held = held.plus(Duration.between(gate.isAfter(now) ? gate : now, instant));
      gate = instant;
    }
  }

  /**
   * The same as far as an answer wants it, and for all clients of the user if it is for too many
   * requests. Whatever else an answer wants may be a gateway's, and about what this client asks.
   */
  void obey(Verdict<?> verdict) {
    verdict
        .notBefore()
        .ifPresent(
            instant -> {
              hold(instant);
              Duration wait = Duration.between(timing.now(), instant);
              if (verdict.reply() instanceof Reply.Throttled && wait.compareTo(Duration.ZERO) > 0) {
                shared.holdFor(wait);
              }
            });
  }

  private synchronized void holdFor(Duration wait) {
    Instant before = gate;
    hold(timing.now().plus(wait));
    heldByAnother |= gate.isAfter(before);
  }

  /**
   * What is to be said of a gate that is closed for what another client was told, in whose log it
   * stands; at most once a minute.
   */
  synchronized Optional<String> heldByAnother() {
    if (!heldByAnother) {
      return Optional.empty();
    }
    heldByAnother = false;
    return heldWarnings
        .due()
        .map(
            more ->
                ("Nothing is sent for %s: another connector or task of the same user was told of"
                        + " too many requests (429)%s")
                    .formatted(Words.of(heldFor()), more));
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
  Instant untilUnnamed() {
    return timing.now().plus(shared.unnamed(backoff::atLeastInitial));
  }

  void answered(Ticket ticket, boolean isThrottled) {
    List<Runnable> woken;
    synchronized (this) {
      if (isThrottled) {
        throttled++;
      }
      breaker.answered(ticket.breaker());
      woken = takeParked();
    }
    shared.answered(ticket.permit(), isThrottled);
    woken.forEach(Runnable::run);
  }

  void failed(Ticket ticket) {
    List<Runnable> woken;
    synchronized (this) {
      breaker.failed(ticket.breaker(), timing.now());
      woken = takeParked();
    }
    shared.ended(ticket.permit());
    woken.forEach(Runnable::run);
  }

  /**
   * To be told of refused credentials that are tried again.
   *
   * @param wait until one request tries
   */
  void refused(Ticket ticket, Duration wait) {
    List<Runnable> woken;
    synchronized (this) {
      breaker.refused(ticket.breaker(), timing.now().plus(wait));
      woken = takeParked();
    }
    shared.ended(ticket.permit());
    woken.forEach(Runnable::run);
  }

  void abandoned(Ticket ticket) {
    List<Runnable> woken;
    synchronized (this) {
      breaker.abandoned(ticket.breaker());
      woken = takeParked();
    }
    shared.ended(ticket.permit());
    woken.forEach(Runnable::run);
  }

  /** The client's requests count no more among those of its user. */
  @Override
  public void close() {
    shared.close();
  }

  @GuardedBy("this")
  private List<Runnable> takeParked() {
    List<Runnable> woken = List.copyOf(parked);
    parked.clear();
    return woken;
  }
}
