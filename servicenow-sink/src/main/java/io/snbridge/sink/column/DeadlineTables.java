/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Deadline;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Stopped;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tables that answer in time or not at all: writes wait for what is asked here, and the client
 * would ask again for ever.
 */
final class DeadlineTables implements Tables {

  /** The time was over. */
  static final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(Duration time, Throwable cause) {
      super("no answer within " + time, cause);
    }
  }

  private final TableApi api;
  private final Duration time;
  private final Deadline end;

  /**
   * @param time for all answers together, from now on
   */
  DeadlineTables(TableApi api, Duration time) {
    this.api = api;
    this.time = time;
    this.end = Deadline.in(time);
  }

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return await(api.page(request));
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return await(api.count(table, query));
  }

  private <T> T await(CompletableFuture<Reply<T>> reply) throws InterruptedException {
    try {
      return reply.get(Math.max(0, end.nanosLeft()), TimeUnit.NANOSECONDS).orThrow();
    } catch (TimeoutException tooLate) {
      throw new NoAnswerException(time, tooLate);
    } catch (CancellationException | ExecutionException failed) {
      Stopped.check(failed);
      throw new IllegalStateException(failed.getCause());
    } finally {
      reply.cancel(false);
    }
  }
}
