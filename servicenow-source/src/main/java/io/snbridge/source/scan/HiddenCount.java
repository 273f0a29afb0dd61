/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.source.scan.PageFetcher.Answer;

/**
 * What the counts of a scan say about rows that no page showed, and about how many rows are left.
 * Owned by the scan.
 */
final class HiddenCount {

  private static final long NONE = -1;

  private final HiddenRows hidden;

  private final KeysetQuery slice;

  /** Whether there was a count of this query. */
  private boolean known;

  /** Rows that the last count left, less those read since. */
  private long mostLeft;

  /** The same, less those that the pages since may have passed over; 0 without a count. */
  private long leastLeft;

  /** So many rows since the last count can be hidden, because their pages had room for them. */
  private long mayBeHidden;

  /** Of these, by pages that were not the last: there the limit has cut, so they are there. */
  private long surelyHidden;

  /** Of the page before. */
  private long shortage;

  /** Of all pages. */
  private long passedByAll;

  /** Rows that no page has shown, and that need not be hidden: they may have left the set. */
  private long doubtful;

  /**
   * Rows that the query before this one had left, whose rest is read with two queries: what is left
   * of its last row's second, and what is later. Negative: there is none.
   */
  private long left = NONE;

  /** Of these, rows that its pages may have passed over. */
  private long passedOver;

  /** Whether the first of the two is read. */
  private boolean inFirst;

  /** Whether the page before was counted: hardly a row has left the set since. */
  private boolean fresh;

  HiddenCount(HiddenRows hidden, KeysetQuery slice) {
    this.hidden = hidden;
    this.slice = slice;
  }

  /** Another query: counts cannot be compared. */
  void startQuery() {
    doubtful += Math.max(0, Math.min(mayBeHidden, mostLeft));
    if (left != NONE) {
      doubtful += Math.max(0, Math.min(passedOver, left));
      left = NONE;
    }
    reset();
  }

  /** The rest of the query's rows is read with two queries. */
  void startTwoQueries() {
    if (!known) {
      startQuery();
      return;
    }
    left = mostLeft;
    passedOver = mayBeHidden;
    inFirst = true;
    reset();
  }

  /** The query is at its end; what follows may be the second of two. */
  void startNextQuery() {
    inFirst = false;
    reset();
  }

  private void reset() {
    known = false;
    mostLeft = 0;
    leastLeft = 0;
    mayBeHidden = 0;
    surelyHidden = 0;
    shortage = 0;
    fresh = false;
  }

  /** An answer with a count, before its rows are {@link #read}. */
  void counted(long total, Answer answer) {
    if (left != NONE && !inFirst) {
      long passed = Math.max(0, Math.min(passedOver, left - total));
      left = NONE;
      if (slice.isSteady()) {
        hidden.add(passed, slice);
      } else {
        doubtful += passed;
      }
    }
    if (known && answer.offset() == 0) {
      if (!answer.rows().isEmpty() || total >= shortage) {
        surelyHidden += shortage;
      }
      // Rows leave a steady set only when they are deleted.
      long most = slice.isSteady() || fresh ? mayBeHidden : surelyHidden;
      long missing = Math.max(0, mostLeft - total);
      hidden.add(Math.min(most, missing), slice);
      leaves(Math.min(most, missing));
      doubtful += Math.min(mayBeHidden, missing) - Math.min(most, missing);
    }
    known = true;
    mostLeft = total;
    leastLeft = total;
    mayBeHidden = 0;
    surelyHidden = 0;
    shortage = 0;
    fresh = true;
  }

  /** The query is at its end, and so many of the last count were not shown. */
  void end(long notShown) {
    hidden.add(notShown, slice);
    leaves(notShown);
  }

  private void leaves(long rows) {
    left = left == NONE ? NONE : Math.max(0, left - rows);
  }

  /** Rows that may have been hidden, beyond those that were surely. */
  long doubtful() {
    return doubtful;
  }

  /** Whether any may have been hidden so far that {@link #doubtful} does not yet include. */
  boolean mayHide() {
    return mayBeHidden > 0 || (left != NONE && passedOver > 0);
  }

  /** Rows so far that pages may have passed over, whatever counts have said of them since. */
  long passedOver() {
    return passedByAll;
  }

  /** Rows that are handed out. */
  void read(Answer answer) {
    int rows = answer.rows().size();
    surelyHidden += shortage;
    shortage = (long) answer.offset() + Math.max(0, answer.limit() - rows);
    mayBeHidden += shortage;
    passedByAll += shortage;
    mostLeft -= rows;
    leaves(rows);
    leastLeft = Math.max(0, leastLeft - answer.offset() - Math.max(answer.limit(), rows));
    fresh = answer.total().isPresent();
  }

  /** Whether a page may cover the rest; for all that is known, any may. */
  boolean mayEnd(int limit) {
    return leastLeft <= limit / 2;
  }

  /** Whether more than a page is left, or nobody knows. */
  boolean isMany(int limit) {
    return !known || mostLeft > limit;
  }

  /** Whether less than a page is left, and no row since the last count was passed over. */
  boolean endsWithin(int limit) {
    return known && mayBeHidden == 0 && mostLeft <= limit;
  }
}
