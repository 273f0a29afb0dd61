/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import io.snbridge.common.schema.ApiTables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks an instance, and looks at the clock. */
final class Probing {

  private final TableApi api;

  Probing(TableApi api) {
    this.api = api;
  }

  /** The same, but pages and counts are of what these ask for. */
  Probing with(ReadOptions options) {
    return new Probing(api.with(options));
  }

  /**
   * An answer.
   *
   * @param took from the question to its end
   */
  record Timed<T>(Reply<T> reply, Duration took) {}

  /** A page of rows, without a count. */
  Timed<Page> page(
      String table, EncodedQuery query, List<String> fields, int rows, DisplayValue display)
      throws InterruptedException {
    return timed(api.page(new PageRequest(table, query, fields, rows, 0, false, display)));
  }

  /** Rows that match, hidden ones included. */
  Timed<Long> count(String table, EncodedQuery query) throws InterruptedException {
    return timed(api.count(table, query));
  }

  private static <T> Timed<T> timed(CompletableFuture<Reply<T>> sent) throws InterruptedException {
    long begin = System.nanoTime();
    Reply<T> reply = ApiTables.await(sent.thenApply(Probing::whole));
    return new Timed<>(reply, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** A reply as a body: whoever waits for it gets it whatever it is. */
  private static <T> Reply<Reply<T>> whole(Reply<T> reply) {
    return new Reply.Ok<>(reply, java.util.OptionalLong.empty());
  }
}
