/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.transport.Backoff;
import io.snbridge.source.catalog.ClassesUnreadableException;
import io.snbridge.source.config.RetryBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between a table and its rows: a refusal, a page that breaks the rules. The question
 * is put again, ever more rarely, until {@link RetryBudget} ends; other tables go on meanwhile. It
 * is said at once, then each minute. Thread-safe: the ranges of a snapshot have their own {@link
 * RetryAttempt} each.
 */
public final class TableRetries {

  private static final Logger LOG = LoggerFactory.getLogger(TableRetries.class);

  private final String alias;
  private final RetryBudget retryBudget;
  private final Backoff backoff;
  private final Sleeper sleeper;
  private final OncePerMinute warnings;
  private final Runnable waits;

  /** Questions whose time is over, and that are still put now and then. */
  private final AtomicInteger givenUp = new AtomicInteger();

  /** Whether a warning stands that nothing was said of since. */
  private final AtomicBoolean open = new AtomicBoolean();

  public TableRetries(String alias, RetryBudget retryBudget, Sleeper sleeper) {
    this(alias, retryBudget, sleeper, () -> {});
  }

  /**
   * @param waits told each time before somebody waits
   */
  public TableRetries(String alias, RetryBudget retryBudget, Sleeper sleeper, Runnable waits) {
    this.alias = alias;
    this.retryBudget = retryBudget;
    this.backoff = new Backoff(retryBudget.firstWait(), retryBudget.longestWait());
    this.sleeper = sleeper;
    this.waits = waits;
    this.warnings = new OncePerMinute(sleeper::nanoTime);
  }

  /** Whether the time of a question is over, and it is put now and then only. From any thread. */
  public boolean areGivenUp() {
    return givenUp.get() > 0;
  }

  /** Whether a table is tried when its time is over, instead of failing its task. */
  public boolean outlast() {
    return retryBudget.afterwards().isPresent();
  }

  /** Monotonic, as {@link System#nanoTime}. */
  long nanoTime() {
    return sleeper.nanoTime();
  }

  /** For one question, whose thread owns it. */
  public RetryAttempt begin() {
    return new RetryAttempt();
  }

  /** A question about what describes a table. */
  public interface Question<T> {
    T ask() throws InterruptedException;
  }

  /**
   * Puts a question until the user is shown what describes the table, or until its time is over.
   * What was refused was asked for long enough; what is hidden was not.
   */
  public <T> T untilShown(Question<T> probe) throws InterruptedException {
    RetryAttempt attempt = begin();
    while (true) {
      try {
        T answer = probe.ask();
        attempt.over();
        return answer;
      } catch (DictionaryUnreadableException | ClassesUnreadableException hidden) {
        if (hidden.getCause() != null || !attempt.awaitNext(hidden.getMessage())) {
          throw hidden;
        }
      }
    }
  }

  /** The failures of one question since it was last answered. */
  public final class RetryAttempt {

    private int failures;
    private long since;
    private boolean isGivenUp;

    /**
     * Waits before the question is put again.
     *
     * @param seen what is wrong
     * @return false, at once, when the time is over: the table has failed, and its task with it
     */
    public boolean awaitNext(@Nullable String seen) throws InterruptedException {
      waits.run();
      long now = sleeper.nanoTime();
      if (failures++ == 0) {
        since = now;
      }
      Duration left = retryBudget.timeout().minusNanos(now - since);
      if (left.isZero() || left.isNegative()) {
        return retryBudget.afterwards().isPresent() && giveUp(seen, retryBudget.afterwards().get());
      }
      warn(seen, left);
      Duration wait = backoff.bound(failures);
      sleeper.await(wait.compareTo(left) < 0 ? wait : left);
      return true;
    }

    private boolean giveUp(@Nullable String seen, Duration wait) throws InterruptedException {
      if (!isGivenUp) {
        isGivenUp = true;
        givenUp.incrementAndGet();
      }
      warnings
          .due()
          .ifPresent(
              more -> {
                open.set(true);
                LOG.warn(
                    "Table '{}' is not read: {}. This has lasted for {}, and"
                        + " 'behavior.on.refused.table' is 'continue': the other tables continue,"
                        + " and this one is tried every {}.{}",
                    alias,
                    seen,
                    Words.of(Duration.ofNanos(sleeper.nanoTime() - since)),
                    Words.of(wait),
                    more);
              });
      sleeper.await(wait);
      return true;
    }

    /** The question is not put any more, whatever came of it. */
    void end() {
      if (isGivenUp) {
        isGivenUp = false;
        givenUp.decrementAndGet();
      }
    }

    /** The question was answered. */
    public void over() {
      end();
      if (failures > 0 && open.compareAndSet(true, false)) {
        LOG.info(
            "Table '{}': answered again after {}; reading continues",
            alias,
            Words.of(Duration.ofNanos(sleeper.nanoTime() - since)));
      }
      failures = 0;
    }

    /** For the error: how often and how long it was tried. */
    String lasted() {
      return "This happened %d times in %d s"
          .formatted(failures, Duration.ofNanos(sleeper.nanoTime() - since).toSeconds());
    }
  }

  private void warn(@Nullable String seen, Duration left) {
    Optional<String> due = warnings.due();
    if (due.isPresent()) {
      open.set(true);
      LOG.warn(
          "Table '{}': {}. It is requested again, and the other tables continue. If this goes"
              + " on, {} in {}.{}",
          alias,
          seen,
          retryBudget.afterwards().isPresent() ? "this table is given up" : "the task fails",
          Words.of(left),
          due.get());
    } else {
      LOG.debug("Table '{}': {}. It is requested again", alias, seen);
    }
  }
}
