/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether a refusal of the credentials is believed. A load balancer refuses everybody while it has
 * no instance behind it, and an instance that starts does not know its users yet. So only
 * ServiceNow's own words count, when they have not changed for a while; and what others say, when
 * it lasts. Meanwhile one request at a time tries, and rarely: ServiceNow locks a user after some
 * wrong passwords. Thread-safe.
 */
final class SignIns {

  /** ServiceNow's own refusal of a password is believed after this. */
  static final Duration OWN_WORD = Duration.ofSeconds(30);

  /** When it is tried again, counted from the first refusal; the last one decides. */
  private static final List<Duration> LOOKS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), OWN_WORD);

  private static final Duration LATER = Duration.ofSeconds(30);

  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final Forbearance ofServiceNow;
  private final Forbearance ofOthers;

  /**
   * @param timeout how long refusals are borne that are not in ServiceNow's words
   */
  SignIns(Duration timeout, LongSupplier nanoTime) {
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.ofServiceNow =
        new Forbearance(timeout.compareTo(OWN_WORD) < 0 ? timeout : OWN_WORD, nanoTime);
    this.ofOthers = new Forbearance(timeout, nanoTime);
  }

  /**
   * To be told of a 401 or 407. Of a renewed token it says no more than of a password: the next one
   * may be revoked, too, or not be known yet to the node that was asked.
   *
   * @return how long to wait before the next try; empty when it is believed
   */
  Optional<Duration> refused(Failure failure) {
    boolean own = failure.voice() == Failure.Voice.SERVICENOW;
    Forbearance forbearance = own ? ofServiceNow : ofOthers;
    return forbearance
        .refused()
        .map(borne -> least(untilNextLook(borne), forbearance.timeout().minus(borne)));
  }

  /** How long others wait then, so that not each of them tries before the task has ended. */
  Optional<Duration> whenBelieved() {
    return Optional.of(LATER).filter(later -> !timeout.isZero());
  }

  /**
   * The same for one call alone, which may be refused again and again while others are accepted.
   */
  SignIns ofOneCall() {
    return new SignIns(timeout, nanoTime);
  }

  /** To be told that the credentials were accepted. */
  void accepted() {
    ofServiceNow.over();
    ofOthers.over();
  }

  /** To be told that nobody was there who could refuse them: what others say begins anew. */
  void down() {
    ofOthers.over();
  }

  /** The same failure, which also says that it is borne. */
  Failure borne(Failure failure) {
    Forbearance forbearance = failure.voice() == Failure.Voice.SERVICENOW ? ofServiceNow : ofOthers;
    return failure.with(forbearance.says());
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
}
