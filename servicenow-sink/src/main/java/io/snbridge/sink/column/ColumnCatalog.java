/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.log.LogContext;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.column.KnownColumns.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The columns of the tables that are written: asked of the instance once for each table, when its
 * first write needs them, and kept.
 *
 * <p>Asked again: for a column that nobody asked for before, which may have been added since; for
 * columns that were unknown a minute ago; and, behind the writes, after an hour. What cannot be
 * found out, because the user may not read it or the instance does not answer, is undecided and
 * holds up no write for longer than {@link #PATIENCE}. Thread-safe; asks on one thread of its own,
 * so that nobody else is blocked.
 */
public final class ColumnCatalog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ColumnCatalog.class);

  /** How long the writes of a table may be held up by one look at its columns. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Between two looks at a dictionary that does not answer. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  /** A column that was unknown that long ago may have been added since. */
  static final Duration DOUBTFUL_AFTER = Duration.ofMinutes(1);

  /** A column may have been removed. */
  static final Duration OLD_AFTER = Duration.ofHours(1);

  /** With so many names that a table does not have, new ones wait for their minute, too. */
  static final int MOST_ASKED = 1000;

  private static final KnownColumns NOTHING = new KnownColumns(Optional.empty(), Map.of(), 0, true);

  private final TableApi api;
  private final LogContext logs;
  private final LongSupplier nanoTime;
  private final Map<String, KnownColumns> known = new ConcurrentHashMap<>();
  private final Set<String> refreshing = ConcurrentHashMap.newKeySet();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final ExecutorService asker;

  private volatile boolean closed;

  /** Credentials that were not accepted are not shown again: ServiceNow locks users out. */
  private volatile Optional<ServiceNowException> refused = Optional.empty();

  /**
   * @param logs whose its threads are
   */
  public ColumnCatalog(TableApi api, LogContext logs) {
    this(api, logs, System::nanoTime);
  }

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  ColumnCatalog(TableApi api, LogContext logs, LongSupplier nanoTime) {
    this.api = api;
    this.logs = logs;
    this.nanoTime = nanoTime;
    this.asker = Executors.newSingleThreadExecutor(task -> logs.thread("columns", task));
  }

  /**
   * What is known of columns of a table; done at once when they are all known to be there.
   *
   * @param columns dot-walked ones are followed through their references
   * @return fails with a ServiceNowException when the credentials were not accepted, and with a
   *     CancellationException when this is closed
   */
  public CompletableFuture<ColumnFindings> find(String table, Set<String> columns) {
    return find(table, columns, seen -> isAnswered(seen, columns));
  }

  /**
   * The same, but not before the dictionary has answered: as it has told, or refused to tell, what
   * types the columns are of.
   */
  public CompletableFuture<ColumnFindings> described(String table, Set<String> columns) {
    CompletableFuture<ColumnFindings> told = new CompletableFuture<>();
    untilAnswered(told, table, columns);
    return told;
  }

  private void untilAnswered(
      CompletableFuture<ColumnFindings> told, String table, Set<String> columns) {
    CompletableFuture<?> unused =
        find(table, columns, seen -> isTold(seen, columns))
            .whenComplete(
                (found, error) -> {
                  if (error != null) {
                    told.completeExceptionally(error);
                  } else if (found.answered()) {
                    told.complete(found);
                  } else if (!told.isDone()) {
                    logs.after(PAUSE).execute(() -> untilAnswered(told, table, columns));
                  }
                });
  }

  /** A dictionary that did not answer just now is not asked again at once. */
  private boolean isTold(KnownColumns seen, Set<String> columns) {
    return seen.tells(columns)
        ? isAnswered(seen, columns)
        : age(seen) < PAUSE.toNanos() && !seen.answered();
  }

  private CompletableFuture<ColumnFindings> find(
      String table, Set<String> columns, Predicate<KnownColumns> isEnough) {
    KnownColumns seen = known.get(table);
    if (seen != null && isEnough.test(seen)) {
      refreshOld(table, seen);
      return CompletableFuture.completedFuture(seen.of(columns));
    }
    CompletableFuture<ColumnFindings> found = new CompletableFuture<>();
    execute(
        found,
        () -> {
          KnownColumns now = known.get(table);
          if (now == null || !isEnough.test(now)) {
            now = look(table, columns);
          }
          found.complete(now.of(columns));
        });
    return found;
  }

  /** What the dictionary is known to say of a table; asks nothing. */
  public Optional<ColumnFindings> known(String table) {
    return Optional.ofNullable(known.get(table)).map(seen -> seen.of(Set.of()));
  }

  private boolean isAnswered(KnownColumns seen, Set<String> columns) {
    return seen.open(columns).isEmpty()
        || (age(seen) < DOUBTFUL_AFTER.toNanos()
            && (seen.isAsked(columns) || seen.others().size() >= MOST_ASKED));
  }

  private long age(KnownColumns seen) {
    return nanoTime.getAsLong() - seen.atNanos();
  }

  private void refreshOld(String table, KnownColumns seen) {
    if (age(seen) > OLD_AFTER.toNanos() && refreshing.add(table)) {
      CompletableFuture<Void> refreshed = new CompletableFuture<>();
      execute(
          refreshed,
          () -> {
            try {
              look(table, Set.of());
            } finally {
              refreshing.remove(table);
            }
          });
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void execute(CompletableFuture<?> waiting, Work work) {
    try {
      asker.execute(
          () -> {
            try {
              if (closed) {
                throw new InterruptedException();
              }
              refused.ifPresent(ColumnCatalog::raise);
              work.run();
            } catch (InterruptedException stopping) {
              waiting.completeExceptionally(stopped());
            } catch (RuntimeException failure) {
              waiting.completeExceptionally(failure);
            }
          });
    } catch (RejectedExecutionException closedBefore) {
      waiting.completeExceptionally(stopped());
    }
  }

  private static void raise(ServiceNowException failure) {
    throw failure;
  }

  private static CancellationException stopped() {
    return new CancellationException("The task is stopped");
  }

  /** On the one thread of this, so there is one look at a time. */
  private KnownColumns look(String table, Set<String> columns) throws InterruptedException {
    KnownColumns before = known.getOrDefault(table, NOTHING);
    Set<String> asked = new HashSet<>(columns);
    if (before.others().size() < MOST_ASKED) {
      asked.addAll(before.open(before.others().keySet()));
    }
    KnownColumns now;
    try {
      now =
          new ColumnLook(new PromptTables(api, PATIENCE), table, seen -> unreadable(table, seen))
              .at(asked, nanoTime.getAsLong());
    } catch (ServiceNowException failure) {
      if (failure.reply() instanceof Reply.Unauthorized) {
        refused = Optional.of(failure);
        throw failure;
      }
      now = unanswered(table, before, asked, failure);
    } catch (PromptTables.NoAnswerException tooLate) {
      now = unanswered(table, before, asked, tooLate);
    }
    KnownColumns result = before.then(now);
    known.put(table, result);
    return result;
  }

  private KnownColumns unanswered(
      String table, KnownColumns before, Set<String> asked, RuntimeException failure) {
    LOG.warn(
        "Table '{}': its columns could not be asked for, and are asked for again. Writes wait until"
            + " their types are known, unless invalid.values=ignore. {}",
        table,
        failure.getMessage());
    return new KnownColumns(
        before.described(),
        asked.stream().collect(Collectors.toMap(Function.identity(), column -> Verdict.UNDECIDED)),
        nanoTime.getAsLong(),
        false);
  }

  private void unreadable(String table, String seen) {
    if (warned.add(table)) {
      LOG.warn(
          "Table '{}': the dictionary does not tell its columns: {}. The user needs read access, to"
              + " tables and fields, of sys_db_object and sys_dictionary, as the role"
              + " personalize_dictionary gives it. Until then a column is known to be there when a"
              + " row of the table shows it, and, while there is no row, written as it is; values are"
              + " written as they are, whether or not they fit.",
          table,
          seen);
    }
  }

  /** Asks nothing any more, and tells who waits. Does not wait itself. */
  @Override
  public void close() {
    closed = true;
    asker.shutdownNow().forEach(Runnable::run);
  }
}
