/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private final String alias;
  private final Patience patience;
  private final Pause pause;
  private final OncePerMinute warnings;

  /** Whether a warning stands that nothing was said of since. */
  private final AtomicBoolean open = new AtomicBoolean();

  Troubles(String alias, Patience patience, Pause pause) {
    this.alias = alias;
    this.patience = patience;
    this.pause = pause;
    this.warnings = new OncePerMinute(pause::nanoTime);
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
      warn(seen, left);
      Duration wait = patience.waitAfter(failures);
      pause.await(wait.compareTo(left) < 0 ? wait : left);
      return true;
    }

    /** The question was answered. */
    void over() {
      if (failures > 0 && open.compareAndSet(true, false)) {
        LOG.info(
            "Table '{}': answered again after {}; reading continues",
            alias,
            Words.of(Duration.ofNanos(pause.nanoTime() - since)));
      }
      failures = 0;
    }

    /** For the error: how often and how long it was tried. */
    String lasted() {
      return "This happened %d times in %d s"
          .formatted(failures, Duration.ofNanos(pause.nanoTime() - since).toSeconds());
    }
  }

  private void warn(String seen, Duration left) {
    Optional<String> due = warnings.due();
    if (due.isPresent()) {
      open.set(true);
      LOG.warn(
          "Table '{}': {}. It is requested again, and the other tables continue. If this goes"
              + " on, the task fails in {}.{}",
          alias,
          seen,
          Words.of(left),
          due.get());
    } else {
      LOG.debug("Table '{}': {}. It is requested again", alias, seen);
    }
  }
}
