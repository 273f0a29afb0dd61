/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import java.util.concurrent.CompletableFuture;

/** What a lookup needs of the {@link TableApi}, which see. */
interface Pages {

  int ACCEPTED = 202;
  int SERVER_ERROR = 500;

  /** A question that ServiceNow fails at is not repeated as it is: see {@link #isOfTheQuestion}. */
  CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId);

  /**
   * Whether less may be answered, or another question: the time quota is over, the answer is cut,
   * ServiceNow itself has an error. Everybody's trouble is none of the question.
   */
  static boolean isOfTheQuestion(Reply.NotOk<?> reply) {
    Failure failure = reply.failure();
    return reply instanceof Reply.Poisoned<?>
        ? !failure.isPage() && failure.status() != ACCEPTED
        : reply instanceof Reply.Retriable<?> && failure.status() == SERVER_ERROR;
  }

  CompletableFuture<Reply<Long>> count(String table, EncodedQuery query);

  static Pages of(TableApi api) {
    return new Pages() {
      @Override
      public CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
        CompletableFuture<Reply<Page>> first = new CompletableFuture<>();
        CompletableFuture<Reply<Page>> asked =
            api.page(
                request,
                correlationId,
                failed -> {
                  if (isOfTheQuestion(failed)) {
                    first.complete(failed);
                  }
                });
        CompletableFuture<?> unused =
            asked.whenComplete(
                (reply, error) -> {
                  if (error == null) {
                    first.complete(reply);
                  } else {
                    first.completeExceptionally(error);
                  }
                });
        CompletableFuture<?> unusedToo = first.whenComplete((reply, error) -> asked.cancel(false));
        return first;
      }

      @Override
      public CompletableFuture<Reply<Long>> count(String table, EncodedQuery query) {
        return api.count(table, query);
      }
    };
  }
}
