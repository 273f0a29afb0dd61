/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Asks for the pages of one table, of the size that it can bear.
 *
 * <table>
 * <caption>What is asked after a page that was too much, or unreadable</caption>
 * <tr><th>the page</th><th>next</th></tr>
 * <tr><td>nothing says that it was the page, and the instance does not answer for one row either
 * </td><td>the same, once it answers</td></tr>
 * <tr><td>with its count</td><td>the same without</td></tr>
 * <tr><td>several rows</td><td>half of them; at the second time, whether the query works for one id
 * alone</td></tr>
 * <tr><td>one row, again and again</td><td>the same for as long as {@link TableRetries} allow; the row
 * is named</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
public final class PageFetcher {

  /** The most that an instance gives at once, unless it is told otherwise. */
  private static final int WIDEST = 10_000;

  /**
   * A page that is wanted.
   *
   * @param count whether the total is wanted
   * @param scale the page has 2^scale times the usual rows; with more than those, their ids and
   *     timestamps only
   */
  record Wanted(EncodedQuery query, int offset, boolean count, int scale) {

    boolean isWide() {
      return scale > 0;
    }
  }

  /**
   * A page as it was asked for.
   *
   * @param limit of the attempt that succeeded
   * @param total rows that match, hidden ones included, never fewer than were seen; empty when it
   *     was not asked for, and for a full page also when it costs a request of its own
   * @param bytes of the page, which whoever has it gives back
   */
  public record Answer(List<Row> rows, int limit, int offset, OptionalLong total, HeldBytes bytes) {

    /** As many rows as were asked for: the limit cut them, and none was hidden. */
    public boolean isFull() {
      return rows.size() >= limit;
    }
  }

  private final Instance instance;
  private final Instance counted;
  private final TableBytes bytes;
  private final ScanTarget target;
  private final List<String> fields;
  private final PageSize size;
  private final Counting counting = new Counting();
  private final LongAdder rejections = new LongAdder();
  private volatile boolean failing;
  private final TableRetries retries;

  /** Of small pages: nothing limits how many of them are held. */
  public PageFetcher(Instance instance, ScanTarget target, TableRetries retries) {
    this(instance, TableBytes.unbounded(), target, retries);
  }

  private PageFetcher(
      Instance instance, TableBytes bytes, ScanTarget target, TableRetries retries) {
    this(instance, bytes.counting(instance), bytes, target, retries);
  }

  /**
   * Of pages that are counted.
   *
   * @param rows the same instance, which counts each page with these bytes, and does not wait for
   *     leave while it counts one
   */
  public PageFetcher(
      Instance instance, Instance rows, TableBytes bytes, ScanTarget target, TableRetries retries) {
    this.instance = instance;
    this.counted = rows;
    this.bytes = bytes;
    this.target = target;
    this.fields = target.fields();
    this.retries = retries;
    this.size = new PageSize(target.pageSize(), target.mostPageSize());
  }

  /**
   * A page.
   *
   * @throws QueryTooMuch when it is not the rows that are too much, but to find or to count them
   * @throws io.snbridge.common.transport.ServiceNowException when ServiceNow refused
   * @throws ConnectException when a row cannot be read for longer than allowed: names it
   */
  Answer ask(Wanted wanted) throws InterruptedException, QueryTooMuch {
    RetryAttempt attempt = retries.begin();
    try {
      return ask(wanted, attempt);
    } finally {
      attempt.end();
    }
  }

  /**
   * A page that need not come.
   *
   * @param count whether the total is wanted, if that costs no request of its own
   * @param most rows that are of use
   * @throws TooMuch when it was not answered in time, or with something unreadable
   * @throws io.snbridge.common.transport.ServiceNowException when ServiceNow refused
   */
  public Answer tryAsk(EncodedQuery query, boolean count, int most) throws InterruptedException {
    boolean along = count && counting.isAlong();
    AtomicInteger limit = new AtomicInteger();
    try {
      Page page = page(new Wanted(query, 0, count, 0), along, most, limit, new AtomicLong());
      OptionalLong total = along ? page.totalCount() : OptionalLong.empty();
      return new Answer(page.rows(), limit.get(), 0, total, bytes.hold(page));
    } catch (TooMuch failed) {
      if (along && failed.isOfTime()) {
        counting.tooMuch();
      }
      throw failed;
    }
  }

  private Answer ask(Wanted wanted, RetryAttempt attempt)
      throws InterruptedException, QueryTooMuch {
    AtomicInteger limit = new AtomicInteger();
    AtomicLong asked = new AtomicLong();
    for (int failures = 1; ; failures++) {
      boolean along = wanted.count() && counting.isAlong();
      try {
        Page page = page(wanted, along, Integer.MAX_VALUE, limit, asked);
        long took = retries.nanoTime() - asked.get();
        HeldBytes held = bytes.hold(page);
        attempt.over();
        return answer(wanted, along, page, held, limit.get(), Duration.ofNanos(took));
      } catch (TooMuch failed) {
        if (failed.isDoubtful() && !instanceAnswers()) {
          continue;
        }
        if (along && failed.isOfTime()) {
          counting.tooMuch();
        } else if (limit.get() > 1 || failures < Attempts.FEW) {
          lessen(wanted, limit.get(), failures, failed);
        } else {
          String seen = nameRow(wanted, failed);
          if (!attempt.awaitNext(seen)) {
            throw new ConnectException(seen + ". " + attempt.lasted(), failed);
          }
        }
      }
    }
  }

