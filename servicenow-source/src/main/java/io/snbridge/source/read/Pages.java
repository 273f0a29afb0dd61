/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.read.Troubles.Trouble;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.errors.ConnectException;

/** Asks for the pages of one table, of the size that it can bear. Thread-safe. */
final class Pages {

  /** The instance may have been busy once. */
  private static final int MOST_TRIES_OF_ONE_ROW = 3;

  /**
   * A page as it was asked for.
   *
   * @param limit of the attempt that succeeded
   * @param total rows that match, hidden ones included, never fewer than were seen; empty when it
   *     was not asked for
   */
  record Answer(List<Row> rows, int limit, int offset, OptionalLong total) {

    /** As many rows as were asked for: the limit cut them, and none was hidden. */
    boolean isFull() {
      return rows.size() >= limit;
    }
  }

  private final Instance instance;
  private final TableConfig config;
  private final List<String> fields;
  private final PageSize size;
  private final LongAdder rejections = new LongAdder();
  private volatile boolean failing;
  private final Troubles troubles;

  Pages(Instance instance, TableConfig config, Troubles troubles) {
    this.instance = instance;
    this.config = config;
    this.fields = config.record().requestedFields();
    this.troubles = troubles;
    this.size = new PageSize(config.pageSize());
  }

  /**
   * A page. A row that is too much on its own is asked for again, and named when that does not
   * help.
   *
   * @param count whether the total is wanted; an instance that leaves out {@code X-Total-Count} is
   *     asked for it in a second request
   * @throws io.snbridge.common.transport.ServiceNowException when ServiceNow refused
   */
  Answer ask(EncodedQuery query, int offset, boolean count) throws InterruptedException {
    Trouble trouble = troubles.begin();
    while (true) {
      try {
        Answer answer = askOnce(query, offset, count);
        trouble.over();
        return answer;
      } catch (RowTooLarge tooLarge) {
        String seen = describe(tooLarge, query, offset, count);
        if (!trouble.awaitNext(seen)) {
          throw new ConnectException(seen + ". " + trouble.lasted(), tooLarge);
        }
      }
    }
  }

  private Answer askOnce(EncodedQuery query, int offset, boolean count)
      throws InterruptedException {
    AtomicInteger limit = new AtomicInteger();
    AtomicInteger alone = new AtomicInteger();
    Page page =
        instance.page(
            () -> {
              limit.set(size.limit());
              return request(query, fields, limit.get(), offset, count);
            },
            failed -> {
              failing = true;
              if (failed instanceof Reply.Poisoned) {
                reject();
              }
              if (failed instanceof Reply.Poisoned<Page> poisoned && poisoned.tooMuch()) {
                if (limit.get() == 1 && alone.incrementAndGet() >= MOST_TRIES_OF_ONE_ROW) {
                  throw new RowTooLarge(poisoned.failure().describe());
                }
                size.tooMuch(limit.get());
              }
            });
    failing = false;
    Answer answer = new Answer(page.rows(), limit.get(), offset, total(page, query, offset, count));
    if (answer.isFull()) {
      size.full(answer.limit());
    }
    return answer;
  }

  /** Told of a page that is not believed. */
  void reject() {
    rejections.increment();
  }

  /** Pages that were not believed. */
  long rejections() {
    return rejections.sum();
  }

  /** Whether the last request failed and is tried again. */
  boolean isFailing() {
    return failing;
  }

  /** Rows of the next request, at most. */
  int limit() {
    return size.limit();
  }

  /** Asks for the id only. While that gets no answer either, it is not the row. */
  private String describe(RowTooLarge tooLarge, EncodedQuery query, int offset, boolean count)
      throws InterruptedException {
    PageRequest idOnly = request(query, List.of(config.idField()), 1, offset, count);
    String row =
        instance.page(() -> idOnly, failed -> {}).rows().stream()
            .findFirst()
            .flatMap(found -> found.value(config.idField()))
            .map(id -> "row " + id)
            .orElse("a row that this user may not see");
    return "%s of table '%s' alone is more than the instance or 'servicenow.request.timeout.ms' allows: %s. The row is not skipped. Set 'fields' of the table without its large columns, or raise the limit in ServiceNow"
        .formatted(row, config.table(), tooLarge.getMessage());
  }

  /** Shared by all who read the table. */
  Troubles troubles() {
    return troubles;
  }

  private PageRequest request(
      EncodedQuery query, List<String> fields, int limit, int offset, boolean count) {
    return new PageRequest(
        config.table(), query, fields, limit, offset, count, config.record().requestedDisplay());
  }

  private OptionalLong total(Page page, EncodedQuery query, int offset, boolean count)
      throws InterruptedException {
    if (!count) {
      return OptionalLong.empty();
    }
    long total =
        page.totalCount().isPresent()
            ? page.totalCount().getAsLong()
            : instance.count(config.table(), query);
    int seen = page.rows().isEmpty() ? 0 : offset + page.rows().size();
    return OptionalLong.of(Math.max(total, seen));
  }
}
