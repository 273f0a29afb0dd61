/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether a refusal of the credentials is believed. A load balancer refuses everybody while it has
 * no instance behind it, and an instance that starts does not know its users yet. So only
 * ServiceNow's own words count, when they have not changed for a while; and what others say, when
 * it lasts. Meanwhile one request at a time tries, and rarely: ServiceNow locks a user after some
 * wrong passwords. What is known of them is shared ({@link KnownSignIn}). Thread-safe.
 */
public final class SignIns implements AutoCloseable {

  /** ServiceNow's own refusal of a password is believed after this. */
  static final Duration OWN_WORD = Duration.ofSeconds(30);

  /** When it is tried again, counted from the first refusal; the last one decides. */
  private static final List<Duration> LOOKS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), OWN_WORD);

  private static final Duration LATER = KnownSignIn.BELIEVED;

  /** May this request leave? */
  public sealed interface Permit {
    record Go() implements Permit {}

    /**
     * Others try the same credentials.
     *
     * @param atMost how long it waits, unless it is woken
     */
    record Wait(Duration atMost) implements Permit {}

    /** They were refused lately for what it asks for, and that is believed. */
    record Refused(Failure failure) implements Permit {}
  }

  private final Duration timeout;
  private final Duration ownWord;
  private final KnownSignIn known;
  private final LongSupplier nanoTime;
  private final Set<Object> entered = ConcurrentHashMap.newKeySet();

  /**
   * @param timeout how long refusals are borne that are not in ServiceNow's words; zero: the first
   *     one counts, and nobody waits
   * @param ownWord how long ServiceNow's own are
   */
  SignIns(Duration timeout, Duration ownWord, KnownSignIn known, LongSupplier nanoTime) {
    this.timeout = timeout;
    this.ownWord = ownWord.compareTo(timeout) < 0 ? ownWord : timeout;
    this.known = known;
    this.nanoTime = nanoTime;
  }

  /**
   * To be asked before a request leaves.
   *
   * @param who asks; says {@link #over} when its request has ended, or is not sent
   * @param path of its request, without the query; asked for only if it matters
   * @param wake called on any thread when it may ask again; must not block
   */
  public Permit enter(Object who, Supplier<String> path, Runnable wake) {
    if (timeout.isZero() || known.isFree()) {
      return new Permit.Go();
    }
    entered.add(who);
    Permit permit = known.enter(who, ApiPath.of(path.get()), wake, this::isBelieved);
    if (permit instanceof Permit.Refused) {
      over(who);
    }
    return permit;
  }

  private boolean isBelieved(Refusals.Last last) {
    return last.lasted().compareTo(most(last.own())) >= 0 && last.ago().compareTo(LATER) < 0;
  }

  /** Whoever {@linkplain #enter entered} does not send any more. */
  public void over(Object who) {
    if (entered.remove(who)) {
      known.over(who);
    }
  }

  /**
   * To be told of a 401 or 407. Of a renewed token it says no more than of a password: the next one
   * may be revoked, too, or not be known yet to the node that was asked.
   *
   * @return how long to wait before the next try; empty when it is believed
   */
  Optional<Duration> refused(Failure failure) {
    boolean own = isOwn(failure);
    Duration borne = known.refused(failure, own);
    Duration left = most(own).minus(borne);
    if (left.compareTo(Duration.ZERO) <= 0) {
      known.hold(LATER);
      return Optional.empty();
    }
    Duration wait = least(untilNextLook(borne), left);
    known.hold(wait);
    return Optional.of(wait);
  }

  /** To be told of a refusal that is believed at once. */
  public void believe(Failure failure) {
    var unused = known.refused(failure, true);
    known.hold(LATER);
  }

  /** How long others wait then, so that not each of them tries before the task has ended. */
  Optional<Duration> whenBelieved() {
    return Optional.of(LATER).filter(later -> !timeout.isZero());
  }

  /**
   * The same for one call alone, which may be refused again and again while others are accepted.
   */
  SignIns ofOneCall() {
    return new SignIns(timeout, ownWord, KnownSignIn.alone(nanoTime), nanoTime);
  }

  /** To be told that the credentials were accepted, now. */
  public void accepted() {
    known.accepted(nanoTime.getAsLong());
  }

  /**
   * The same, by the answer to a request.
   *
   * @param left when it left, by the monotonic clock
   */
  void accepted(long left) {
    known.accepted(left);
  }

  /**
   * To be told of a refusal that may be of an old session. It is asked once more in a fresh one.
   */
  void doubt() {
    if (!timeout.isZero()) {
      known.doubt();
    }
  }

  /**
   * Whether a request that leaves now is to find out whether the credentials are accepted: it must
   * do so in a fresh session, as an old one may be refused by itself, or accepted by itself.
   */
  boolean areTried() {
    return !timeout.isZero() && !known.isFree();
  }

  /** To be told that nobody was there who could refuse them: what others say begins anew. */
  void down() {
    known.down();
  }

  /** The same failure, which also says that it is borne. */
  Failure borne(Failure failure) {
    return failure.with(new Forbearance(most(isOwn(failure)), nanoTime).says());
  }

  private static boolean isOwn(Failure failure) {
    return failure.voice() == Failure.Voice.SERVICENOW;
  }

  private Duration most(boolean own) {
    return own ? ownWord : timeout;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration untilNextLook(Duration borne) {
    return LOOKS.stream()
        .filter(look -> look.compareTo(borne) > 0)
        .findFirst()
        .map(look -> look.minus(borne))
        .orElse(LATER);
  }

  /** Whoever has entered will not come back. */
  @Override
  public void close() {
    entered.forEach(this::over);
  }
}
