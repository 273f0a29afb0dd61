/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.Words;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.catalog.ClassChains;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.TooMuch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches tables that extend the same one: a single count of the base's latest changes, by class,
 * says which of those that rest have changed. Whichever table comes first when its interval is over
 * asks for all.
 *
 * <p>A count costs nothing but time when it is wrong: each table keeps its position, and is read
 * from there in any case, after {@link #LONGEST_REST}; of many tables, one after the other, within
 * {@link #ROUND}. What such a read finds that no count has shown puts the watch in doubt: then all
 * are read. Thread-safe; callbacks do not block.
 */
final class GroupWatch {

  static final String STAMP = "sys_updated_on";

  private static final String CLASS = "sys_class_name";

  /** So long a table is not read; but not more than one table in two intervals. */
  static final Duration LONGEST_REST = Duration.ofMinutes(5);

  private static final int INTERVALS = 2;

  /** In this time each table is read. */
  static final Duration ROUND = Duration.ofMinutes(90);

  /** A count that takes longer is no help. */
  private static final Duration SLOW = Duration.ofSeconds(10);

  /** After which it is tried again. */
  private static final Duration OFF = Duration.ofHours(1);

  private static final int MOST_LIES = 2;

  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);

  /** What becomes of a table whose interval is over. */
  enum Turn {
    /** Nothing has changed. */
    REST,
    /** It is read, because it has changed, or because nobody knows. */
    READ,
    /** It is read though no count has shown a change. */
    UNCALLED
  }

  /** A table that rests. */
  private static final class Member {
    /** Changes from there on are counted. */
    private Instant from;

    private final long since;
    private boolean changed;

    /** It is to be read at its next turn: a count has shown less than another table had. */
    private boolean inDoubt;

    /** From then on a change wakes it. */
    private boolean turnIsOver;

    Member(Instant from, long since) {
      this.from = from;
      this.since = since;
    }
  }

  private final String base;
  private final Instance instance;
  private final ClassChains chains;
  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private final Map<WatchedTable, Member> members = new LinkedHashMap<>();

  @GuardedBy("this")
  private Optional<Long> asked = Optional.empty();

  @GuardedBy("this")
  private Optional<Long> asking = Optional.empty();

  @GuardedBy("this")
  private Optional<Long> off = Optional.empty();

  /** When the last turn was of a table to be read though nothing called it. */
  @GuardedBy("this")
  private Optional<Long> lastUncalled = Optional.empty();

  @GuardedBy("this")
  private int lies;

  @GuardedBy("this")
  private boolean said;

  /**
   * @param base that all of them extend
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  GroupWatch(String base, Instance instance, ClassChains chains, LongSupplier nanoTime) {
    this.base = base;
    this.instance = instance;
    this.chains = chains;
    this.nanoTime = nanoTime;
  }

  /** Whether the count is asked for, or was not refused lately. */
  synchronized boolean isOn() {
    return off.filter(then -> !isOver(then, OFF)).isEmpty();
  }

  /** A table rests, unless it does already. */
  synchronized void join(WatchedTable table, Instant upTo) {
    if (isOn()) {
      members.computeIfAbsent(table, unused -> new Member(upTo, nanoTime.getAsLong()));
    }
  }

  synchronized void leave(WatchedTable table) {
    members.remove(table);
  }

  /** The interval of a table is over; asks if nobody has done so in that time. */
  Turn turn(WatchedTable table) throws InterruptedException {
    Map<WatchedTable, Member> concerned;
    Member member;
    synchronized (this) {
      member = members.get(table);
      if (member == null || member.changed) {
        return Turn.READ;
      }
      if (member.inDoubt || isDue(table, member)) {
        return Turn.UNCALLED;
      }
      member.turnIsOver = true;
      if (asking.isPresent()) {
        return isOver(asking.get(), SLOW) ? Turn.READ : Turn.REST;
      }
      if (isKnown(table, member)) {
        return Turn.REST;
      }
      asking = Optional.of(nanoTime.getAsLong());
      concerned = new LinkedHashMap<>(members);
    }
    return ask(table, member, concerned);
  }

  /**
   * Those that have rested longest are read, one in each pause. Who comes late for its turn does
   * not move the turns of the others.
   */
  @GuardedBy("this")
  private boolean isDue(WatchedTable table, Member member) {
    long interval = table.interval().toNanos();
    long pause = Math.max(1, Math.min(INTERVALS * interval, ROUND.toNanos() / members.size()));
    long now = nanoTime.getAsLong();
    long turns = lastUncalled.map(last -> (now - last) / pause).orElse(1L);
    boolean isDue = isOver(member.since, LONGEST_REST) && before(table) < turns;
    if (isDue) {
      lastUncalled =
          Optional.of(
              lastUncalled
                      .map(last -> Math.max(last, now - 2 * pause - interval))
                      .orElse(now - pause)
                  + pause);
    }
    return isDue;
  }

  /** How many have rested longer, of those that come as often: they are in that order. */
  @GuardedBy("this")
  private long before(WatchedTable table) {
    return members.keySet().stream()
        .takeWhile(other -> !other.equals(table))
        .filter(other -> other.interval().compareTo(table.interval()) <= 0)
        .count();
  }

  /** Whether all was asked that could be known by now. */
  @GuardedBy("this")
  private boolean isKnown(WatchedTable table, Member member) {
    return asked.filter(at -> at - member.since >= 0 && !isOver(at, table.interval())).isPresent();
  }

  private boolean isOver(long since, Duration duration) {
    return nanoTime.getAsLong() - since >= duration.toNanos();
  }

  private Turn ask(WatchedTable table, Member itself, Map<WatchedTable, Member> concerned)
      throws InterruptedException {
    long began = nanoTime.getAsLong();
    try {
      Instant now = table.now();
      Optional<Set<String>> changed = changedSince(from(now.minus(table.span()), concerned));
      if (isOver(began, SLOW)) {
        turnOff("the count took longer than " + Words.of(SLOW));
        return Turn.READ;
      }
      answered(now, began, changed, concerned).forEach(WatchedTable::wake);
      synchronized (this) {
        return itself.changed ? Turn.READ : Turn.REST;
      }
    } catch (ServiceNowException | TooMuch refused) {
      turnOff(String.valueOf(refused.getMessage()));
      return Turn.READ;
    } finally {
      synchronized (this) {
        asking = Optional.empty();
      }
    }
  }

  private synchronized Instant from(Instant usual, Map<WatchedTable, Member> concerned) {
    return concerned.values().stream()
        .map(member -> member.from)
        .reduce(usual, (one, other) -> one.isBefore(other) ? one : other);
  }

  /** Tables with rows that were changed; empty when that may be any. */
  private Optional<Set<String>> changedSince(Instant from) throws InterruptedException {
    EncodedQuery changes =
        EncodedQuery.where(STAMP, Operator.GREATER_OR_EQUAL, GlideDateTime.text(from));
    Map<String, Long> counts = instance.tryCounts(base, CLASS, changes);
    chains.learn(counts.keySet());
    Set<String> changed = new HashSet<>();
    for (String name : counts.keySet()) {
      Optional<List<String>> chain = chains.of(name);
      if (chain.isEmpty()) {
        return Optional.empty();
      }
      changed.addAll(chain.get());
    }
    return Optional.of(changed);
  }

  /** Those that are to be woken. */
  private synchronized List<WatchedTable> answered(
      Instant now, long began, Optional<Set<String>> changed, Map<WatchedTable, Member> concerned) {
    asked = Optional.of(began);
    off = Optional.empty();
    if (!said) {
      said = true;
      LOG.info(
          "{} tables that extend '{}' are watched with one request: those that do not change are"
              + " not read at each poll",
          members.size(),
          base);
    }
    List<WatchedTable> woken = new ArrayList<>();
    concerned.forEach(
        (table, member) -> {
          if (changed.isEmpty() || changed.get().contains(table.name())) {
            member.changed = true;
            if (member.turnIsOver && members.get(table) == member) {
              woken.add(table);
            }
          } else {
            Instant later = now.minus(table.span());
            member.from = later.isAfter(member.from) ? later : member.from;
            table.isQuiet(now);
          }
        });
    return woken;
  }

  /**
   * A read that no count has called for has shown rows. They may have been changed after the last
   * count; else a count of that time does not show them either.
   *
   * @param from all of them have later stamps
   */
  void doubt(WatchedTable table, Instant from) throws InterruptedException {
    try {
      Optional<Set<String>> changed = changedSince(from);
      boolean isTrue = changed.isEmpty() || changed.get().contains(table.name());
      synchronized (this) {
        lies = isTrue ? 0 : lies + 1;
        if (lies < MOST_LIES) {
          // All tables tell whether it was one only.
          members.values().forEach(member -> member.inDoubt |= !isTrue);
          return;
        }
        lies = 0;
      }
      turnOff("the count does not show changes of '" + table.alias() + "' that were read");
    } catch (ServiceNowException | TooMuch refused) {
      turnOff(String.valueOf(refused.getMessage()));
    }
  }

  private void turnOff(String why) {
    turnedOff().forEach(WatchedTable::wake);
    LOG.warn(
        "Tables that extend '{}' are polled each on its own, and watched together again in {}: {}",
        base,
        Words.of(OFF),
        why);
  }

  /** Those that are to be woken. */
  private synchronized List<WatchedTable> turnedOff() {
    off = Optional.of(nanoTime.getAsLong());
    List<WatchedTable> woken = new ArrayList<>();
    members.forEach(
        (table, member) -> {
          if (member.turnIsOver) {
            woken.add(table);
          }
        });
    members.clear();
    return woken;
  }
}
