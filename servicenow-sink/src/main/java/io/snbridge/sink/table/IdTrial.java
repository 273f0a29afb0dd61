/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out whether a table keeps the sys_id of a new row where nothing else tells: makes one with
 * an id that no row has, and deletes it again.
 */
final class IdTrial {

  /** What it told. */
  enum Verdict {
    KEPT,
    REPLACED,
    UNTOLD
  }

  /**
   * @param left the id of a row that may be left there
   */
  record Result(Verdict verdict, Optional<String> left) {}

  private final RowRequests requests;
  private final Map<String, String> values;
  private final String asked = UUID.randomUUID().toString().replace("-", "");

  /** Empty before anything was sent. */
  private Optional<StrayRow> row = Optional.empty();

  /**
   * @param values that the table takes
   */
  IdTrial(RowRequests requests, Map<String, String> values) {
    this.requests = requests;
    this.values = new HashMap<>(values);
    this.values.put(CreateFlow.SYS_ID, asked);
  }

  CompletableFuture<Result> result() {
    return requests
        .insertAside(values, () -> row = Optional.of(new StrayRow(requests, asked)))
        .thenCompose(
            reply ->
                reply instanceof Reply.Ok<Row> ok
                    ? made(ok.body().value(CreateFlow.SYS_ID).orElse(""))
                    : CompletableFuture.completedFuture(notMade(reply)))
        .whenComplete(
            (result, error) -> {
              if (error != null) {
                row.ifPresent(StrayRow::cutShort);
              }
            });
  }

  private CompletableFuture<Result> made(String got) {
    StrayRow stray = new StrayRow(requests, got);
    row = Optional.of(stray);
    Verdict verdict =
        got.isEmpty()
            ? Verdict.UNTOLD
            : got.equalsIgnoreCase(asked) ? Verdict.KEPT : Verdict.REPLACED;
    return stray
        .delete()
        .thenApply(
            deleted ->
                new Result(
                    verdict,
                    stray.isGone() ? Optional.empty() : Optional.of(stray.hasId() ? got : asked)));
  }

  private Result notMade(Reply<Row> reply) {
    return new Result(
        Verdict.UNTOLD, reply instanceof Reply.Unknown ? Optional.of(asked) : Optional.empty());
  }
}
