/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.Words;
import io.snbridge.common.schema.ApiTables;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.catalog.TableNames;
import io.snbridge.source.catalog.TableNamesUnreadableException;
import io.snbridge.source.config.SourceConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, on a thread of its own, which tables the patterns match, and asks Connect for new task
 * settings when they are others than those it was told. A look that fails changes nothing and is
 * repeated; credentials that are refused fail the connector, for ServiceNow locks users out.
 * Thread-safe.
 */
final class TableMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TableMonitor.class);

  /** The herder's thread waits so long once, and no longer: it serves all connectors. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  /** While it is not known which tables there are, and longer each time that it stays so. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final Duration LONGEST_END = Duration.ofSeconds(1);

  private final List<PatternMatches> patterns;
  private final ConnectorContext context;
  private final Duration interval;
  private final ServiceNowClient client;
  private final Tables tables;
  private final TableNames names;
  private final Thread thread;
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** What the patterns match, as far as is known. */
  @GuardedBy("this")
  private Set<String> known = Set.of();

  @GuardedBy("this")
  private boolean complete;

  /** What Connect was told of last; empty while it has not asked, or waits for an answer. */
  @GuardedBy("this")
  private Optional<Set<String>> told = Optional.empty();

  @GuardedBy("this")
  private boolean waitedFor;

  private TableMonitor(SourceConfig config, ConnectorContext context, LogContext logs) {
    this.patterns = config.entries().patterns().stream().map(PatternMatches::new).toList();
    this.context = context;
    this.interval = config.tablesRefresh();
    this.client = config.connection().open(logs, config.retryBudget().timeout());
    this.tables = new ApiTables(new TableApi(client));
    this.names = new TableNames(tables);
    this.thread = logs.thread("tables", this::run);
  }

  /**
   * @param logs whose its threads are
   */
  static TableMonitor start(SourceConfig config, ConnectorContext context, LogContext logs) {
    TableMonitor monitor = new TableMonitor(config, context, logs);
    monitor.thread.start();
    return monitor;
  }

  /**
   * The tables that the patterns match, as far as is known. Waits for the first look, for seconds
   * at most; when that brought no answer there is a warning, and Connect is asked to come again as
   * soon as there is one.
   */
  Set<String> tables() {
    awaitFirstLook();
    synchronized (this) {
      if (!complete) {
        LOG.warn(
            "It is not known yet which tables match {}, because ServiceNow did not answer. Until"
                + " it does, {} of them are read, besides the tables that 'tables' names.",
            patterns.stream().map(PatternMatches::pattern).toList(),
            known.isEmpty() ? "none" : known);
      }
      told = Optional.of(known);
      return known;
    }
  }

  /**
   * As {@link #tables}, for a connector whose tasks may be reading tables that are not known yet.
   *
   * @throws RetriableException while they are not
   */
  Set<String> allTables() {
    awaitFirstLook();
    synchronized (this) {
      if (!complete) {
        waitedFor = true;
        throw new RetriableException(
            ("Which tables match %s is not known yet: ServiceNow did not say, or hid some. The tasks"
                    + " go on with the settings they have until it does; it is asked again in"
                    + " seconds")
                .formatted(patterns.stream().map(PatternMatches::pattern).toList()));
      }
    }
    return tables();
  }

  private void awaitFirstLook() {
    try {
      if (!firstLook.await(FIRST_LOOK.toMillis(), MILLISECONDS)) {
        // Nobody waits for it a second time.
        firstLook.countDown();
      }
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Duration again = SOON;
      Duration wait;
      do {
        wait = isComplete() || again.compareTo(interval) > 0 ? interval : again;
        boolean changed = publish(look(wait));
        firstLook.countDown();
        if (changed) {
          // Outside of the lock: a standalone worker asks for the tables in this very call.
          context.requestTaskReconfiguration();
        }
        // Bounded: a look each minute would overflow it within the hour.
        again = again.compareTo(interval) < 0 ? again.multipliedBy(2) : again;
      } while (!stopped.await(isComplete() ? interval.toMillis() : wait.toMillis(), MILLISECONDS));
    } catch (InterruptedException stopping) {
      LOG.debug("No longer looking for tables", stopping);
    } catch (RuntimeException failed) {
      firstLook.countDown();
      context.raiseError(failed);
    }
  }

  /** Whether all patterns have an answer. */
  private boolean look(Duration again) throws InterruptedException {
    boolean all = true;
    for (PatternMatches matches : patterns) {
      try {
        matches.take(names.startingWith(matches.pattern().prefix()), this::isDenied);
        all &= matches.isSettled();
      } catch (TableNamesUnreadableException unreadable) {
        all = false;
        matches.unanswered(unreadable, again);
      } catch (ServiceNowException failed) {
        if (failed.reply() instanceof Reply.Unauthorized) {
          throw failed;
        }
        all = false;
        matches.unanswered(failed, again);
      }
    }
    return all;
  }

  private boolean isDenied(String table) throws InterruptedException {
    try {
      tables.page(
          new PageRequest(
              table,
              EncodedQuery.everything(),
              List.of("sys_id"),
              1,
              0,
              false,
              DisplayValue.FALSE));
      return false;
    } catch (ServiceNowException failed) {
      if (failed.reply() instanceof Reply.Unauthorized) {
        throw failed;
      }
      return failed.reply().failure().message().startsWith("Invalid table");
    }
  }

  private synchronized boolean isComplete() {
    return complete;
  }

  /** Whether Connect was told other tables than are known now; says so once. */
  private synchronized boolean publish(boolean all) {
    SortedSet<String> now = new TreeSet<>();
    patterns.forEach(matches -> now.addAll(matches.known()));
    known = Set.copyOf(now);
    complete |= all;
    boolean changed = told.isPresent() && !told.get().equals(known);
    boolean awaited = waitedFor && complete;
    if (changed || awaited) {
      told = Optional.of(known);
      waitedFor = false;
    }
    return changed || awaited;
  }

  /** Ends within a second, whatever the thread waits for. */
  @Override
  public void close() {
    stopped.countDown();
    client.close();
    thread.interrupt();
    try {
      thread.join(LONGEST_END.toMillis());
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn(
          "Looking for tables did not end within {}; its thread is left behind",
          Words.of(LONGEST_END));
    }
  }
}
