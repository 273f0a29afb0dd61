/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.catalog.ClassChains;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.TooMuch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables of a task are watched together: two or more that extend the same one and look
 * equally far back. What they extend is asked for when the first of them has nothing to do, and
 * each hour, because classes may get other parents. Thread-safe.
 */
final class GroupWatches {

  private static final Logger LOG = LoggerFactory.getLogger(GroupWatches.class);

  private static final Duration AGAIN = Duration.ofHours(1);

  private record Group(String base, Duration span) {}

  private final Instance instance;
  private final LongSupplier nanoTime;
  private final ClassChains chains;

  @GuardedBy("this")
  private final List<WatchedTable> tables = new ArrayList<>();

  @GuardedBy("this")
  private final Map<Group, GroupWatch> watches = new HashMap<>();

  @GuardedBy("this")
  private final Map<WatchedTable, GroupWatch> watched = new HashMap<>();

  @GuardedBy("this")
  private final Set<String> asked = new HashSet<>();

  @GuardedBy("this")
  private boolean asking;

  @GuardedBy("this")
  private long askedAt;

  /**
   * @param chains what extends what
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  GroupWatches(Instance instance, ClassChains chains, LongSupplier nanoTime) {
    this.instance = instance;
    this.nanoTime = nanoTime;
    this.chains = chains;
  }

  /** A table of the task, before it is read. */
  synchronized void add(WatchedTable table) {
    tables.add(table);
  }

  /** The watch of a table, as far as it is known by now. */
  synchronized Optional<GroupWatch> known(WatchedTable table) {
    return Optional.ofNullable(watched.get(table));
  }

  /**
   * A table rests in its watch, unless it does already; empty when it is alone, or when it is not
   * known what it extends.
   *
   * @param upTo all changes with earlier stamps were read
   */
  Optional<GroupWatch> join(WatchedTable table, Instant upTo) throws InterruptedException {
    if (known(table).isEmpty() || isLongAgo()) {
      learn();
    }
    return joinKnown(table, upTo);
  }

  /**
   * The same with what is known by now. Not while groups are made anew: nobody would have the table
   * leave the watch that it had before.
   */
  synchronized Optional<GroupWatch> joinKnown(WatchedTable table, Instant upTo) {
    Optional<GroupWatch> watch = known(table);
    watch.ifPresent(group -> group.join(table, upTo));
    return watch;
  }

  /** Whether classes may have got other parents since they were asked for. */
  private synchronized boolean isLongAgo() {
    return nanoTime.getAsLong() - askedAt >= AGAIN.toNanos();
  }

  /** Asks for what is not known, or was long ago, unless another does. */
  private void learn() throws InterruptedException {
    Set<String> names = new TreeSet<>();
    boolean isAgain;
    synchronized (this) {
      tables.forEach(table -> names.add(table.name()));
      isAgain = !asked.isEmpty() && isLongAgo();
      if (asking || tables.size() < 2 || (asked.containsAll(names) && !isAgain)) {
        return;
      }
      asking = true;
    }
    try {
      if (isAgain) {
        chains.refresh(names);
      } else {
        chains.learn(names);
      }
      group();
    } catch (ServiceNowException | TooMuch refused) {
      LOG.info(
          "It is not known which of {} tables extend the same one, so that each is polled on its"
              + " own: {}",
          names.size(),
          refused.getMessage());
    } finally {
      synchronized (this) {
        asking = false;
        askedAt = nanoTime.getAsLong();
        asked.addAll(names);
      }
    }
  }

  private synchronized void group() {
    Map<Group, List<WatchedTable>> groups = new HashMap<>();
    for (WatchedTable table : tables) {
      chains
          .of(table.name())
          .map(chain -> new Group(chain.get(chain.size() - 1), table.span()))
          .ifPresent(
              group -> groups.computeIfAbsent(group, unused -> new ArrayList<>()).add(table));
    }
    groups.values().removeIf(some -> some.size() < 2);
    Map<WatchedTable, GroupWatch> before = Map.copyOf(watched);
    watched.clear();
    groups.forEach(
        (group, some) -> {
          GroupWatch watch =
              watches.computeIfAbsent(
                  group, key -> new GroupWatch(key.base(), instance, chains, nanoTime));
          some.forEach(table -> watched.put(table, watch));
        });
    before.forEach(
        (table, watch) -> {
          if (watched.get(table) != watch) {
            watch.leave(table);
          }
        });
  }
}
