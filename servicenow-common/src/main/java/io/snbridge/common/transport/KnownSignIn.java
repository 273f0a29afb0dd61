/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What the clients of this JVM that show the same credentials know of them: whether they were
 * accepted, since when they have been refused, and who tries them. ServiceNow locks a user after a
 * few wrong passwords, however many tasks there are. So until they were accepted, and after they
 * were refused, one request of all clients tries at a time. What is known stays for a while, for
 * tasks that are started again; another secret is another entry, and is tried at once.
 *
 * <p>One API may refuse credentials that all others accept, or one table. So what is believed of
 * accepted credentials ends only calls of what was refused ({@link Refusals#cover}). The first
 * other one goes out as a trial, and its outcome is everybody's. If it is refused, too, further
 * ones wait until anybody may try again.
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

  private static final Map<String, KnownSignIn> ALL = new ConcurrentHashMap<>();

  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private boolean accepted;

  /** Accepted, and neither refused nor doubted since. */
  private volatile boolean free;

  /** When they were last free. */
  @GuardedBy("this")
  private long doubtedAt;

  @GuardedBy("this")
  private final Refusals refusals;

  @GuardedBy("this")
  private long nextTry;

  /** Whether the trier is one that what is believed says nothing of. */
  @GuardedBy("this")
  private boolean onTrial;

  /** Whether such a one was refused, too. */
  @GuardedBy("this")
  private boolean trialRefused;

  @GuardedBy("this")
  private Optional<Object> trier = Optional.empty();

  @GuardedBy("this")
  private long triesSince;

  @GuardedBy("this")
  private Map<Object, Runnable> waiting = new LinkedHashMap<>();

  private KnownSignIn(LongSupplier nanoTime, boolean accepted) {
    this.nanoTime = nanoTime;
    this.refusals = new Refusals(nanoTime);
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
   * @param path what it asks for
   * @param wake called, on any thread, when it may ask again before the time that it is given
   * @param believed whether a refusal is believed without another try; called under the lock
   */
  synchronized SignIns.Permit enter(
      Object who, ApiPath path, Runnable wake, Predicate<Refusals.Last> believed) {
    forget();
    if (free) {
      return new SignIns.Permit.Go();
    }
    long now = nanoTime.getAsLong();
    Optional<Refusals.Last> known = refusals.last().filter(believed);
    if (known.isPresent() && (!accepted || refusals.cover(path))) {
      return new SignIns.Permit.Refused(notSent(known.get()));
    }
    boolean trial = known.isPresent() && !trialRefused;
    boolean others = trier.filter(other -> other != who).isPresent();
    Duration wait = trial ? Duration.ZERO : untilNextTry(now);
    if (wait.isZero() && others) {
      Duration tried = Duration.ofNanos(now - triesSince);
      wait = (refusals.isEmpty() ? FIRST_ANSWER : BELIEVED).minus(tried);
    }
    if (wait.compareTo(Duration.ZERO) > 0) {
      waiting.put(who, wake);
      return new SignIns.Permit.Wait(wait);
    }
    if (trier.isEmpty() || others) {
      triesSince = now;
    }
    trier = Optional.of(who);
    onTrial = trial;
    return new SignIns.Permit.Go();
  }

  private static Failure notSent(Refusals.Last last) {
    return last.failure()
        .with(
            "that was %s ago, maybe in another task; so as not to lock the user, the same credentials are not tried again within %s"
                .formatted(Words.of(last.ago()), Words.of(BELIEVED)));
  }

  @GuardedBy("this")
  private Duration untilNextTry(long now) {
    return refusals.isEmpty() || nextTry <= now ? Duration.ZERO : Duration.ofNanos(nextTry - now);
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
      onTrial = false;
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
    forget();
    trialRefused |= onTrial;
    doubt();
    return refusals.add(failure, own);
  }

  /** They may be refused: one request finds out, and others wait for it. */
  synchronized void doubt() {
    if (free) {
      free = false;
      doubtedAt = nanoTime.getAsLong();
    }
  }

  /** Nobody tries them for so long. */
  synchronized void hold(Duration wait) {
    nextTry = nanoTime.getAsLong() + wait.toNanos();
  }

  @GuardedBy("this")
  private void forget() {
    if (refusals.areForgotten()) {
      clear();
    }
  }

  @GuardedBy("this")
  private void clear() {
    refusals.clear();
    trialRefused = false;
    onTrial = false;
    free = accepted;
  }

  /**
   * They were accepted.
   *
   * @param left when the request left; one that left before a doubt does not end it, or a slow
   *     answer from before a change of the password would have all others try the old one
   */
  void accepted(long left) {
    List<Runnable> woken;
    synchronized (this) {
      if (free || (accepted && left - doubtedAt < 0)) {
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
    refusals.down();
  }

  @GuardedBy("this")
  private List<Runnable> takeWaiting() {
    List<Runnable> woken = List.copyOf(waiting.values());
    waiting = new LinkedHashMap<>();
    return woken;
  }
}
