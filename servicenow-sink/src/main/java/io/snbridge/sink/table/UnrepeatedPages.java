/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.Unanswered;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Pages, counts and single rows that are asked for once. The client would repeat a question as it
 * is, for ever, and one row that ServiceNow never answers for would keep all that were asked for
 * with it. Who asked decides what comes next. What is waited for by everybody, such as a throttle
 * or credentials, is waited for here, too. Thread-safe.
 */
public final class UnrepeatedPages implements CurrentRows.Pages {

  private final TableApi api;

  /**
   * @param api asks each question alone, not in batches
   */
  public UnrepeatedPages(TableApi api) {
    this.api = api;
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
              if (Unanswered.is(failed)) {
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
