/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the clients of one user of one instance have in common within this JVM: what one is told by
 * a 429 holds for all, and so many of their requests may be in flight together.
 *
 * <p>The bound is not there until the instance says "too many requests". It then is half of what
 * was in flight, grows by one for as many answers as it allows (additive increase, multiplicative
 * decrease), and is gone when it has reached what the clients may have in flight by their own
 * settings. Refusals of requests that left before the last halving halve nothing.
 *
 * <p>Guarded by itself; callbacks are called outside.
 */
final class SharedLimit {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);

  /** No bound. */
  private static final int NONE = Integer.MAX_VALUE;

  /** Centuries overflow a long of nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** By who they sign in as; an entry goes with its last member. */
  private static final Map<String, SharedLimit> SHARED = new ConcurrentHashMap<>();

  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private final List<Member> members = new ArrayList<>();

  @GuardedBy("this")
  private List<Runnable> waiting = new ArrayList<>();

  @GuardedBy("this")
  private int bound = NONE;

  @GuardedBy("this")
  private int answersSinceGrowth;

  @GuardedBy("this")
  private int inFlight;

  @GuardedBy("this")
  private long sent;

  @GuardedBy("this")
  private long sentAtHalving;

  @GuardedBy("this")
  private int throttledInRow;

  @GuardedBy("this")
  private long heldSince;

  @GuardedBy("this")
  private long heldNanos;

  private SharedLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    heldSince = nanoTime.getAsLong();
  }

  /**
   * Makes a client a member.
   *
   * @param account names instance and user, without a secret; empty for a client by itself
   * @param own how many requests the client has in flight at most
   * @param hold told for how long no request may leave, once at once if one may not now
   * @param nanoTime monotonic, the same for all members
   */
  static Member join(
      Optional<String> account, int own, Consumer<Duration> hold, LongSupplier nanoTime) {
    if (account.isEmpty()) {
      return new SharedLimit(nanoTime).admit(account, own, hold);
    }
    Member[] joined = new Member[1];
    SHARED.compute(
        account.get(),
        (key, there) -> {
          SharedLimit limit = there == null ? new SharedLimit(nanoTime) : there;
          joined[0] = limit.admit(account, own, hold);
          return limit;
        });
    joined[0].learn();
    return joined[0];
  }

  /** For tests: how many accounts have clients. */
  static int accounts() {
    return SHARED.size();
  }

  private synchronized Member admit(Optional<String> account, int own, Consumer<Duration> hold) {
    Member member = new Member(account, own, hold);
    members.add(member);
    return member;
  }

  /** How long nothing may leave, zero when it may. */
  private synchronized Duration held() {
    return Duration.ofNanos(Math.max(0, heldNanos - (nanoTime.getAsLong() - heldSince)));
  }

  private synchronized void holdFor(Duration wait) {
    if (wait.compareTo(held()) > 0) {
      heldSince = nanoTime.getAsLong();
      heldNanos = (wait.compareTo(LONGEST) < 0 ? wait : LONGEST).toNanos();
    }
  }

  @GuardedBy("this")
  private int most() {
    return members.stream().mapToInt(member -> member.own).sum();
  }

  @GuardedBy("this")
  private void halve() {
    bound = Math.max(1, Math.min(bound, inFlight) / 2);
    answersSinceGrowth = 0;
    sentAtHalving = sent;
    LOG.debug(
        "Too many requests: {} at a time from now on, of all {} clients of this user together",
        bound,
        members.size());
  }

  @GuardedBy("this")
  private void grow() {
    throttledInRow = 0;
    answersSinceGrowth++;
    if (bound < NONE && answersSinceGrowth >= bound) {
      bound++;
      answersSinceGrowth = 0;
      forgetBound();
    }
  }

  @GuardedBy("this")
  private void forgetBound() {
    if (bound >= most()) {
      bound = NONE;
    }
  }

  /** Whoever waits looks again: one that has ended meanwhile must not keep the others waiting. */
  @GuardedBy("this")
  private List<Runnable> takeWaiting() {
    if (waiting.isEmpty() || inFlight >= bound) {
      return List.of();
    }
    List<Runnable> woken = waiting;
    waiting = new ArrayList<>();
    return woken;
  }

  /**
   * Permission to have one request in flight.
   *
   * @param number of the request among those of all members
   */
  record Permit(long number) {}

  /** A client's part in it. */
  final class Member implements AutoCloseable {

    private final Optional<String> account;
    private final int own;
    private final Consumer<Duration> hold;

    @GuardedBy("SharedLimit.this")
    private int flying;

    @GuardedBy("SharedLimit.this")
    private boolean left;

    private Member(Optional<String> account, int own, Consumer<Duration> hold) {
      this.account = account;
      this.own = own;
      this.hold = hold;
    }

    private void learn() {
      Duration held = held();
      if (!held.isZero()) {
        hold.accept(held);
      }
    }

    /**
     * Asks for a permit; whoever gets none is woken when it may ask again. What a client does while
     * it is being closed counts among nobody's.
     *
     * @param wake called on any thread, at least once
     */
    Optional<Permit> enter(Runnable wake) {
      synchronized (SharedLimit.this) {
        if (left) {
          return Optional.of(new Permit(sent));
        }
        if (inFlight >= bound) {
          waiting.add(wake);
          return Optional.empty();
        }
        inFlight++;
        flying++;
        return Optional.of(new Permit(++sent));
      }
    }

    /** The instance has answered. */
    void answered(Permit permit, boolean throttled) {
      List<Runnable> woken;
      synchronized (SharedLimit.this) {
        if (left) {
          return;
        }
        if (!throttled) {
          grow();
        } else if (permit.number() > sentAtHalving) {
          halve();
        }
        woken = landed();
      }
      woken.forEach(Runnable::run);
    }

    /** It has ended without an answer, or was not sent. */
    void ended(Permit permit) {
      List<Runnable> woken;
      synchronized (SharedLimit.this) {
        if (left) {
          return;
        }
        woken = landed();
      }
      woken.forEach(Runnable::run);
    }

    @GuardedBy("SharedLimit.this")
    private List<Runnable> landed() {
      inFlight--;
      flying--;
      return takeWaiting();
    }

    /** Tells the other members not to send for a while, and those who will come. */
    void holdFor(Duration wait) {
      SharedLimit.this.holdFor(wait);
      List<Member> others;
      synchronized (SharedLimit.this) {
        others = members.stream().filter(member -> member != this).toList();
      }
      others.forEach(member -> member.hold.accept(wait));
    }

    /**
     * How long to wait after a 429 that names no time. While nothing may leave, it says nothing
     * new.
     *
     * @param backoff by how many such answers came in a row, from 1
     */
    Duration unnamed(IntFunction<Duration> backoff) {
      synchronized (SharedLimit.this) {
        Duration held = held();
        if (!held.isZero()) {
          return held;
        }
        throttledInRow++;
        Duration wait = backoff.apply(throttledInRow);
        SharedLimit.this.holdFor(wait);
        return wait;
      }
    }

    /** Takes the client's requests out of the count, also those that are under way. */
    @Override
    public void close() {
      account.ifPresentOrElse(
          key -> SHARED.computeIfPresent(key, (name, limit) -> depart() ? null : limit),
          this::depart);
      List<Runnable> woken;
      synchronized (SharedLimit.this) {
        woken = takeWaiting();
      }
      woken.forEach(Runnable::run);
    }

    /** Whether nobody is left. */
    private boolean depart() {
      synchronized (SharedLimit.this) {
        if (!left) {
          left = true;
          members.remove(this);
          inFlight -= flying;
          forgetBound();
        }
        return members.isEmpty();
      }
    }
  }
}
