/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Pages, counts and single rows that are asked for once, when ServiceNow fails at the question
 * itself: the client would repeat it as it is, for ever. What is everybody's trouble is waited out
 * as ever. Thread-safe.
 */
public final class UnrepeatedPages implements CurrentRows.Pages {

  private static final int ACCEPTED = 202;
  private static final int SERVER_ERROR = 500;

  private final TableApi api;

  /**
   * @param api asks each question alone, not in batches
   */
  public UnrepeatedPages(TableApi api) {
    this.api = api;
  }

  /**
   * Whether less may be answered, or another question: the time quota is over, the answer is cut,
   * ServiceNow itself has an error.
   */
  public static boolean isOfTheQuestion(Reply<?> reply) {
    if (!(reply instanceof Reply.NotOk<?> notOk)) {
      return false;
    }
    Failure failure = notOk.failure();
    return notOk instanceof Reply.Poisoned<?>
        ? !failure.isPage() && failure.status() != ACCEPTED
        : notOk instanceof Reply.Retriable<?> && failure.status() == SERVER_ERROR;
  }

  @Override
  public CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
    return once(failed -> api.page(request, correlationId, failed));
  }

  /** {@link TableApi#count}, likewise. */
  public CompletableFuture<Reply<Long>> count(
      String table, EncodedQuery query, String correlationId) {
    return once(failed -> api.count(table, query, correlationId, failed));
  }

  /** {@link TableApi#get}, likewise. */
  CompletableFuture<Reply<Optional<Row>>> get(String table, String sysId, String correlationId) {
    return once(failed -> api.get(table, sysId, correlationId, failed));
  }

  private static <T> CompletableFuture<Reply<T>> once(
      Function<Consumer<Reply.NotOk<T>>, CompletableFuture<Reply<T>>> asking) {
    CompletableFuture<Reply<T>> first = new CompletableFuture<>();
    CompletableFuture<Reply<T>> asked =
        asking.apply(
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
}
