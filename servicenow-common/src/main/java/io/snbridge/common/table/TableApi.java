/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The Table API ({@code /api/now/table}) over a {@link ServiceNowClient}. Thread-safe. */
public final class TableApi {

  public TableApi(ServiceNowClient client) {
    throw new UnsupportedOperationException();
  }

  /** One page; tried again as {@link ServiceNowClient#send} says. */
  public CompletableFuture<Reply<Page>> page(PageRequest request) {
    return page(() -> request, failed -> {});
  }

  /**
   * One page, its request made anew for each attempt.
   *
   * @param attemptFailed told of each failed attempt before the next one, so that the next request
   *     can be smaller; must not block
   */
  public CompletableFuture<Reply<Page>> page(
      Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
    throw new UnsupportedOperationException();
  }

  /** Rows that match, hidden ones included, from the Aggregate API ({@code /api/now/stats}). */
  public CompletableFuture<Reply<Long>> count(String table, EncodedQuery query) {
    throw new UnsupportedOperationException();
  }

  /** A row by id; empty when there is none or the user may not see it (404). */
  public CompletableFuture<Reply<Optional<Row>>> get(
      String table, String sysId, String correlationId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Creates a row. The reply's row has its {@code sys_id} only, which may differ from one that was
   * asked for.
   */
  public CompletableFuture<Reply<Row>> insert(
      String table, Map<String, String> values, String correlationId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Changes the given columns of a row; {@link Reply.Refused} with status 404 when it is not there.
   */
  public CompletableFuture<Reply<Row>> update(
      String table, String sysId, Map<String, String> values, String correlationId) {
    throw new UnsupportedOperationException();
  }

  /** Deletes a row; {@link Reply.Refused} with status 404 when it is not there. */
  public CompletableFuture<Reply<Void>> delete(String table, String sysId, String correlationId) {
    throw new UnsupportedOperationException();
  }
}
