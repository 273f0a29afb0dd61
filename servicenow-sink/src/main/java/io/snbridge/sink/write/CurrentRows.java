/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows as they are now, some columns of them: what is asked for at about the same time is read by
 * one query ({@code sys_idIN...}). Thread-safe.
 */
public final class CurrentRows {

  /** {@link io.snbridge.common.table.TableApi#page(PageRequest, String)}, or what stands for it. */
  public interface Pages {
    CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId);
  }

  private static final Logger LOG = LoggerFactory.getLogger(CurrentRows.class);
  private static final String SYS_ID = "sys_id";

  /** What one query can ask for: rows of a table, with the same columns. */
  private record Kind(String table, Set<String> columns) {

    /** What no column is called, a record's own field perhaps, no row has either. */
    List<String> fields() {
      Set<String> fields = new TreeSet<>(columns);
      fields.removeIf(column -> !PageRequest.isField(column));
      fields.add(SYS_ID);
      return List.copyOf(fields);
    }
  }

  /** By its correlation id every question is one of its own. */
  private record Asked(String sysId, String correlationId, KeyedExecutor.Turn turn) {}

  private final Pages pages;
  private final Rows alone;
  private final Together<Kind, Asked, Reply<Optional<Row>>> together =
      new Together<>(this::read, CurrentRows::fitting);

  /**
   * @param pages not in batches: they answer for many rows already
   * @param alone reads what a query did not give
   */
  public CurrentRows(Pages pages, Rows alone) {
    this.pages = pages;
    this.alone = alone;
  }

  /**
   * A row, with the columns that are asked for, or more.
   *
   * @return empty when there is none or the user may not see it. That a query did not give a row
   *     does not say so: it is then asked for alone.
   */
  CompletableFuture<Reply<Optional<Row>>> get(
      String table,
      String sysId,
      Set<String> columns,
      String correlationId,
      Cancellation cancellation,
      KeyedExecutor.Turn turn) {
    Kind kind = new Kind(table, columns);
    Asked asked = new Asked(sysId, correlationId, turn);
    if (fitting(kind, List.of(asked)) == 0) {
      return cancellation.begin(() -> alone.get(table, sysId, correlationId));
    }
    return cancellation
        .begin(() -> together.ask(kind, asked))
        .thenCompose(
            reply ->
                reply instanceof Reply.Ok<Optional<Row>> ok && ok.body().isEmpty()
                    ? cancellation.begin(() -> alone.get(table, sysId, correlationId))
                    : CompletableFuture.completedFuture(reply));
  }

  private static int fitting(Kind kind, List<Asked> waiting) {
    int fields = String.join("%2C", kind.fields()).length();
    return InLists.fitting(waiting.stream().map(Asked::sysId).toList(), fields);
  }

  private CompletableFuture<Map<Asked, Reply<Optional<Row>>>> read(Kind kind, List<Asked> asked) {
    // What failed the task, a wrong password perhaps, would fail this again.
    if (asked.get(0).turn().isHalted()) {
      return CompletableFuture.failedFuture(
          new CancellationException("The task has failed or is stopped"));
    }
    List<String> ids = asked.stream().map(Asked::sysId).distinct().toList();
    PageRequest request =
        new PageRequest(
            kind.table(),
            EncodedQuery.whereIn(SYS_ID, ids),
            kind.fields(),
            ids.size(),
            0,
            false,
            DisplayValue.FALSE);
    return pages.page(request, correlationId(kind, asked)).thenApply(reply -> each(asked, reply));
  }

  private static String correlationId(Kind kind, List<Asked> asked) {
    if (asked.size() == 1) {
      return asked.get(0).correlationId();
    }
    String shared = UUID.randomUUID().toString();
    for (Asked one : asked) {
      LOG.debug(
          "{}/{} is read with {} other rows, by a query with the correlation id {}"
              + " [correlation id {}]",
          kind.table(),
          one.sysId(),
          asked.size() - 1,
          shared,
          one.correlationId());
    }
    return shared;
  }

  private static Map<Asked, Reply<Optional<Row>>> each(List<Asked> asked, Reply<Page> reply) {
    Map<Asked, Reply<Optional<Row>>> answers = new HashMap<>();
    if (reply instanceof Reply.NotOk<Page> notOk && !(notOk instanceof Reply.Refused)) {
      asked.forEach(one -> answers.put(one, same(notOk)));
      return answers;
    }
    // A query may be refused where a row is not.
    Map<String, Row> byId =
        reply instanceof Reply.Ok<Page> ok ? byId(ok.body().rows()) : Map.<String, Row>of();
    for (Asked one : asked) {
      Optional<Row> row = Optional.ofNullable(byId.get(one.sysId().toLowerCase(Locale.ROOT)));
      answers.put(one, new Reply.Ok<>(row, OptionalLong.empty()));
    }
    return answers;
  }

  private static Map<String, Row> byId(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.value(SYS_ID).isPresent())
        .collect(
            Collectors.toMap(
                row -> row.value(SYS_ID).orElseThrow().toLowerCase(Locale.ROOT),
                Function.identity(),
                (first, second) -> first));
  }

  @SuppressWarnings("unchecked") // without a body it is one of any type
  private static Reply<Optional<Row>> same(Reply.NotOk<Page> reply) {
    return (Reply<Optional<Row>>) (Reply<?>) reply;
  }
}
