/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.Row;
import io.snbridge.source.scan.PageFetcher.Answer;
import io.snbridge.source.scan.PageFetcher.Wanted;
import io.snbridge.source.scan.PageRejectedException.Rule;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a {@link KeysetQuery} to its end, on evidence. ServiceNow cuts a page to the limit before
 * it hides rows (KB3047115), so a short or an empty page proves nothing; the count ({@code
 * X-Total-Count}) includes hidden rows, so it does.
 *
 * <table>
 * <caption>What an answer means</caption>
 * <tr><th>answer</th><th>next</th></tr>
 * <tr><td>a count within half a page behind the offset, and no row or as many as counted</td><td>the
 * page covered everything: the query is exhausted</td></tr>
 * <tr><td>other rows</td><td>after the last row, offset 0; with a count if the last one may have left
 * half a page or less</td></tr>
 * <tr><td>a full page, less than a page left</td><td>the same, with rows from beyond the query's end
 * if the slice {@linkplain KeysetQuery#widens widens}</td></tr>
 * <tr><td>a full page, more than a page left</td><td>the same up to where others begin, if the slice
 * is {@linkplain KeysetQuery#shares shared}</td></tr>
 * <tr><td>a page with hidden rows, the count is more than a page</td><td>from where it began up to where
 * others begin, if the slice is shared</td></tr>
 * <tr><td>no rows, not counted</td><td>the same with a count</td></tr>
 * <tr><td>no rows, a greater count</td><td>all of them are hidden: half a page further by offset; each
 * time twice as many, ids only, until there are rows to see</td></tr>
 * <tr><td>a count that shrank by more than a quarter page while stepping by offset</td><td>rows moved
 * under the offset: from offset 0 again</td></tr>
 * <tr><td>rows that the limit may have cut, for the first time</td><td>what is asked, if the slice
 * {@linkplain KeysetQuery#avoidsCuts avoids} such a page</td></tr>
 * <tr><td>a row that has changed while the page was put together</td><td>the same with half as many
 * rows, for a while</td></tr>
 * <tr><td>none, because the query is too much</td><td>less, if the slice {@linkplain KeysetQuery#narrows
 * narrows}</td></tr>
 * </table>
 *
 * <p>The margins are for rows that leave the set meanwhile, because they are deleted or changed
 * again: between two pages, and between a page and its count, which the instance takes with two
 * queries. Pages overlap by half a page; a quarter may leave unseen before a count, a quarter after
 * it. Owned by one thread.
 */
public final class Scan {

  private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

  /** Believed ones before pages become larger again. */
  private static final int PAGES_TO_GROW = 10;

  private final String alias;
  private final PageFetcher pages;
  private final KeysetQuery slice;
  private final HiddenCount count;

  /** A row that changes while the instance puts a page together can be out of place once. */
  private final RetryAttempt attempt;

  private int offset;
  private boolean counts = true;
  private boolean ended;

  /** Of the answer before, while stepping by offset. */
  private long totalBefore;

  private int overlap;

  /** Of {@link PageFetcher.Wanted}: above 0 among hidden rows, below after a page was rejected. */
  private int scale;

  /** Whether a wider page than this may still find no row to see. */
  private boolean mayWiden = true;

  private int believed;

  private OptionalLong firstTotal = OptionalLong.empty();

  /** Whether less was asked for at once than the slice has, before it was counted. */
  private boolean isNarrowed;

  /** Of the rows that were given last. */
  private HeldBytes bytes = HeldBytes.NONE;

  public Scan(String alias, PageFetcher pages, KeysetQuery slice, HiddenRows hidden) {
    this.alias = alias;
    this.pages = pages;
    this.slice = slice;
    this.count = new HiddenCount(hidden, slice);
    this.attempt = pages.retries().begin();
  }

  /**
   * The next rows, never an empty list; empty at the end. The slice is then after the last of them.
   * The bytes of those before are given back, unless somebody has {@linkplain #takeBytes taken}
   * them.
   *
   * @throws ConnectException when the instance's pages cannot be believed, or its queries take too
   *     long
   * @throws io.snbridge.common.transport.ServiceNowException when ServiceNow refused
   */
  public Optional<List<Row>> next() throws InterruptedException {
    takeBytes().giveBack();
    while (!ended) {
      Optional<Answer> asked = ask();
      if (asked.isEmpty()) {
        continue;
      }
      Answer answer = asked.get();
      if (scale > 0 && !answer.rows().isEmpty()) {
        // They show that there are rows, and not what is in them.
        scale--;
        mayWiden = false;
      } else if (isBelieved(answer) && isTaken(answer) && !answer.rows().isEmpty()) {
        bytes = answer.bytes();
        return Optional.of(answer.rows());
      }
      answer.bytes().giveBack();
    }
    return Optional.empty();
  }

  /** Those of the last rows, which are given back with the next ones. */
  public HeldBytes bytes() {
    return bytes;
  }

  /** Those of the last rows, which are the caller's to give back now. */
  public HeldBytes takeBytes() {
    HeldBytes taken = bytes;
    bytes = HeldBytes.NONE;
    return taken;
  }

  /** Rows so far that may have been hidden, beyond those that were counted as such. */
  public long doubtful() {
    return count.doubtful();
  }

  /** Whether rows may have been hidden that {@link #doubtful} does not yet include. */
  public boolean mayHide() {
    return count.mayHide();
  }

  /** Rows so far that pages may have passed over, whatever counts have said of them since. */
  public long passedOver() {
    return count.passedOver();
  }

  /** The first count of the whole slice, hidden rows included; empty when there was none. */
  public OptionalLong firstTotal() {
    return firstTotal;
  }

  /** Whether the slice is at its end. */
  public boolean isOver() {
    return ended;
  }

  /** What follows is not read by this scan: it is at its end. */
  public void leave() {
    count.startQuery();
    ended = true;
  }

  private Optional<Answer> ask() throws InterruptedException {
    try {
      return Optional.of(pages.ask(new Wanted(slice.query(), offset, counts, scale)));
    } catch (QueryTooMuch tooMuch) {
      if (scale > 0) {
        scale = 0;
        mayWiden = false;
      } else if (tooMuch.isOfTime() && slice.narrows()) {
        LOG.info(
            "Table '{}': {}. Less is asked for at once: {}",
            alias,
            tooMuch.getMessage(),
            slice.describe());
        isNarrowed = true;
        startQuery();
      } else {
        await(tooMuch);
      }
      return Optional.empty();
    }
  }

  private void await(QueryTooMuch tooMuch) throws InterruptedException {
    String seen = "%s, %s".formatted(slice.describe(), tooMuch.getMessage());
    if (!attempt.awaitNext(seen)) {
      throw new ConnectException(
          ("%s. %s. The query was '%s'. Narrow 'query' of the table, have an index made for it, or"
                  + " raise the transaction quota in ServiceNow.")
              .formatted(seen, attempt.lasted(), slice.query().text()),
          tooMuch);
    }
  }

  private boolean isBelieved(Answer answer) throws InterruptedException {
    try {
      slice.check(answer.rows());
      if (mayBeCut(answer) && slice.avoidsCuts()) {
        startQuery();
        return false;
      }
      attempt.over();
      if (scale < 0 && ++believed >= PAGES_TO_GROW) {
        scale++;
        believed = 0;
      }
      return true;
    } catch (PageRejectedException rejected) {
      answer.bytes().giveBack();
      if (slice.avoids(rejected)) {
        startQuery();
      } else {
        reject(rejected, answer.limit());
      }
      return false;
    }
  }

  private static boolean mayBeCut(Answer answer) {
    int seen = answer.offset() + answer.rows().size();
    return !answer.rows().isEmpty() && answer.total().orElse(Long.MAX_VALUE) > seen;
  }

  /**
   * A smaller page is put together faster, and is less likely to have a row that moves. Rows that
   * are out of order for no such reason would not show it in one that is too small.
   */
  private void reject(PageRejectedException rejected, int limit) throws InterruptedException {
    pages.reject();
    String seen = "page rejected: %s, %s".formatted(slice.describe(), rejected.getMessage());
    if (!attempt.awaitNext(seen)) {
      throw new ConnectException(
          ("%s. %s: the instance ignores a part of the query, or a wrong column is named. Check"
                  + " 'query', 'timestamp.field' and 'id.field' of the table.")
              .formatted(seen, attempt.lasted()));
    }
    if (rejected.rule() == Rule.MOVED && limit > 1) {
      scale--;
      believed = 0;
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
    count.counted(total, answer);
    if (firstTotal.isEmpty() && !isNarrowed) {
      firstTotal = OptionalLong.of(total);
    }
    boolean coversAll = total <= (long) offset + answer.limit() / 2;
    if (coversAll && (answer.rows().isEmpty() || offset + answer.rows().size() >= total)) {
      end(answer, total);
    } else if (!answer.isFull() && total > offset + answer.limit() && slice.shares()) {
      // Which of its rows are hidden, only what is asked from its beginning on shows.
      startQuery();
      return false;
    } else if (answer.rows().isEmpty()) {
      step(answer, total);
    } else {
      goOn(answer);
    }
    return true;
  }

  private void end(Answer answer, long total) {
    count.read(answer);
    count.end(total - answer.rows().size());
    ended = slice.exhausted();
    count.startNextQuery();
    startOver();
  }

  private void goOn(Answer answer) {
    if (answer.rows().isEmpty()) {
      counts = true;
      return;
    }
    count.read(answer);
    counts = count.mayEnd(answer.limit());
    offset = 0;
    scale = Math.min(scale, 0);
    mayWiden = true;
    if (!slice.advance(lastRow(answer))) {
      count.startTwoQueries();
      startOver();
    } else if (count.endsWithin(answer.limit()) && slice.widens()) {
      startQuery();
    } else if (answer.isFull() && count.isMany(answer.limit()) && slice.shares()) {
      startQuery();
    }
  }

  private void step(Answer answer, long total) {
    overlap = answer.limit() / 2;
    totalBefore = total;
    offset += answer.limit() - overlap;
    counts = true;
    if (mayWiden) {
      scale++;
    }
  }

  private void startQuery() {
    count.startQuery();
    startOver();
  }

  private void startOver() {
    offset = 0;
    counts = true;
    scale = Math.min(scale, 0);
    mayWiden = true;
  }

  private static Row lastRow(Answer answer) {
    return answer.rows().get(answer.rows().size() - 1);
  }
}
