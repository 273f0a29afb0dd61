/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.column.KnownColumns.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
 * columns that were unknown a minute ago; and, behind the writes, after an hour. Who names ever new
 * columns has them looked for up to {@value #MOST_LOOKS} times a minute. What cannot be found out,
 * because the user may not read it or the instance does not answer, is undecided and holds up no
 * write for longer than {@link #LONGEST_LOOK}. Thread-safe; asks on threads of its own, so that
 * nobody else is blocked, and no table waits for another one's answer.
 */
public final class ColumnCatalog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ColumnCatalog.class);

  /** How long the writes of a table may be held up by one look at its columns. */
  static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  /** Between two looks at a dictionary that does not answer. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  /** A column that was unknown that long ago may have been added since. */
  static final Duration DOUBTFUL_AFTER = Duration.ofMinutes(1);

  /** A column may have been removed. */
  static final Duration OLD_AFTER = Duration.ofHours(1);

  /** With so many names that a table does not have, new ones wait for their minute, too. */
  static final int MOST_ASKED = 1000;

  /** After so many looks within a minute, new names wait for theirs. */
  static final int MOST_LOOKS = 10;

  /**
   * Of more tables the one is forgotten that was looked at first: records may name ever new ones.
   */
  static final int MOST_TABLES = 1000;

  private static final KnownColumns NOTHING = new KnownColumns(Optional.empty(), Map.of(), 0, true);

  private final TableApi api;
  private final LongSupplier nanoTime;
  private final Map<String, KnownColumns> known = new ConcurrentHashMap<>();
  private final Set<String> refreshing = ConcurrentHashMap.newKeySet();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final Map<String, Looks> looks = new ConcurrentHashMap<>();
  private final TableThreads threads;
  private final OpenQuestions untold;
  private final DictionaryBlock block;
  private final OncePerMinute warnings;

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
    this.nanoTime = nanoTime;
    this.threads = new TableThreads(logs);
    this.untold =
        new OpenQuestions(
            (table, columns) -> find(table, columns, seen -> isTold(table, seen, columns)),
            PAUSE,
            logs::after,
            nanoTime);
    this.block = new DictionaryBlock(nanoTime);
    this.warnings = new OncePerMinute(nanoTime);
  }

  /**
   * What is known of columns of a table; done at once when they are all known to be there.
   *
   * @param columns dot-walked ones are followed through their references
   * @return fails with a ServiceNowException when the credentials were not accepted, and with a
   *     CancellationException when this is closed
   */
  public CompletableFuture<ColumnFindings> find(String table, Set<String> columns) {
    return find(table, columns, seen -> isAnswered(table, seen, columns) || isSilent(seen));
  }

  /**
   * The same, but not before the dictionary has answered: as it has told, or refused to tell, what
   * types the columns are of.
   *
   * @param atMost empty for ever
   * @return fails, too, with a TimeoutException when that is over
   */
  public CompletableFuture<ColumnFindings> described(
      String table, Set<String> columns, Optional<Duration> atMost) {
    return untold.ask(table, columns, atMost);
  }

  private boolean isTold(String table, KnownColumns seen, Set<String> columns) {
    return seen.tells(columns) ? isAnswered(table, seen, columns) : isSilent(seen);
  }

  /** A dictionary that did not answer just now is not asked again at once. */
  private boolean isSilent(KnownColumns seen) {
    return age(seen) < PAUSE.toNanos() && !seen.answered();
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
        table,
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

  private boolean isAnswered(String table, KnownColumns seen, Set<String> columns) {
    return seen.open(columns).isEmpty()
        || (age(seen) < DOUBTFUL_AFTER.toNanos()
            && (seen.isAsked(columns)
                || seen.others().size() >= MOST_ASKED
                || looks(table).areMany(nanoTime.getAsLong())));
  }

  private Looks looks(String table) {
    return looks.computeIfAbsent(table, first -> new Looks(MOST_LOOKS));
  }

  private long age(KnownColumns seen) {
    return nanoTime.getAsLong() - seen.atNanos();
  }

  private void refreshOld(String table, KnownColumns seen) {
    if (age(seen) > OLD_AFTER.toNanos() && refreshing.add(table)) {
      CompletableFuture<Void> refreshed = new CompletableFuture<>();
      execute(
          table,
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

  private void execute(String table, CompletableFuture<?> waiting, Work work) {
    try {
      threads.execute(
          table,
          () -> {
            try {
              if (closed) {
                throw new InterruptedException();
              }
              refused.ifPresent(ColumnCatalog::raise);
              work.run();
            } catch (InterruptedException stopping) {
              waiting.completeExceptionally(stopped());
            } catch (RuntimeException | Error failure) {
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

  /** On a thread of this, of each table one at a time. */
  private KnownColumns look(String table, Set<String> columns) throws InterruptedException {
    looks(table).begin(nanoTime.getAsLong());
    KnownColumns before = known.getOrDefault(table, NOTHING);
    Set<String> asked =
        columns.stream()
            .filter(ColumnName::isOne)
            .limit(MOST_ASKED)
            .collect(Collectors.toCollection(HashSet::new));
    if (before.others().size() < MOST_ASKED) {
      asked.addAll(before.open(before.others().keySet()));
    }
    KnownColumns now;
    try {
      now =
          new ColumnInspection(
                  new DeadlineTables(api, LONGEST_LOOK),
                  table,
                  before.described(),
                  block,
                  seen -> unreadable(table, seen))
              .at(asked, nanoTime.getAsLong());
    } catch (ServiceNowException failure) {
      if (failure.reply() instanceof Reply.Unauthorized) {
        refused = Optional.of(failure);
        throw failure;
      }
      now = unanswered(table, before, asked, failure);
    } catch (DeadlineTables.NoAnswerException tooLate) {
      now = unanswered(table, before, asked, tooLate);
    }
    KnownColumns result = before.then(now);
    known.put(table, result);
    forgetOne();
    return result;
  }

  private void forgetOne() {
    if (known.size() > MOST_TABLES) {
      known.entrySet().stream()
          .min(Comparator.comparingLong(table -> table.getValue().atNanos()))
          .map(Map.Entry::getKey)
          .ifPresent(
              oldest -> {
                known.remove(oldest);
                looks.remove(oldest);
              });
    }
  }

  /** How many tables are remembered; for tests. */
  int tables() {
    return Math.max(known.size(), looks.size());
  }

  private KnownColumns unanswered(
      String table, KnownColumns before, Set<String> asked, RuntimeException failure) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': its columns could not be read; the connector tries again. Writes"
                        + " wait until their types are known, unless invalid.values=ignore.{} {}{}",
                    table,
                    isRefused(failure)
                        ? (" After %d minutes in which that is refused, and the table's rows are not,"
                                + " they wait no more.")
                            .formatted(DictionaryBlock.AFTER.toMinutes())
                        : "",
                    failure.getMessage(),
                    more));
    return new KnownColumns(
        before.described(),
        asked.stream().collect(Collectors.toMap(Function.identity(), column -> Verdict.UNDECIDED)),
        nanoTime.getAsLong(),
        false);
  }

  private static boolean isRefused(RuntimeException failure) {
    return failure instanceof ServiceNowException answered
        && answered.reply() instanceof Reply.Refused;
  }

  private void unreadable(String table, String seen) {
    if (warned.size() < MOST_TABLES && warned.add(table)) {
      LOG.warn(
          "Table '{}': its columns cannot be read from the dictionary: {}. Give the user read"
              + " access to sys_db_object and sys_dictionary, to tables and fields (role"
              + " personalize_dictionary), and have gateways let requests for them through. Until"
              + " then a column counts as existing if a row of the table shows it; while there is"
              + " no row, columns are written as they are. Values whose type was not known before"
              + " are written as they are, whether or not they fit.",
          table,
          seen);
    }
  }

  /** Asks nothing any more, and tells who waits. Does not wait itself. */
  @Override
  public void close() {
    closed = true;
    threads.close().forEach(Runnable::run);
  }
}
