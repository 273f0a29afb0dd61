/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.chaos;

import io.snbridge.emulator.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every kind of fault that can hit a request that reads. They are dealt like cards: each kind comes
 * up before any comes up again, but those that hold everything up for a second or more come up more
 * rarely. The order is the seed's. Thread safe.
 */
public final class FaultMix {
  private static final int TIMES_OF_USUAL_ONES = 3;
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Beyond the deadline of a request, if that is less. */
  private static final Duration LONG = Duration.ofSeconds(4);

  /** Kinds that are never dealt, with the reason. */
  public static final Map<String, String> LEFT_OUT = Map.of();

  private static final List<Fault> USUAL =
      List.of(
          Fault.transactionCancelled(),
          Fault.truncatedResult(),
          Fault.malformedJson(),
          Fault.nullBody(),
          Fault.emptyBody(),
          Fault.hibernating(),
          Fault.loginPage(),
          Fault.dropped(),
          Fault.tooManyRequestsWithoutHeaders(),
          Fault.badGateway(),
          Fault.unavailable(),
          Fault.cancelledButWritten(),
          Fault.cutAndWrittenLater(MOMENT),
          Fault.dateAhead(HOUR),
          Fault.dateBehind(HOUR),
          Fault.slowBody(MOMENT),
          Fault.cutBeforeCommit(),
          Fault.cutAfterCommit(),
          Fault.cutInBody(),
          Fault.latency(MOMENT),
          Fault.takes(MOMENT));

  private static final List<Fault> RARE =
      List.of(
          Fault.tooManyRequests(SECOND),
          Fault.rateLimited(SECOND),
          Fault.rateLimitedByResetOnly(SECOND),
          Fault.noAnswer(LONG),
          Fault.noAnswerButWritten(SECOND));

  /** Refusals: wrong if they are believed once. */
  private static final List<Fault> REFUSALS =
      List.of(
          Fault.unauthorized(),
          Fault.forbiddenButWritten(),
          Fault.uriTooLong(),
          Fault.paginationTooLong(),
          Fault.error(403, "User Not Authorized", "Failed API level ACL Validation"),
          Fault.error(404, "Requested URI does not represent any resource", ""),
          Fault.answer(403, "text/html", "<html><title>Blocked</title></html>"));

  private final Random random;
  private final List<Fault> deck = new ArrayList<>();
  private final Map<String, Integer> dealt = new TreeMap<>();

  FaultMix(long seed) {
    random = new Random(seed);
  }

  /** The names of all kinds that are dealt. */
  public static Set<String> names() {
    return all().map(Fault::name).collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Fault> all() {
    return Stream.of(USUAL, RARE, REFUSALS).flatMap(List::stream);
  }

  /** What hits the next request. */
  synchronized Fault next() {
    if (deck.isEmpty()) {
      shuffle();
    }
    Fault fault = deck.remove(deck.size() - 1);
    dealt.merge(fault.name(), 1, Integer::sum);
    return fault;
  }

  private void shuffle() {
    List<Fault> fresh = new ArrayList<>();
    for (int i = 0; i < TIMES_OF_USUAL_ONES; i++) {
      fresh.addAll(USUAL);
    }
    fresh.addAll(RARE);
    fresh.addAll(REFUSALS);
    Collections.shuffle(fresh, random);
    deck.addAll(fresh);
  }

  /** How often each kind has hit a request. */
  synchronized Map<String, Integer> dealt() {
    return new TreeMap<>(dealt);
  }
}
