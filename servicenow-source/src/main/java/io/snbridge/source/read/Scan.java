/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.read.Pages.Answer;
import io.snbridge.source.read.Troubles.Trouble;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a {@link Slice} to its end, on evidence. ServiceNow cuts a page to the limit before it
 * hides rows (KB3047115), so a short or an empty page proves nothing; the count ({@code
 * X-Total-Count}) includes hidden rows, so it does.
 *
 * <table>
 * <caption>What an answer means</caption>
 * <tr><th>answer</th><th>next</th></tr>
 * <tr><td>a count within half a page behind the offset, and no row or as many as counted</td><td>the
 * page covered everything: the query is exhausted</td></tr>
 * <tr><td>other rows</td><td>after the last row, offset 0; with a count unless the page was full and
 * the last count left more than half a page</td></tr>
 * <tr><td>a full page, less than a page left</td><td>the same, with rows from beyond the query's end
 * if the slice {@linkplain Slice#widens widens}</td></tr>
 * <tr><td>no rows, not counted</td><td>the same with a count</td></tr>
 * <tr><td>no rows, a greater count</td><td>all of them are hidden: half a page further by offset
 * </td></tr>
 * <tr><td>a count that shrank by more than a quarter page while stepping by offset</td><td>rows moved
 * under the offset: from offset 0 again</td></tr>
 * </table>
 *
 * <p>The margins are for rows that leave the set meanwhile, because they are deleted or changed
 * again: between two pages, and between a page and its count, which the instance takes with two
 * queries. Pages overlap by half a page; a quarter may leave unseen before a count, a quarter after
 * it. Owned by one thread.
 */
final class Scan {

  private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

  private final String alias;
  private final Pages pages;
  private final Slice slice;
  private final HiddenRows hidden;

  /** A row that changes while the instance puts a page together can be out of place once. */
  private final Trouble rejections;

  private int offset;
  private boolean counts = true;
  private boolean ended;

  /** Of the answer before, while stepping by offset. */
  private long totalBefore;

  private int overlap;

  /** Rows that the last count left, less those read since. */
  private long left;

  /** So many rows before the last one can be hidden, because its page had room for them. */
  private long mayBeHidden;

  /** Whether what the next count lacks is hidden, and has not left the set since the last one. */
  private boolean comparable;

  Scan(String alias, Pages pages, Slice slice, HiddenRows hidden) {
    this.alias = alias;
    this.pages = pages;
    this.slice = slice;
    this.hidden = hidden;
    this.rejections = pages.troubles().begin();
  }

  /**
   * The next rows, never an empty list; empty at the end. The slice is then after the last of them.
   *
   * @throws ConnectException when the instance's pages cannot be believed
   * @throws io.snbridge.common.transport.ServiceNowException when ServiceNow refused
   */
  Optional<List<Row>> next() throws InterruptedException {
    while (!ended) {
      Answer answer = pages.ask(slice.query(), offset, counts);
      if (isBelieved(answer) && isTaken(answer) && !answer.rows().isEmpty()) {
        return Optional.of(answer.rows());
      }
    }
    return Optional.empty();
  }

  private boolean isBelieved(Answer answer) throws InterruptedException {
    try {
      slice.check(answer.rows());
      rejections.over();
      return true;
    } catch (PageRejected rejected) {
      if (slice.avoids(rejected)) {
        startQuery();
      } else {
        reject(rejected);
      }
      return false;
    }
  }

  private void reject(PageRejected rejected) throws InterruptedException {
    pages.reject();
    String seen = "page rejected: %s, %s".formatted(slice.describe(), rejected.getMessage());
    if (!rejections.awaitNext(seen)) {
      throw new ConnectException(
          ("%s. %s: the instance ignores a part of the query, or a wrong column is named. Check"
                  + " 'query', 'timestamp.field' and 'id.field' of the table.")
              .formatted(seen, rejections.lasted()));
    }
  }

  /** Decides what comes next. False when the page must be read again. */
  private boolean isTaken(Answer answer) {
    if (answer.total().isEmpty()) {
      goOn(answer);
      return true;
    }
    long total = answer.total().getAsLong();
    if (offset > 0 && total + overlap / 2 < totalBefore) {
      LOG.debug(
          "Table '{}': {} shrank from {} to {} rows under the offset",
          alias,
          slice.describe(),
          totalBefore,
          total);
      startQuery();
      return false;
    }
    if (offset == 0 && comparable) {
      hidden.add(Math.min(mayBeHidden, left - total));
    }
    left = total;
    mayBeHidden = 0;
    boolean coversAll = total <= (long) offset + answer.limit() / 2;
    if (coversAll && (answer.rows().isEmpty() || offset + answer.rows().size() >= total)) {
      end(answer, total);
    } else if (answer.rows().isEmpty()) {
      step(answer, total);
    } else {
      goOn(answer);
    }
    return true;
  }

  private void end(Answer answer, long total) {
    hidden.add(total - answer.rows().size());
    ended = slice.exhausted();
    startQuery();
  }

  private void goOn(Answer answer) {
    if (answer.rows().isEmpty()) {
      counts = true;
      return;
    }
    left -= answer.rows().size();
    mayBeHidden = (long) offset + Math.max(0, answer.limit() - answer.rows().size());
    counts = mayBeHidden > 0 || left <= answer.limit() / 2;
    comparable = answer.total().isPresent() || slice.isSteady();
    offset = 0;
    boolean sameQuery = slice.advance(lastRow(answer));
    if (!sameQuery || (mayBeHidden == 0 && left <= answer.limit() && slice.widens())) {
      startQuery();
    }
  }

  private void step(Answer answer, long total) {
    overlap = answer.limit() / 2;
    totalBefore = total;
    offset += answer.limit() - overlap;
    counts = true;
  }

  private void startQuery() {
    offset = 0;
    counts = true;
    mayBeHidden = 0;
  }

  private static Row lastRow(Answer answer) {
    return answer.rows().get(answer.rows().size() - 1);
  }
}
