/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.BusinessKey;
import io.snbridge.sink.table.ReadProbe;
import io.snbridge.sink.write.Unanswered;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds rows of one table. Keys are asked for in one query, whose answer is believed when it tells
 * of all of them: else, and when ServiceNow fails at it or no query can ask for one of them, half
 * of them are asked for, and so on, until each key that it does not tell of is asked for alone.
 * Immutable.
 */
final class TableLookup {

  private static final Logger LOG = LoggerFactory.getLogger(TableLookup.class);

  private static final String SYS_ID = "sys_id";

  /** Beyond two for each: rows that are more than one key's, and are to be named. */
  private static final int MORE_ROWS = 10;

  private static final String UNASKABLE =
      "no query can ask for its values: they are too long for a URL, or ServiceNow would take them"
          + " for something else (NULL, javascript:)";

  private static final int BAD_REQUEST = 400;
  private static final int URI_TOO_LONG = 414;

  private final Pages pages;
  private final String table;

  TableLookup(Pages pages, String table) {
    this.pages = pages;
    this.table = table;
  }

  CompletableFuture<List<LookupResult>> ask(List<LookupRequest> sought) {
    return sought.size() == 1
        ? askAlone(sought.get(0), true).thenApply(List::of)
        : askTogether(sought);
  }

  private CompletableFuture<List<LookupResult>> askTogether(List<LookupRequest> sought) {
    String correlationId = UUID.randomUUID().toString();
    LOG.debug(
        "Lookup [correlation id {}] is for {}",
        correlationId,
        sought.stream().map(LookupRequest::correlationId).toList());
    List<BusinessKey> keys = sought.stream().map(LookupRequest::key).toList();
    return matches(keys, correlationId)
        .thenCompose(
            answer -> {
              if (answer instanceof Unaskable) {
                return askHalves(sought);
              }
              if (answer instanceof NoAnswer none) {
                return notTogether(sought, none.reply(), correlationId);
              }
              return ((Rows) answer)
                  .matches()
                  .of(keys)
                  .map(CompletableFuture::completedFuture)
                  .orElseGet(() -> askHalves(sought));
            });
  }

  /** Less may be answered, but not where no row of the table can be read. */
  private CompletableFuture<List<LookupResult>> notTogether(
      List<LookupRequest> sought, Reply.NotOk<?> reply, String correlationId) {
    if (isTooLong(reply)) {
      return askHalves(sought);
    }
    if (!Unanswered.is(reply)) {
      return CompletableFuture.completedFuture(
          Collections.nCopies(sought.size(), new LookupResult.Unanswered(reply)));
    }
    return new ReadProbe(pages::page)
        .answers(table, Set.of(), correlationId)
        .thenCompose(
            others ->
                others
                    ? askHalves(sought)
                    : CompletableFuture.completedFuture(
                        Collections.nCopies(sought.size(), new LookupResult.NotNow(reply))));
  }

  private static boolean isTooLong(Reply.NotOk<?> reply) {
    Failure failure = reply.failure();
    // The latter is how a query is refused that is too long, in the user's language.
    return failure.status() == URI_TOO_LONG || failure.status() == BAD_REQUEST;
  }

  private CompletableFuture<List<LookupResult>> askHalves(List<LookupRequest> sought) {
    int half = sought.size() / 2;
    return ask(sought.subList(0, half))
        .thenCompose(
            first ->
                ask(sought.subList(half, sought.size()))
                    .thenApply(
                        second -> {
                          List<LookupResult> both = new ArrayList<>(first);
                          both.addAll(second);
                          return both;
                        }));
  }

  /**
   * @param mayAskAgain the count is of another moment than the rows: a row may have come between
   */
  private CompletableFuture<LookupResult> askAlone(LookupRequest sought, boolean mayAskAgain) {
    return matches(List.of(sought.key()), sought.correlationId())
        .thenCompose(
            answer -> {
              if (answer instanceof Unaskable) {
                return CompletableFuture.completedFuture(new LookupResult.Unaskable(UNASKABLE));
              }
              if (answer instanceof NoAnswer none) {
                return CompletableFuture.completedFuture(
                    Unanswered.is(none.reply())
                        ? new LookupResult.NotNow(none.reply())
                        : new LookupResult.Unanswered(none.reply()));
              }
              LookupAnswer matches = ((Rows) answer).matches();
              return mayAskAgain && matches.total() != matches.rows().size()
                  ? askAlone(sought, false)
                  : CompletableFuture.completedFuture(matches.of(sought.key()));
            });
  }

  private sealed interface Answer {}

  private record Rows(LookupAnswer matches) implements Answer {}

  private record NoAnswer(Reply.NotOk<?> reply) implements Answer {}

  /** One of the keys stands for something else in a query, or is too long for one. */
  private record Unaskable() implements Answer {}

  private CompletableFuture<Answer> matches(List<BusinessKey> keys, String correlationId) {
    PageRequest request;
    CompletableFuture<Reply<Page>> asked;
    try {
      request = request(keys);
      asked = pages.page(request, correlationId);
    } catch (IllegalArgumentException unaskable) {
      return CompletableFuture.completedFuture(new Unaskable());
    }
    return asked.thenCompose(
        reply ->
            reply instanceof Reply.Ok<Page> ok
                ? counted(request, ok.body(), correlationId)
                : CompletableFuture.completedFuture(new NoAnswer((Reply.NotOk<Page>) reply)));
  }

  private PageRequest request(List<BusinessKey> keys) {
    return new PageRequest(
        table,
        LookupQuery.of(keys),
        Stream.concat(Stream.of(SYS_ID), keys.get(0).values().keySet().stream()).toList(),
        2 * keys.size() + MORE_ROWS,
        0,
        true,
        DisplayValue.FALSE);
  }

  private CompletableFuture<Answer> counted(PageRequest request, Page page, String correlationId) {
    if (page.totalCount().isPresent()) {
      return CompletableFuture.completedFuture(
          new Rows(new LookupAnswer(page.rows(), page.totalCount().getAsLong())));
    }
    return pages
        .count(table, request.query(), correlationId)
        .thenApply(
            count ->
                count instanceof Reply.Ok<Long> ok
                    ? new Rows(new LookupAnswer(page.rows(), ok.body()))
                    : new NoAnswer((Reply.NotOk<Long>) count));
  }
}
