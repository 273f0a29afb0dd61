/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.GlideDateTime;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of which times rows are missing, or may be, and counts the latter. */
final class HiddenWindowWarnings {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenWindows.class);

  private final String alias;
  private final OncePerMinute warnings;
  private final AtomicLong unsure = new AtomicLong();

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  HiddenWindowWarnings(String alias, LongSupplier nanoTime) {
    this.alias = alias;
    this.warnings = new OncePerMinute(nanoTime);
  }

  /** Times so far of which changes may be missed. From any thread. */
  long unsure() {
    return unsure.get();
  }

  /** It is not looked at any more; nothing is said of one that only may hide rows. */
  void givenUp(HiddenWindow window) {
    if (window.isSure()) {
      LOG.warn(
          "Table '{}': after a day {} rows that changed from {} to {} are still hidden. They are not"
              + " looked for any more; each comes with its next change. Read the table again (reset"
              + " its offsets) if the user may see them later",
          alias,
          window.rows(),
          GlideDateTime.text(window.from()),
          GlideDateTime.text(window.end()));
    }
  }

  /**
   * Rows of a short moment without rights are not told from those that have changed again.
   *
   * @param doubtful how many rows it may hide
   */
  void mayBeMissed(HiddenWindow window, String doubtful) {
    unsure.incrementAndGet();
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows that changed from {} to {} were counted, but not"
                        + " shown. They have changed again meanwhile, or this user could not read"
                        + " them. More other rows were shown than are remembered, so if rows were"
                        + " hidden for less than 'hidden.recheck.ms', these changes are missed; the"
                        + " rows come with their next change. If the user's rights were changed"
                        + " at that time, read the table again (reset its offsets).{}",
                    alias,
                    doubtful,
                    GlideDateTime.text(window.from()),
                    GlideDateTime.text(window.end()),
                    more));
  }

  /**
   * As many are hidden as before. They need not be the same.
   *
   * @param isFirst whether looks at it have not become rarer yet: it is counted once
   */
  void mayBeOthers(HiddenWindow window, long rows, boolean isFirst) {
    if (isFirst) {
      unsure.incrementAndGet();
    }
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows that changed from {} to {} are hidden from the user; {}"
                        + " were before. More other rows were shown than are remembered, so it is"
                        + " not known whether these are the same rows. If the user was given the"
                        + " right to read some of them and lost it for others, changes of the"
                        + " former are missed until fewer are hidden; then all of that time come"
                        + " again. To get them now, read the table again (reset its offsets).{}",
                    alias,
                    rows,
                    GlideDateTime.text(window.from()),
                    GlideDateTime.text(window.end()),
                    window.rows(),
                    more));
  }
}
