/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Stopped;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** {@link Tables} over the Table API. */
public record ApiTables(TableApi api) implements Tables {

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return await(api.page(request));
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return await(api.count(table, query));
  }

  @Override
  public Tables with(ReadOptions options) {
    return new ApiTables(api.with(options));
  }

  /**
   * Blocks until there is a reply.
   *
   * @throws io.snbridge.common.transport.ServiceNowException when it is not {@link Reply.Ok}
   */
  public static <T> T await(CompletableFuture<Reply<T>> reply) throws InterruptedException {
    try {
      return reply.get().orThrow();
    } catch (CancellationException | ExecutionException failed) {
      Stopped.check(failed);
      throw new IllegalStateException(failed.getCause());
    }
  }
}
