/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.table.UnrepeatedPages;
import java.util.concurrent.CompletableFuture;

/** What a lookup needs of the {@link TableApi}, which see. */
interface Pages {

  /** A question that ServiceNow fails at is not repeated as it is: see {@link UnrepeatedPages}. */
  CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId);

  CompletableFuture<Reply<Long>> count(String table, EncodedQuery query, String correlationId);

  static Pages of(TableApi api) {
    UnrepeatedPages unrepeated = new UnrepeatedPages(api);
    return new Pages() {
      @Override
      public CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
        return unrepeated.page(request, correlationId);
      }

      @Override
      public CompletableFuture<Reply<Long>> count(
          String table, EncodedQuery query, String correlationId) {
        return unrepeated.count(table, query, correlationId);
      }
    };
  }
}
