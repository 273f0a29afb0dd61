/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.Words;
import io.snbridge.common.schema.ApiTables;
import io.snbridge.common.schema.TableNames;
import io.snbridge.common.schema.TableNamesUnreadableException;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.connector.ConnectorContext;
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

  private static final Duration LONGEST_END = Duration.ofSeconds(1);

  private final List<PatternMatches> patterns;
  private final ConnectorContext context;
  private final Duration interval;
  private final ServiceNowClient client;
  private final TableNames names;
  private final Thread thread;
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Guarded by this, as are the two below: what the patterns match, as far as is known. */
  private Set<String> known = Set.of();

  private boolean complete;

  /** What Connect was told of last; empty while it has not asked. */
  private Optional<Set<String>> told = Optional.empty();

  private TableMonitor(SourceConfig config, ConnectorContext context, LogContext logs) {
    this.patterns = config.entries().patterns().stream().map(PatternMatches::new).toList();
    this.context = context;
    this.interval = Duration.ofMillis(config.connection().getLong(SourceKeys.TABLES_REFRESH));
    this.client = ConnectionConfig.open(config.connection(), logs);
    this.names = new TableNames(new ApiTables(new TableApi(client)));
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
    try {
      var unused = firstLook.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
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

  private void run() {
    try {
      do {
        boolean all = look();
        boolean changed = publish(all);
        firstLook.countDown();
        if (changed) {
          // Outside of the lock: a standalone worker asks for the tables in this very call.
          context.requestTaskReconfiguration();
        }
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopping) {
      LOG.debug("No longer looking for tables", stopping);
    } catch (RuntimeException failed) {
      firstLook.countDown();
      context.raiseError(failed);
    }
  }

  /** Whether all patterns have an answer. */
  private boolean look() throws InterruptedException {
    boolean all = true;
    for (PatternMatches matches : patterns) {
      try {
        matches.take(names.startingWith(matches.pattern().prefix()));
      } catch (TableNamesUnreadableException unreadable) {
        all = false;
        matches.unanswered(unreadable, interval);
      } catch (ServiceNowException failed) {
        if (failed.reply() instanceof Reply.Unauthorized) {
          throw failed;
        }
        all = false;
        matches.unanswered(failed, interval);
      }
    }
    return all;
  }

  /** Whether Connect was told other tables than are known now; says so once. */
  private synchronized boolean publish(boolean all) {
    SortedSet<String> now = new TreeSet<>();
    patterns.forEach(matches -> now.addAll(matches.known()));
    known = Set.copyOf(now);
    complete |= all;
    boolean changed = told.isPresent() && !told.get().equals(known);
    if (changed) {
      told = Optional.of(known);
    }
    return changed;
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
