/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * So many requests in any hour, and no more: each is reserved before it is sent, and counts for an
 * hour from when it was sent. A part is kept for changes, and for each other {@link Purpose} that
 * was asked for in the last hour, so that none stops for ever; what is left goes to who asks, and
 * to nobody while something more urgent waits. When more than half is used, all but snapshots come
 * ever more apart, so that they do not stop for the rest of an hour.
 *
 * <p>It is a task's, or all clients of an instance have it together ({@link HourlyLimit}). What was
 * sent by a former client of the same owner counts, too, and so does what one has reserved that has
 * not ended ({@link Reservations}). Thread-safe.
 */
final class HourlyBudget {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);

  private static final Duration HOUR = Duration.ofHours(1);

  /** So often at least whoever waits looks again: what was reserved may be given back. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);
  private static final Duration WORTH_A_WORD = Duration.ofMinutes(1);
  private static final Duration SAID_AGAIN = Duration.ofMinutes(10);

  /** Used up to there, nobody need wait. */
  private static final double HALF = 0.5;

  /** Of a hundred requests, how many are kept for a purpose. */
  private static final Map<Purpose, Integer> KEPT =
      Map.of(Purpose.CHANGES, 50, Purpose.IDLE, 10, Purpose.SNAPSHOT, 10);

  @GuardedBy("KNOWN")
  private static final Map<String, HourlyBudget> KNOWN = new HashMap<>();

  /** A request that was sent. */
  record Sent(Purpose purpose, long at) {}

  private final LongSupplier nanoTime;
  private final String whose;

  /** The least of those of the clients; when all have ended, that of the last one. */
  @GuardedBy("this")
  private int limit;

  /** The limits of those that have not ended. */
  @GuardedBy("this")
  private final List<Integer> clients = new ArrayList<>();

  @GuardedBy("this")
  private Duration window;

  @GuardedBy("this")
  private final Deque<Sent> sent = new ArrayDeque<>();

  /** How many of those. */
  @GuardedBy("this")
  private final Map<Purpose, Integer> counted = new EnumMap<>(Purpose.class);

  @GuardedBy("this")
  private final Map<Purpose, Integer> reserved = new EnumMap<>(Purpose.class);

  @GuardedBy("this")
  private final Map<Purpose, Integer> waiting = new EnumMap<>(Purpose.class);

  /** When one was reserved last. */
  @GuardedBy("this")
  private final Map<Purpose, Long> last = new EnumMap<>(Purpose.class);

  /** When one was asked for last: something is kept for who has done so in the last hour. */
  @GuardedBy("this")
  private final Map<Purpose, Long> askedFor = new EnumMap<>(Purpose.class);

  @GuardedBy("this")
  private Optional<Long> said = Optional.empty();

  /**
   * A budget of its own.
   *
   * @param slack how long a request may be on its way before it leaves
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  HourlyBudget(HourlyLimit limit, Duration slack, LongSupplier nanoTime) {
    this.limit = limit.requests();
    this.whose = limit.whose();
    this.window = HOUR.plus(slack);
    this.nanoTime = nanoTime;
  }

  /**
   * A new client's part of the budget of a task, or of an instance, as others have left it. Where
   * they have other limits, the least holds.
   *
   * @param task a connector and its task
   */
  static Reservations of(String task, HourlyLimit limit, Duration slack, LongSupplier nanoTime) {
    if (limit.requests() == 0) {
      return new HourlyBudget(limit, slack, nanoTime).newClient();
    }
    // Not while one of them is being looked up: another's would be taken for unused.
    synchronized (KNOWN) {
      KNOWN.values().removeIf(HourlyBudget::isUnused);
      return KNOWN
          .computeIfAbsent(limit.owner(task), unused -> new HourlyBudget(limit, slack, nanoTime))
          .newClient(limit.requests(), slack);
    }
  }

  /** The part of one that has this budget, perhaps with others. */
  synchronized Reservations newClient() {
    clients.add(limit);
    return new Reservations(this, limit);
  }

  private synchronized Reservations newClient(int itsLimit, Duration slack) {
    Duration longer = HOUR.plus(slack);
    window = longer.compareTo(window) > 0 ? longer : window;
    clients.add(itsLimit);
    limit = Collections.min(clients);
    return new Reservations(this, itsLimit);
  }

  /** One that has nothing reserved does not need it any more. */
  synchronized void clientEnds(int itsLimit) {
    clients.remove(Integer.valueOf(itsLimit));
    limit = clients.isEmpty() ? limit : Collections.min(clients);
  }

  private synchronized boolean isUnused() {
    forget();
    return clients.isEmpty() && total() == 0;
  }

  /**
   * Reserves a request; zero when that was done, else how long to wait before it is asked for
   * again.
   *
   * @param waits whether this one was told to wait before
   */
  synchronized Duration reserve(Purpose purpose, boolean waits) {
    if (limit == 0) {
      return Duration.ZERO;
    }
    forget();
    askedFor.put(purpose, nanoTime.getAsLong());
    if (waits) {
      less(waiting, purpose);
    }
    Duration early = untilSpaced(purpose);
    if (early.isZero() && mayHave(purpose)) {
      more(reserved, purpose);
      last.put(purpose, nanoTime.getAsLong());
      return Duration.ZERO;
    }
    last.putIfAbsent(purpose, nanoTime.getAsLong());
    more(waiting, purpose);
    if (!early.isZero()) {
      return bounded(early);
    }
    Duration untilOldest =
        Optional.ofNullable(sent.peekFirst())
            .map(oldest -> window.minusNanos(nanoTime.getAsLong() - oldest.at()))
            .orElse(SHORTEST_WAIT);
    say(untilOldest);
    return bounded(untilOldest);
  }

  private static Duration bounded(Duration wait) {
    Duration shorter = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    return shorter.compareTo(SHORTEST_WAIT) > 0 ? shorter : SHORTEST_WAIT;
  }

  /** How long until the next one for this purpose; the less is left, the longer. */
  @GuardedBy("this")
  private Duration untilSpaced(Purpose purpose) {
    double share = (double) total() / limit;
    Long before = last.get(purpose);
    if (purpose == Purpose.SNAPSHOT || share <= HALF || before == null) {
      return Duration.ZERO;
    }
    // Even spacing where two thirds are used; it would take for ever to use all.
    double whole = window.toNanos();
    double apart = share < 1 ? whole / limit * 2 * (share - HALF) / (1 - share) : whole;
    long left = (long) Math.min(apart, whole) - (nanoTime.getAsLong() - before);
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  /** One that was told to wait does so no more. */
  synchronized void leave(Purpose purpose) {
    less(waiting, purpose);
  }

  /** What was reserved is sent now. */
  synchronized Sent sent(Purpose purpose) {
    Sent now = new Sent(purpose, nanoTime.getAsLong());
    if (limit != 0) {
      less(reserved, purpose);
      sent.addLast(now);
      more(counted, purpose);
    }
    return now;
  }

  /** One that was not reserved leaves all the same: whoever sent it has ended since. */
  synchronized Sent sentUnreserved(Purpose purpose) {
    if (limit != 0) {
      more(reserved, purpose);
    }
    return sent(purpose);
  }

  /** It was not sent after all, and stays reserved; false when it is known no more. */
  synchronized boolean unsent(Sent never) {
    boolean known = sent.removeLastOccurrence(never);
    if (known) {
      less(counted, never.purpose());
      more(reserved, never.purpose());
    }
    return known;
  }

  /** What was reserved is not sent. */
  synchronized void release(Purpose purpose) {
    less(reserved, purpose);
  }

  /** Requests that can be sent at once; empty for as many as one likes. */
  synchronized OptionalLong left() {
    if (limit == 0) {
      return OptionalLong.empty();
    }
    forget();
    return OptionalLong.of(Math.max(0, limit - total()));
  }

  @GuardedBy("this")
  private void forget() {
    long now = nanoTime.getAsLong();
    for (Sent oldest = sent.peekFirst();
        oldest != null && now - oldest.at() >= window.toNanos();
        oldest = sent.peekFirst()) {
      sent.removeFirst();
      less(counted, oldest.purpose());
    }
  }

  private static void more(Map<Purpose, Integer> numbers, Purpose purpose) {
    numbers.merge(purpose, 1, Integer::sum);
  }

  private static void less(Map<Purpose, Integer> numbers, Purpose purpose) {
    numbers.computeIfPresent(purpose, (key, number) -> Math.max(0, number - 1));
  }

  private static int of(Map<Purpose, Integer> numbers, Purpose purpose) {
    return numbers.getOrDefault(purpose, 0);
  }

  private static int of(Map<Purpose, Integer> numbers) {
    return numbers.values().stream().mapToInt(Integer::intValue).sum();
  }

  @GuardedBy("this")
  private int total() {
    return of(counted) + of(reserved);
  }

  @GuardedBy("this")
  private int kept(Purpose purpose) {
    Long asked = askedFor.get(purpose);
    boolean isThere = asked != null && nanoTime.getAsLong() - asked < window.toNanos();
    if (purpose != Purpose.CHANGES && !isThere) {
      return 0;
    }
    long share = (long) limit * of(KEPT, purpose) / 100;
    return (int) Math.max(0, share - of(counted, purpose) - of(reserved, purpose));
  }

  @GuardedBy("this")
  private boolean mayHave(Purpose purpose) {
    int free = limit - total();
    if (free > 0 && kept(purpose) > 0) {
      return true;
    }
    for (Purpose other : Purpose.values()) {
      if (other != purpose) {
        free -= kept(other);
      }
      if (other.compareTo(purpose) < 0) {
        free -= of(waiting, other);
      }
    }
    return free > 0;
  }

  @GuardedBy("this")
  private void say(Duration wait) {
    long now = nanoTime.getAsLong();
    boolean lately = said.filter(then -> now - then < SAID_AGAIN.toNanos()).isPresent();
    if (wait.compareTo(WORTH_A_WORD) > 0 && !lately) {
      said = Optional.of(now);
      LOG.warn(
          "Of the {} requests an hour {} (servicenow.max.requests.per.hour) {} are left,"
              + " kept for what is urgent. Others wait; the next is free in {}",
          limit,
          whose,
          Math.max(0, limit - total()),
          Words.of(Duration.ofSeconds(wait.toSeconds())));
    }
  }
}
