/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.Words;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.SettleMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.PageFetcher.Answer;
import io.snbridge.source.scan.PageRejectedException;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TooMuch;
import io.snbridge.source.scan.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the rows that have not settled, and sends them: with {@code settle.mode=early}. What a
 * look does not see costs nothing but time, because the window of these rows is read when it has
 * settled: so a look counts nothing, and asks nothing twice. Owned by the table's poller.
 */
final class EarlyLooks {

  private static final Logger LOG = LoggerFactory.getLogger(EarlyLooks.class);

  /** The instance's clock is known to a second or two, and its nodes' clocks differ. */
  private static final Duration AHEAD = Duration.ofSeconds(5);

  /** What commits later than this after its stamp comes with its window. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Duration SHORT_SETTLE = Duration.ofSeconds(5);

  private static final int MOST_PAGES = 10;

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration SAID_AGAIN = Duration.ofHours(1);

  private final TableConfig config;
  private final ScanTarget target;
  private final PageFetcher pages;
  private final BranchOrder shape;
  private final RecordBuilder records;
  private final EarlyRows early;
  private final KeysetColumns reader;
  private final StreamRecords out;
  private final LongSupplier nanoTime;

  /** Up to there the looks have come. */
  private Instant seen = Instant.EPOCH;

  /** Whether what comes after the position is likely to be one small page. */
  private boolean isLittle = true;

  /** When that was too much to ask for, or was not counted with its page. */
  private Optional<Long> notAtOnce = Optional.empty();

  private Duration pause = Duration.ZERO;
  private long pausedAt;
  private Optional<Long> saidAt = Optional.empty();

  EarlyLooks(TableReading table, StreamRecords out) {
    this.config = table.config();
    this.target = ScanTarget.rows(config);
    this.pages = table.pages();
    this.shape = table.shape();
    this.records = table.records();
    this.early = table.early();
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.out = out;
    this.nanoTime = table.sleeper()::nanoTime;
  }

  /**
   * All rows after a position, settled or not, if one page has all of them: then one request is
   * enough for a window and the look that follows.
   *
   * @param position of the stream: all before was read
   * @param now the instance's clock
   * @return empty if the window must be read by itself
   */
  Optional<Answer> all(InStream position, Instant now) throws InterruptedException {
    Instant end = end(now);
    if (!isLittle
        || isReadOften()
        || isOff(position, position.timestamp(), end)
        || notAtOnce.filter(then -> isLessAgo(LONGEST_PAUSE, then)).isPresent()) {
      return Optional.empty();
    }
    isLittle = false;
    try {
      Answer answer = ask(new Window(target, position, end, shape), true, Integer.MAX_VALUE);
      isLittle = isAll(answer);
      if (isLittle) {
        return Optional.of(answer);
      }
      answer.bytes().giveBack();
      if (answer.total().isEmpty()) {
        notAtOnce = Optional.of(nanoTime.getAsLong());
      }
    } catch (TooMuch tooMuch) {
      notAtOnce = Optional.of(nanoTime.getAsLong());
      LOG.debug("Table '{}': changes are not read with one request", config.alias(), tooMuch);
    } catch (PageRejectedException moved) {
      LOG.debug("Table '{}': changes are not read with one request", config.alias(), moved);
    }
    return Optional.empty();
  }

  /** Whether there is no other row: as many as were counted came, with room to spare. */
  private static boolean isAll(Answer answer) {
    long total = answer.total().orElse(Long.MAX_VALUE);
    return answer.rows().size() >= total && total <= answer.limit() / 2;
  }

  /**
   * A window was read.
   *
   * @param rows that it has shown
   * @param isSure whether it has shown all
   */
  void windowRead(long rows, boolean isSure) {
    isLittle = isSure && rows <= pages.limit() / 4;
  }

