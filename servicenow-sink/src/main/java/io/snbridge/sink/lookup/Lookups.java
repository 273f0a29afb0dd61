/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.record.BusinessKey;
import io.snbridge.sink.write.Together;
import io.snbridge.sink.write.WrittenRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds rows by their content, in any table. A column that a table does not have is never asked
 * for: ServiceNow would ignore the condition, and find any row. Thread-safe.
 */
public final class Lookups {

  private final Pages pages;
  private final ColumnCatalog columns;
  private final WrittenRows answered = new WrittenRows();
  private final Together<String, Sought, Found> together =
      new Together<>(this::ask, (table, waiting) -> KeysQuery.fitting(keys(waiting)));

  /**
   * @param api asks each question alone, not in batches
   */
  public Lookups(TableApi api, ColumnCatalog columns) {
    this.pages = Pages.of(api);
    this.columns = columns;
  }

  /**
   * Looks a row up.
   *
   * @return fails with a CancellationException when the client is closed
   */
  CompletableFuture<Found> find(BusinessKey key, String correlationId) {
    return unknownColumns(key)
        .thenCompose(
            unknown ->
                unknown.isEmpty()
                    ? together.ask(key.table(), new Sought(key, correlationId))
                    : CompletableFuture.completedFuture(noSuchColumn(key, unknown)))
        .exceptionallyCompose(Lookups::unansweredIfRefused)
        .thenApply(
            found -> {
              if (!(found instanceof Found.NotNow) && !(found instanceof Found.Unanswered)) {
                answered(key.table()).incrementAndGet();
              }
              return found;
            });
  }

  /** How many questions for rows of a table were answered. */
  AtomicLong answered(String table) {
    return answered.of(table);
  }

  private CompletableFuture<Set<String>> unknownColumns(BusinessKey key) {
    return columns
        .find(key.table(), key.values().keySet())
        .thenApply(findings -> new TreeSet<>(findings.unknown()));
  }

  private CompletableFuture<Map<Sought, Found>> ask(String table, List<Sought> sought) {
    return new TableLookup(pages, table)
        .ask(sought)
        .thenApply(
            found -> {
              Map<Sought, Found> answers = new HashMap<>();
              for (int i = 0; i < sought.size(); i++) {
                answers.put(sought.get(i), found.get(i));
              }
              return answers;
            });
  }

  private static List<BusinessKey> keys(List<Sought> sought) {
    return sought.stream().map(Sought::key).toList();
  }

  private static Found noSuchColumn(BusinessKey key, Set<String> unknown) {
    return new Found.Doubtful(
        ("table '%s' has no column %s (id.lookup.fields): ServiceNow would ignore the condition on"
                + " it, and any row would be found")
            .formatted(key.table(), String.join(", ", unknown)));
  }

  /** Credentials that were not accepted are an exception where columns are asked for. */
  private static CompletableFuture<Found> unansweredIfRefused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ServiceNowException notAccepted) {
      return CompletableFuture.completedFuture(new Found.Unanswered(notAccepted.reply()));
    }
    return cause instanceof IllegalArgumentException
        ? CompletableFuture.completedFuture(
            new Found.Doubtful("its values are too long to be asked for in a URL"))
        : CompletableFuture.failedFuture(cause);
  }
}
