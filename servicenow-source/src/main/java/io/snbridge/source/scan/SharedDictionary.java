/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.schema.TableColumns;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.catalog.ClassChains;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dictionary for all tables of a task: what several of them ask for at the same time is asked
 * with the same few requests. The first to come asks for itself; those that come meanwhile are
 * asked for by the first of them, and so on. What is not told so, each asks for on its own, with
 * its own patience. Keeps nothing but what extends what, which is asked again with a table that
 * asks again. Thread-safe; blocks.
 */
public final class SharedDictionary {

  /** Tables whose columns are in memory at a time. */
  private static final int MOST_TABLES = 200;

  /** Whoever has waited so long asks alone. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(SharedDictionary.class);

  private final Dictionary dictionary;
  private final ClassChains chains;
  private final ReentrantLock asking = new ReentrantLock();
  private final AtomicInteger tables = new AtomicInteger();

  @GuardedBy("this")
  private final Set<Wanted> waiting = new LinkedHashSet<>();

  /** Tables that were asked for once: of these it is asked anew what they extend. */
  @GuardedBy("this")
  private final Set<String> known = new HashSet<>();

  /** Tables that will ask. */
  @GuardedBy("this")
  private final Set<String> expected = new LinkedHashSet<>();

  /** Told before they have asked. */
  @GuardedBy("this")
  private final Map<String, TableColumns> early = new HashMap<>();

  /** Answered by whoever asks. */
  private static final class Wanted {
    private final String table;
    private volatile Optional<TableColumns> columns = Optional.empty();
    private volatile boolean asked;

    Wanted(String table) {
      this.table = table;
    }
  }

  /**
   * @param dictionary asked for several tables, once each
   * @param chains what extends what
   */
  public SharedDictionary(Dictionary dictionary, ClassChains chains) {
    this.dictionary = dictionary;
    this.chains = chains;
  }

  /**
   * The dictionary as one table sees it.
   *
   * @param alone asked for what cannot be told together
   */
  public ColumnLookup or(ColumnLookup alone) {
    tables.incrementAndGet();
    return table -> {
      Optional<TableColumns> columns = tables.get() > 1 ? together(table) : Optional.empty();
      return columns.isPresent() ? columns.get() : alone.columns(table);
    };
  }

  /** A table will ask soon: whoever asks before does so for it, too. */
  public synchronized void expect(String table) {
    expected.add(table);
  }

  private Optional<TableColumns> together(String table) throws InterruptedException {
    Wanted own = new Wanted(table);
    synchronized (this) {
      Optional<TableColumns> told = Optional.ofNullable(early.remove(table));
      if (told.isPresent()) {
        return told;
      }
      waiting.add(own);
    }
    try {
      if (asking.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          if (!own.asked) {
            askAll();
          }
        } finally {
          asking.unlock();
        }
      }
    } finally {
      synchronized (this) {
        waiting.remove(own);
      }
    }
    return own.columns;
  }

  /** Before any of them goes on: their next requests would come between these. */
  private void askAll() throws InterruptedException {
    for (Set<String> names = next(); !names.isEmpty(); names = next()) {
      tell(names, ask(names));
    }
  }

  private synchronized Set<String> next() {
    Set<String> names = new LinkedHashSet<>();
    Stream.concat(waiting.stream().map(wanted -> wanted.table), expected.stream())
        .distinct()
        .limit(MOST_TABLES)
        .forEach(names::add);
    return names;
  }

  /** Who has asked meanwhile has the answer as well. */
  private synchronized void tell(Set<String> names, Map<String, TableColumns> columns) {
    Map<String, TableColumns> left = new HashMap<>(columns);
    left.keySet().retainAll(expected);
    for (Wanted wanted : List.copyOf(waiting)) {
      if (names.contains(wanted.table)) {
        wanted.columns = Optional.ofNullable(columns.get(wanted.table));
        wanted.asked = true;
        waiting.remove(wanted);
        left.remove(wanted.table);
      }
    }
    expected.removeAll(names);
    early.putAll(left);
  }

  private synchronized boolean areNew(Set<String> names) {
    boolean areNew = Collections.disjoint(known, names);
    known.addAll(names);
    return areNew;
  }

  private Map<String, TableColumns> ask(Set<String> names) throws InterruptedException {
    try {
      ClassChains told = areNew(names) ? chains : chains.anew();
      told.learn(names);
      List<List<String>> lineages = new ArrayList<>();
      names.forEach(name -> told.of(name).ifPresent(lineages::add));
      return dictionary.columns(lineages);
    } catch (ServiceNowException | DictionaryUnreadableException | TooMuch failed) {
      LOG.debug("The columns of {} tables are asked for one by one", names.size(), failed);
      return Map.of();
    }
  }
}