  /**
   * Sends what it sees.
   *
   * @param position of the stream: all before was read
   * @param now the instance's clock
   */
  void look(InStream position, Instant now) throws InterruptedException {
    Instant end = end(now);
    Instant from = begin(position.timestamp(), now);
    if (isOff(position, from, end) || isPaused() || early.mustWait()) {
      return;
    }
    Window window = new Window(target, InStream.from(from), end, shape);
    try {
      boolean more = true;
      for (int page = 0; more && page < MOST_PAGES; page++) {
        more = page(window, position, early.wanted(from));
      }
      pause = Duration.ZERO;
    } catch (TooMuch tooMuch) {
      pause(tooMuch);
    } catch (PageRejectedException moved) {
      LOG.debug("Table '{}': a look at rows that have not settled ends", config.alias(), moved);
    }
  }

  /** Whether rows would be read many times until they have settled. */
  private boolean isReadOften() {
    return config.settle().compareTo(config.pollInterval()) > 0
        && config.settle().compareTo(SHORT_SETTLE) > 0;
  }

  private boolean isOff(InStream position, Instant from, Instant end) {
    return config.settleMode() == SettleMode.WAIT
        || position.lastId().isPresent()
        || !from.isBefore(end);
  }

  private static Instant end(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).plus(AHEAD);
  }

  /** Not all that has not settled at each look. */
  private Instant begin(Instant position, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Instant again = (seen.isAfter(second) ? second : seen).minus(AGAIN);
    return again.isAfter(position) ? again : position;
  }

  /** Whether there may be more. */
  private boolean page(Window window, InStream position, int most)
      throws InterruptedException, PageRejectedException {
    Answer answer = ask(window, false, most);
    if (!send(answer.rows(), position, answer.bytes()) || answer.rows().isEmpty()) {
      return false;
    }
    if (answer.isFull()) {
      if (early.mustWait()) {
        return false;
      }
      window.advance(answer.rows().get(answer.rows().size() - 1));
      return true;
    }
    return !window.exhausted();
  }

  private Answer ask(Window window, boolean count, int most)
      throws InterruptedException, PageRejectedException {
    Answer answer = pages.tryAsk(window.query(), count, most);
    try {
      window.check(answer.rows());
      return answer;
    } catch (PageRejectedException rejected) {
      answer.bytes().giveBack();
      pages.reject();
      throw rejected;
    }
  }

  /**
   * Sends rows that have not settled, if they were not sent as they are.
   *
   * @param bytes of their page
   * @return false when there was no room for all
   */
  boolean send(List<Row> rows, InStream position, HeldBytes bytes) throws InterruptedException {
    EarlyRows.Fresh fresh = early.fresh(records.wanted(rows));
    out.handOutEarly(fresh, position, bytes);
    if (!fresh.isFull() && !rows.isEmpty()) {
      seen = reader.timestamp(rows.get(rows.size() - 1));
    }
    return !fresh.isFull();
  }

  /** Whether {@link #send} has something to send. */
  boolean hasFresh(List<Row> rows) {
    return !early.fresh(records.wanted(rows)).rows().isEmpty();
  }

  private boolean isPaused() {
    return !pause.isZero() && isLessAgo(pause, pausedAt);
  }

  private boolean isLessAgo(Duration duration, long then) {
    return nanoTime.getAsLong() - then < duration.toNanos();
  }

  private void pause(TooMuch tooMuch) {
    boolean isFirst = pause.isZero();
    Duration longer = isFirst ? SHORTEST_PAUSE : pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    pausedAt = nanoTime.getAsLong();
    // One that was not answered may have been any request of an instance that is busy.
    boolean isOfTheTable = !isFirst || !tooMuch.isDoubtful();
    if (isOfTheTable && saidAt.filter(then -> isLessAgo(SAID_AGAIN, then)).isEmpty()) {
      saidAt = Optional.of(pausedAt);
      LOG.warn(
          "Table '{}': rows younger than 'settle.ms' are not sent early for {} and, if this goes"
              + " on, up to {} at a time: {}. They are sent once they have settled. {} 'settle.mode'"
              + " to 'wait'.",
          config.alias(),
          Words.of(pause),
          Words.of(LONGEST_PAUSE),
          tooMuch.getMessage(),
          tooMuch.isDoubtful()
              ? "If the instance answers everything else, have an index made for '"
                  + config.timestampField()
                  + "', or set"
              : "Have an index made for '" + config.timestampField() + "', or set");
    } else {
      LOG.debug("Table '{}': looks pause for {}", config.alias(), pause, tooMuch);
    }
  }
}
