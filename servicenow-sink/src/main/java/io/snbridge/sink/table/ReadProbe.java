/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.RequestCoalescer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells a row that ServiceNow cannot read from a table, or an instance, that is down for all: reads
 * another row of the table, any one. Asked after a read that was not answered, so that it does not
 * depend on what else is written or read. Thread-safe.
 */
public final class ReadProbe {

  private static final String SYS_ID = "sys_id";

  private record Kind(String table, Set<String> columns) {}

  /** Each question is one of its own, and all that wait have the same answer. */
  private static final class Asked {
    private final String correlationId;

    Asked(String correlationId) {
      this.correlationId = correlationId;
    }
  }

  private final CurrentRows.Pages pages;
  private final RequestCoalescer<Kind, Asked, Boolean> together =
      new RequestCoalescer<>(
          (kind, asked) ->
              read(kind, asked.get(0).correlationId)
                  .thenApply(
                      answered ->
                          asked.stream()
                              .collect(Collectors.toMap(Function.identity(), one -> answered))),
          (kind, waiting) -> waiting.size());

  /**
   * @param pages each is asked for once
   */
  public ReadProbe(CurrentRows.Pages pages) {
    this.pages = pages;
  }

  /**
   * Whether ServiceNow shows a row of the table now, or says that there is none; a refusal tells
   * nothing.
   *
   * @param columns those that the read asked for: it may be one of them that no row can be read
   *     with
   */
  public CompletableFuture<Boolean> answers(
      String table, Set<String> columns, String correlationId) {
    return together.ask(new Kind(table, columns), new Asked(correlationId));
  }

  /** From a random id on, so that it is not always the row that cannot be read. */
  private CompletableFuture<Boolean> read(Kind kind, String correlationId) {
    String from = UUID.randomUUID().toString().replace("-", "");
    return page(kind, EncodedQuery.where(SYS_ID, Operator.GREATER_OR_EQUAL, from), correlationId)
        .thenCompose(
            reply ->
                reply instanceof Reply.Ok<Page> ok && ok.body().rows().isEmpty()
                    ? page(kind, EncodedQuery.everything(), correlationId)
                    : CompletableFuture.completedFuture(reply))
        .thenApply(reply -> reply instanceof Reply.Ok);
  }

  private CompletableFuture<Reply<Page>> page(Kind kind, EncodedQuery query, String correlationId) {
    return pages.page(
        new PageRequest(
            kind.table(), query.orderBy(SYS_ID), fields(kind), 1, 0, false, DisplayValue.FALSE),
        correlationId);
  }

  /** Too many for a URL are asked for as a row alone is: by none, which gives all. */
  private static List<String> fields(Kind kind) {
    Set<String> fields = new TreeSet<>(kind.columns());
    fields.removeIf(column -> !PageRequest.isField(column));
    fields.add(SYS_ID);
    boolean fits = InLists.fitting(List.of(SYS_ID), String.join("%2C", fields).length()) > 0;
    return fits ? List.copyOf(fields) : List.of();
  }
}
