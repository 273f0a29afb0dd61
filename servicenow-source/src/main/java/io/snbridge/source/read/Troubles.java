/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between a table and its rows: a refusal, a page that breaks the rules. The question
 * is put again, ever more rarely, until {@link Patience} ends; other tables go on meanwhile. It is
 * said at once, then each minute. Thread-safe: the ranges of a snapshot have their own {@link
 * Trouble} each.
 */
final class Troubles {

  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);
  private static final Duration WARN_EVERY = Duration.ofMinutes(1);

  private final String alias;
  private final Patience patience;
  private final Pause pause;
  private Optional<Long> warned = Optional.empty();

  Troubles(String alias, Patience patience, Pause pause) {
    this.alias = alias;
    this.patience = patience;
    this.pause = pause;
  }

  /** For one question, whose thread owns it. */
  Trouble begin() {
    return new Trouble();
  }

  /** The failures of one question since it was last answered. */
  final class Trouble {

    private int failures;
    private long since;

    /**
     * Waits before the question is put again.
     *
     * @param seen what is wrong
     * @return false, at once, when the time is over: the table has failed
     */
    boolean awaitNext(String seen) throws InterruptedException {
      long now = pause.nanoTime();
      if (failures++ == 0) {
        since = now;
      }
      Duration left = patience.timeout().minusNanos(now - since);
      if (left.isZero() || left.isNegative()) {
        return false;
      }
      warn(seen, left, now);
      Duration wait = patience.waitAfter(failures);
      pause.await(wait.compareTo(left) < 0 ? wait : left);
      return true;
    }

    /** The question was answered. */
    void over() {
      if (failures > 0) {
        LOG.info(
            "Table '{}': read on, after {} s of trouble",
            alias,
            Duration.ofNanos(pause.nanoTime() - since).toSeconds());
      }
      failures = 0;
    }

    /** For the error: how often and how long it was tried. */
    String lasted() {
      return "So it was %d times in %d s"
          .formatted(failures, Duration.ofNanos(pause.nanoTime() - since).toSeconds());
    }
  }

  private void warn(String seen, Duration left, long now) {
    synchronized (this) {
      if (warned.isPresent() && now - warned.get() < WARN_EVERY.toNanos()) {
        return;
      }
      warned = Optional.of(now);
    }
    LOG.warn(
        "Table '{}': {}. It is asked for again; the other tables go on. If it stays so, the task fails in {} s.",
        alias,
        seen,
        left.toSeconds());
  }
}
