/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What the clients of this JVM that show the same credentials know of them: whether they were
 * accepted, since when they have been refused, and who tries them. ServiceNow locks a user after a
 * few wrong passwords, however many tasks there are. So until they were accepted, and after they
 * were refused, one request of all clients tries at a time. What is known stays for a while, for
 * tasks that are started again; another secret is another entry, and is tried at once.
 *
 * <p>Guarded by itself; callbacks are called outside.
 */
final class KnownSignIn {

  /**
   * The first answer to new credentials is waited for so long: a slow table must hold up no other.
   */
  static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

  /** What is believed is not tried again sooner. */
  static final Duration BELIEVED = Duration.ofSeconds(30);

  /** A refusal so long ago says nothing any more. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(15);

  private static final Map<String, KnownSignIn> ALL = new ConcurrentHashMap<>();

  /** A refusal, and since when such have come in a row. */
  record Refusal(Failure failure, boolean own, Duration lasted, Duration ago) {}

  private final LongSupplier nanoTime;
  private boolean accepted;

  /** Accepted, and not refused since. */
  private volatile boolean free;

  private Optional<Failure> refused = Optional.empty();
  private boolean refusedByItself;
  private long refusedAt;
  private Optional<Long> ownSince = Optional.empty();
  private Optional<Long> othersSince = Optional.empty();
  private long nextTry;
  private Optional<Object> trier = Optional.empty();
  private long triesSince;
  private Map<Object, Runnable> waiting = new LinkedHashMap<>();

  private KnownSignIn(LongSupplier nanoTime, boolean accepted) {
    this.nanoTime = nanoTime;
    this.accepted = accepted;
    this.free = accepted;
  }

  /**
   * Of credentials that others may show, too.
   *
   * @param nanoTime monotonic, the same for all
   */
  static KnownSignIn of(String credentials, LongSupplier nanoTime) {
    return ALL.computeIfAbsent(credentials, unused -> new KnownSignIn(nanoTime, false));
  }

  /** Of one client, or one call, alone. */
  static KnownSignIn alone(LongSupplier nanoTime) {
    return new KnownSignIn(nanoTime, true);
  }

  /** Whether every request may leave. */
  boolean isFree() {
    return free;
  }

  /**
   * Whether a request may leave now.
   *
   * @param who asks; whoever may leave {@linkplain #over says} when it is over
   * @param wake called, on any thread, when it may ask again before the time that it is given
   * @return zero if it may leave; else how long it waits at most
   */
  synchronized Duration enter(Object who, Runnable wake) {
    long now = nanoTime.getAsLong();
    if (free) {
      return Duration.ZERO;
    }
    Duration wait = untilNextTry(now);
    boolean others = trier.filter(other -> other != who).isPresent();
    if (wait.isZero() && others) {
      Duration tried = Duration.ofNanos(now - triesSince);
      wait = refused.isPresent() ? BELIEVED : FIRST_ANSWER.minus(tried);
    }
    if (wait.compareTo(Duration.ZERO) > 0) {
      waiting.put(who, wake);
      return wait;
    }
    if (trier.isEmpty() || others) {
      triesSince = now;
    }
    trier = Optional.of(who);
    return Duration.ZERO;
  }

  private Duration untilNextTry(long now) {
    return refused.isEmpty() || nextTry <= now ? Duration.ZERO : Duration.ofNanos(nextTry - now);
  }

  /** Its request has ended, or will not be sent. */
  void over(Object who) {
    List<Runnable> woken;
    synchronized (this) {
      waiting.remove(who);
      if (trier.filter(other -> other == who).isEmpty()) {
        return;
      }
      trier = Optional.empty();
      woken = takeWaiting();
    }
    woken.forEach(Runnable::run);
  }

  /**
   * They were refused.
   *
   * @param own whether in ServiceNow's own words
   * @return how long such refusals have lasted
   */
  synchronized Duration refused(Failure failure, boolean own) {
    long now = nanoTime.getAsLong();
    forget(now);
    if (own) {
      ownSince = Optional.of(ownSince.orElse(now));
    } else {
      othersSince = Optional.of(othersSince.orElse(now));
    }
    refused = Optional.of(failure);
    free = false;
    refusedByItself = own;
    refusedAt = now;
    return lasted();
  }

  private Duration lasted() {
    return Duration.ofNanos(
        refusedAt - (refusedByItself ? ownSince : othersSince).orElse(refusedAt));
  }

  /** Nobody tries them for so long. */
  synchronized void hold(Duration wait) {
    nextTry = nanoTime.getAsLong() + wait.toNanos();
  }

  /** The last refusal, unless they were accepted since, or it was long ago. */
  synchronized Optional<Refusal> last() {
    long now = nanoTime.getAsLong();
    forget(now);
    return refused.map(
        failure ->
            new Refusal(failure, refusedByItself, lasted(), Duration.ofNanos(now - refusedAt)));
  }

  private void forget(long now) {
    if (refused.isPresent() && now - refusedAt > FORGOTTEN.toNanos()) {
      clear();
    }
  }

  private void clear() {
    refused = Optional.empty();
    free = accepted;
    ownSince = Optional.empty();
    othersSince = Optional.empty();
  }

  /** They were accepted. */
  void accepted() {
    List<Runnable> woken;
    synchronized (this) {
      if (free) {
        return;
      }
      accepted = true;
      free = true;
      clear();
      trier = Optional.empty();
      woken = takeWaiting();
    }
    woken.forEach(Runnable::run);
  }

  /** Nobody was there who could refuse them: what others than ServiceNow say begins anew. */
  synchronized void down() {
    othersSince = Optional.empty();
  }

  private List<Runnable> takeWaiting() {
    List<Runnable> woken = List.copyOf(waiting.values());
    waiting = new LinkedHashMap<>();
    return woken;
  }
}