  private Page page(Wanted wanted, boolean along, int most, AtomicInteger limit, AtomicLong asked)
      throws InterruptedException {
    Attempts<Page> attempts = Attempts.one();
    Page page =
        counted.page(
            () -> {
              int fitting = Math.min(limit(wanted.scale()), bytes.mostRows(wanted.isWide()));
              limit.set(Math.min(fitting, most));
              asked.set(retries.nanoTime());
              return request(wanted, limit.get(), along);
            },
            failed -> {
              failing = true;
              if (failed instanceof Reply.Poisoned) {
                reject();
              }
              attempts.accept(failed);
            });
    failing = false;
    return page;
  }

  private Answer answer(
      Wanted wanted, boolean along, Page page, HeldBytes held, int limit, Duration took)
      throws InterruptedException, QueryTooMuch {
    List<Row> rows = page.rows();
    boolean full = rows.size() >= limit;
    if (full && wanted.scale() == 0) {
      size.full(limit, took, bytes.mostGrownRows());
    }
    OptionalLong total = OptionalLong.empty();
    if (along && page.totalCount().isPresent()) {
      total = page.totalCount();
    } else if (wanted.count() && !full) {
      total = OptionalLong.of(count(wanted.query(), held));
    }
    int seen = rows.isEmpty() ? 0 : wanted.offset() + rows.size();
    return new Answer(
        rows,
        limit,
        wanted.offset(),
        total.isPresent() ? OptionalLong.of(Math.max(total.getAsLong(), seen)) : total,
        held);
  }

  private long count(EncodedQuery query, HeldBytes held) throws InterruptedException, QueryTooMuch {
    while (true) {
      try {
        long total = instance.tryCount(target.table(), query);
        counting.counted();
        return total;
      } catch (TooMuch failed) {
        if (!failed.isDoubtful() || instanceAnswers()) {
          held.giveBack();
          throw new QueryTooMuch("counting the rows", failed);
        }
      }
    }
  }

  /** Halves the page, unless one id of the same query is too much as well. */
  private void lessen(Wanted wanted, int limit, int failures, TooMuch failed)
      throws InterruptedException, QueryTooMuch {
    if (wanted.isWide()) {
      throw new QueryTooMuch("a page of %d ids".formatted(limit), failed);
    }
    size.tooMuch(limit);
    if (failures == 2 && failed.isOfTime()) {
      idAlone(wanted);
    }
  }

  /** Waits until the instance answers for any row; false when that took more than one attempt. */
  private boolean instanceAnswers() throws InterruptedException {
    PageRequest anyRow =
        new PageRequest(
            target.table(),
            EncodedQuery.everything(),
            List.of(target.idField()),
            1,
            0,
            false,
            DisplayValue.FALSE);
    AtomicBoolean atOnce = new AtomicBoolean(true);
    instance.page(() -> anyRow, failed -> atOnce.set(false));
    return atOnce.get();
  }

  /** Told of a page that is not believed. */
  public void reject() {
    rejections.increment();
  }

  /** Pages that were not believed. */
  public long rejections() {
    return rejections.sum();
  }

  /** Whether the last request failed and is tried again. */
  public boolean isFailing() {
    return failing;
  }

  /** Rows of the next request, at most. */
  public int limit() {
    return size.limit(bytes.mostGrownRows());
  }

  private int limit(int scale) {
    int usual = limit();
    return scale > 0
        ? (int) Math.min(Math.max(usual, WIDEST), (long) usual << Math.min(scale, 31))
        : Math.max(1, usual >> Math.min(-scale, 31));
  }

  private String nameRow(Wanted wanted, TooMuch failed) throws InterruptedException, QueryTooMuch {
    String row =
        idAlone(wanted).rows().stream()
            .findFirst()
            .flatMap(found -> found.value(target.idField()))
            .map(id -> "row " + id)
            .orElse("a row that this user may not see");
    return failed.isOfTime()
        ? "%s of table '%s' alone is more than the instance or 'servicenow.request.timeout.ms' allows: %s. The row is not skipped. Set 'fields' of the table without its large columns, or raise the limit in ServiceNow"
            .formatted(row, target.table(), failed.getMessage())
        : "%s of table '%s' cannot be read: %s. The row is not skipped. Correct its value in ServiceNow, or set 'fields' of the table without the column"
            .formatted(row, target.table(), failed.getMessage());
  }

  /** Asks for the id only. While that gets no answer either, it is not the row. */
  private Page idAlone(Wanted wanted) throws InterruptedException, QueryTooMuch {
    PageRequest idOnly =
        new PageRequest(
            target.table(),
            wanted.query(),
            List.of(target.idField()),
            1,
            wanted.offset(),
            false,
            DisplayValue.FALSE);
    while (true) {
      Consumer<Reply.NotOk<Page>> attempts = Attempts.one();
      try {
        return instance.page(() -> idOnly, attempts);
      } catch (TooMuch alsoThis) {
        if (!alsoThis.isDoubtful() || instanceAnswers()) {
          throw new QueryTooMuch("one id of the query", alsoThis);
        }
      }
    }
  }

  /** Shared by all who read the table. */
  public TableRetries retries() {
    return retries;
  }

  private PageRequest request(Wanted wanted, int limit, boolean count) {
    return new PageRequest(
        target.table(),
        wanted.query(),
        wanted.isWide() ? List.of(target.idField(), target.timestampField()) : fields,
        limit,
        wanted.offset(),
        count,
        wanted.isWide() ? DisplayValue.FALSE : target.display());
  }
}
