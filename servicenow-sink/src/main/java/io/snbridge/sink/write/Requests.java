/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The requests of one write by the Table API. Those that are harmless to repeat (PATCH, DELETE) are
 * repeated while their outcome is unknown.
 */
final class Requests extends Attempts {

  private static final int NOT_FOUND = 404;

  private final Rows rows;

  Requests(
      Rows rows,
      Patience patience,
      Write write,
      String correlationId,
      Cancellation cancellation,
      KeyedExecutor.Turn turn,
      ServerErrors serverErrors) {
    super(patience, write, correlationId, cancellation, turn, serverErrors);
    this.rows = rows;
  }

  CompletableFuture<Reply<Optional<Row>>> read() {
    return ask(() -> rows.get(write().table(), write().sysId(), correlationId()));
  }

  /** One POST; its outcome may be unknown. */
  CompletableFuture<Reply<Row>> insertOnce(Map<String, String> values) {
    return change(() -> rows.insert(write().table(), values, correlationId()));
  }

  CompletableFuture<Reply<Row>> update(Map<String, String> values) {
    return untilKnown(() -> rows.update(write().table(), write().sysId(), values, correlationId()));
  }

  CompletableFuture<Reply<Void>> delete(String sysId) {
    return untilKnown(() -> rows.delete(write().table(), sysId, correlationId()));
  }

  static boolean isNotFound(Reply<?> reply) {
    return reply instanceof Reply.Refused<?> refused && refused.failure().status() == NOT_FOUND;
  }
}
