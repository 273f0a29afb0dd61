/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import io.snbridge.source.catalog.TableNames;
import io.snbridge.source.config.TablePattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that one pattern matches, from answer to answer. One bad answer stops no table: an
 * answer that shows none, or that hides more tables than the one before, says nothing of those it
 * lacks, so that each of them is asked itself; of others a table is gone when it is missing twice
 * in a row. Nor is a first answer believed at once that shows none or hides some: the tasks may be
 * reading tables that it lacks. Owned by the monitor's thread.
 */
final class PatternMatches {

  private static final Logger LOG = LoggerFactory.getLogger(PatternMatches.class);

  /** So often in a row an answer that shows none, or hides some, makes a beginning. */
  private static final int CONVINCING = 3;

  /** Tables that are asked themselves after one answer. */
  private static final int MOST_ASKED = 20;

  /** Asks a table itself. */
  @FunctionalInterface
  interface Existence {
    /** Whether ServiceNow says that there is no such table. */
    boolean isDenied(String table) throws InterruptedException;
  }

  private final TablePattern pattern;
  private final SortedSet<String> known = new TreeSet<>();
  private Set<String> missing = Set.of();
  private long hidden;
  private int doubtful;
  private boolean settled;

  /** What was said to be read on, though no answer shows it. */
  private Set<String> readOn = Set.of();

  private final OncePerMinute warnings = new OncePerMinute(System::nanoTime);

  PatternMatches(TablePattern pattern) {
    this.pattern = pattern;
  }

  TablePattern pattern() {
    return pattern;
  }

  SortedSet<String> known() {
    return known;
  }

  /** Whether what is known is all that there is, as far as ServiceNow can be believed. */
  boolean isSettled() {
    return settled;
  }

  void take(TableNames.Found answer, Existence existence) throws InterruptedException {
    SortedSet<String> shown =
        answer.names().stream()
            .filter(pattern::matches)
            .collect(Collectors.toCollection(TreeSet::new));
    settle(shown.size(), answer.hidden());
    SortedSet<String> lacking = new TreeSet<>(known);
    lacking.removeAll(shown);
    if (lacking.isEmpty()) {
      missing = Set.of();
      readOn = Set.of();
      hidden = answer.hidden();
    } else if (shown.isEmpty() || answer.hidden() > hidden) {
      dropDenied(lacking, existence);
      readOn(shown.size(), answer.hidden(), lacking);
    } else {
      drop(lacking);
      hidden = answer.hidden();
    }
    shown.removeAll(known);
    if (known.addAll(shown)) {
      LOG.info(
          "Pattern '{}' of 'tables': {} new tables match and will be read: {}",
          pattern,
          shown.size(),
          Words.of(shown));
    }
  }

  private void settle(int shown, long notShown) {
    doubtful = shown == 0 || notShown > 0 ? doubtful + 1 : 0;
    if (!settled && doubtful > 0 && doubtful < CONVINCING) {
      LOG.warn(
          "Pattern '{}' of 'tables': sys_db_object shows {} tables that match and hides {}."
              + " This may be an answer of the moment; ServiceNow is asked again in seconds",
          pattern,
          shown,
          notShown);
    }
    if (!settled && doubtful == CONVINCING) {
      LOG.warn(
          "Pattern '{}' of 'tables': sys_db_object showed {} tables that match and hid {},"
              + " {} times in a row. That is believed now; tables that it hides are not read until"
              + " it shows them. Give the user read access to the rows of sys_db_object",
          pattern,
          shown,
          notShown,
          CONVINCING);
    }
    settled |= doubtful == 0 || doubtful >= CONVINCING;
  }

  /** One table that is hidden for good must not keep all others for ever. */
  private void dropDenied(SortedSet<String> lacking, Existence existence)
      throws InterruptedException {
    List<String> asked = new ArrayList<>(lacking);
    Collections.shuffle(asked);
    for (String table : asked.subList(0, Math.min(MOST_ASKED, asked.size()))) {
      if (existence.isDenied(table)) {
        lacking.remove(table);
        known.remove(table);
        LOG.warn(
            "Pattern '{}' of 'tables': '{}' is not in sys_db_object, and ServiceNow says"
                + " that there is no such table; it is no longer read",
            pattern,
            table);
      }
    }
  }

  /** Says it once for the same tables. */
  private void readOn(int shown, long notShown, SortedSet<String> lacking) {
    if (!lacking.isEmpty() && !lacking.equals(readOn)) {
      readOn = Set.copyOf(lacking);
      LOG.warn(
          "Pattern '{}' of 'tables': sys_db_object shows {} tables that match and hides {}; {}"
              + " known ones are not among them; they are still read, because they may be among"
              + " the hidden ones",
          pattern,
          shown,
          notShown,
          lacking);
    }
  }

  /**
   * ServiceNow did not say which tables match.
   *
   * @param again when it is asked the next time
   */
  void unanswered(RuntimeException failed, Duration again) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Pattern '{}' of 'tables': the known tables ({}) stay, and ServiceNow is"
                        + " asked again in {}. {}{}",
                    pattern,
                    known.size(),
                    Words.of(again),
                    failed.getMessage(),
                    more));
  }

  private void drop(SortedSet<String> lacking) {
    SortedSet<String> gone = new TreeSet<>(lacking);
    gone.retainAll(missing);
    lacking.removeAll(gone);
    missing = Set.copyOf(lacking);
    if (known.removeAll(gone)) {
      LOG.warn(
          "Pattern '{}' of 'tables': {} were missing in sys_db_object twice in a row and are no longer read",
          pattern,
          gone);
    }
    if (!missing.isEmpty()) {
      LOG.warn(
          "Pattern '{}' of 'tables': {} are missing in sys_db_object; they are still read, and"
              + " dropped if they are missing again",
          pattern,
          lacking);
    }
  }
}
