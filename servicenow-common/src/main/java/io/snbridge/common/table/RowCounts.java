/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Counts rows by whichever API tells: the Aggregate API, which some users may not ask, or the
 * header {@code X-Total-Count} of a page of the Table API, which some gateways take away. Both
 * count hidden rows, too. The way that told is the first one to be tried from then on. Pages for
 * people in place of JSON say nothing of the other way either. Thread-safe.
 */
final class RowCounts {

  /** So many pages for people in a row in place of JSON, and the other way is asked. */
  private static final int MOST_PAGES = 3;

  /** Whatever answers one way of counting shows pages; it is that API, or the whole instance. */
  private static final class PageShown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply.NotOk<Long> reply;

    PageShown(Reply.NotOk<Long> reply) {
      super(reply.failure().describe());
      this.reply = reply;
    }
  }

  private final TableRequests requests;
  private final TableApi.Sender sender;
  private volatile boolean headerFirst;

  RowCounts(TableRequests requests, TableApi.Sender sender) {
    this.requests = requests;
    this.sender = sender;
  }

  /**
   * Replies as the first way did when neither tells. To cancel it ends its request.
   *
   * @param attemptFailed told of each failed attempt before the next one
   */
  CompletableFuture<Reply<Long>> count(
      String table,
      EncodedQuery query,
      String correlationId,
      Consumer<Reply.NotOk<Long>> attemptFailed) {
    Question probe = new Question(table, query, correlationId, attemptFailed);
    if (!requests.areCountedAsRead()) {
      return ask(true, probe, false);
    }
    boolean header = headerFirst;
    CompletableFuture<Reply<Long>> result = new CompletableFuture<>();
    CompletableFuture<Reply<Long>> first = ask(header, probe, true);
    endWith(result, first);
    var unused =
        first.whenComplete(
            (reply, failure) -> {
              Optional<Reply.NotOk<Long>> page = page(failure);
              if (page.isPresent()) {
                orElse(page.get(), !header, probe, result);
              } else if (failure != null) {
                result.completeExceptionally(failure);
              } else if (!isShut(reply)) {
                result.complete(reply);
              } else {
                orElse(reply, !header, probe, result);
              }
            });
    return result;
  }

  private static Optional<Reply.NotOk<Long>> page(Throwable failure) {
    Throwable thrown = failure instanceof CompletionException ? failure.getCause() : failure;
    return thrown instanceof PageShown shown ? Optional.of(shown.reply) : Optional.empty();
  }

  /**
   * @param shut how the first way ended
   * @param header whether the second way is the header
   */
  private void orElse(
      Reply<Long> shut, boolean header, Question probe, CompletableFuture<Reply<Long>> result) {
    CompletableFuture<Reply<Long>> second;
    try {
      second = ask(header, probe, false);
    } catch (IllegalArgumentException longerUrl) {
      end(shut, !header, probe, result);
      return;
    }
    endWith(result, second);
    var unused =
        second.whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else if (isShut(reply)) {
                end(shut, !header, probe, result);
              } else {
                headerFirst = header;
                result.complete(reply);
              }
            });
  }

  /** Neither way is open. Pages may give way to an answer, which a refusal does not. */
  private void end(
      Reply<Long> shut, boolean header, Question probe, CompletableFuture<Reply<Long>> result) {
    if (isShut(shut)) {
      result.complete(shut);
      return;
    }
    CompletableFuture<Reply<Long>> again = ask(header, probe, false);
    endWith(result, again);
    var unused =
        again.whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                result.complete(reply);
              }
            });
  }

  private CompletableFuture<Reply<Long>> ask(boolean header, Question probe, boolean isTrial) {
    Consumer<Reply.NotOk<Long>> failed = probe.watched(isTrial);
    if (!header) {
      Request request = requests.count(probe.table(), probe.query(), probe.correlationId());
      return sender.send(
          new TableCall<>(request, in -> Envelope.read(in, CountReader::read), failed, isTrial));
    }
    Request request =
        requests.page(
            new PageRequest(
                probe.table(),
                probe.query().orderBy(),
                List.of("sys_id"),
                1,
                0,
                true,
                DisplayValue.FALSE),
            probe.correlationId());
    return TableApi.then(
        sender.send(new TableCall<>(request, RowCounts::rows, failed, isTrial)),
        reply -> counted(request, reply));
  }

  /** The rows do not matter, but that they are rows does. */
  private static Long rows(InputStream body) throws IOException {
    RowReader rows = new RowReader(DisplayValue.FALSE);
    return (long) Envelope.read(body, json -> rows.rows(json, 1)).size();
  }

  private static Reply<Long> counted(Request request, Reply<Long> reply) {
    if (!(reply instanceof Reply.Ok<Long> ok)) {
      return reply;
    }
    return ok.totalCount().isPresent()
        ? new Reply.Ok<>(ok.totalCount().getAsLong(), ok.totalCount())
        : new Reply.Refused<>(
            new Failure(
                request.method(),
                request.uri().getPath(),
                200,
                "the answer has no X-Total-Count",
                "",
                request.correlationId()));
  }

  /** Whether this way of counting is not open, which says nothing of the other one. */
  private static boolean isShut(Reply<Long> reply) {
    return reply instanceof Reply.Refused || reply instanceof Reply.Unauthorized;
  }

  private record Question(
      String table, EncodedQuery query, String correlationId, Consumer<Reply.NotOk<Long>> failed) {

    /**
     * That a way is shut is no failure while there is another; the reply tells it. Attempts follow
     * one another.
     *
     * @param isTrial whether there is another way when this one shows pages
     */
    private Consumer<Reply.NotOk<Long>> watched(boolean isTrial) {
      AtomicInteger pages = new AtomicInteger();
      return reply -> {
        if (isShut(reply)) {
          return;
        }
        failed.accept(reply);
        int shown = reply.failure().isPage() ? pages.incrementAndGet() : 0;
        pages.set(shown);
        if (isTrial && shown >= MOST_PAGES) {
          throw new PageShown(reply);
        }
      };
    }
  }

  private static void endWith(CompletableFuture<?> whole, CompletableFuture<?> part) {
    var unused =
        whole.whenComplete(
            (reply, failure) -> {
              if (whole.isCancelled()) {
                part.cancel(false);
              }
            });
  }
}
