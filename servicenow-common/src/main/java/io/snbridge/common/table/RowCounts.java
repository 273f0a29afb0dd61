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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Counts rows by whichever API tells: the Aggregate API, which some users may not ask, or the
 * header {@code X-Total-Count} of a page of the Table API, which some gateways take away. Both
 * count hidden rows, too. The way that told is the first one to be tried from then on. Thread-safe.
 */
final class RowCounts {

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
    boolean header = headerFirst;
    CompletableFuture<Reply<Long>> result = new CompletableFuture<>();
    Question question = new Question(table, query, correlationId, attemptFailed);
    CompletableFuture<Reply<Long>> first = ask(header, question, true);
    endWith(result, first);
    var unused =
        first.whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else if (!isShut(reply)) {
                result.complete(reply);
              } else {
                orElse(reply, !header, question, result);
              }
            });
    return result;
  }

  private void orElse(
      Reply<Long> shut, boolean header, Question question, CompletableFuture<Reply<Long>> result) {
    CompletableFuture<Reply<Long>> second;
    try {
      second = ask(header, question, false);
    } catch (IllegalArgumentException longerUrl) {
      result.complete(shut);
      return;
    }
    endWith(result, second);
    var unused =
        second.whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else if (isShut(reply)) {
                result.complete(shut);
              } else {
                headerFirst = header;
                result.complete(reply);
              }
            });
  }

  private CompletableFuture<Reply<Long>> ask(boolean header, Question question, boolean isTrial) {
    if (!header) {
      Request request =
          requests.count(question.table(), question.query(), question.correlationId());
      return sender.send(
          new TableCall<>(
              request,
              in -> Envelope.read(in, CountReader::read),
              question::attemptFailed,
              isTrial));
    }
    Request request =
        requests.page(
            new PageRequest(
                question.table(),
                question.query().orderBy(),
                List.of("sys_id"),
                1,
                0,
                true,
                DisplayValue.FALSE),
            question.correlationId());
    return TableApi.then(
        sender.send(new TableCall<>(request, RowCounts::rows, question::attemptFailed, isTrial)),
        reply -> counted(request, reply));
  }

  /** The rows do not matter, but that they are rows does. */
  private static Long rows(InputStream body) throws IOException {
    return (long) Envelope.read(body, new RowReader(DisplayValue.FALSE)::rows).size();
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

    /** That a way is shut is no failure while there is another; the reply tells it. */
    private void attemptFailed(Reply.NotOk<Long> reply) {
      if (!isShut(reply)) {
        failed.accept(reply);
      }
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
