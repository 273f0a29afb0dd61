/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.record.BusinessKey;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.RequestCoalescer;
import io.snbridge.sink.write.TableWriteCounts;
import io.snbridge.sink.write.WriteCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds rows by their content, in any table. A column that a table does not have is never asked
 * for: ServiceNow would ignore the condition, and find any row. Thread-safe.
 */
public final class RowLookup {

  private final Pages pages;
  private final ColumnCatalog columns;
  private final TableWriteCounts answered = new TableWriteCounts();
  private final FewAtATime apart;
  private final RequestCoalescer<String, LookupRequest, LookupResult> together =
      new RequestCoalescer<>(this::ask, (table, waiting) -> LookupQuery.fitting(keys(waiting)));

  /**
   * @param api asks each question alone, not in batches
   * @param apart begins what may have no answer ever
   */
  public RowLookup(TableApi api, ColumnCatalog columns, FewAtATime apart) {
    this.pages = Pages.of(api);
    this.apart = apart;
    this.columns = columns;
  }

  /**
   * Looks a row up, aside from its slot.
   *
   * @param isApart not with others, because it was not answered for while others were
   * @return fails with a CancellationException when the client is closed, or the task is halted
   */
  CompletableFuture<LookupResult> find(WriteCall call, BusinessKey key, boolean isApart) {
    LookupRequest sought = new LookupRequest(key, call.correlationId());
    return isApart
        ? call.apart(apart, () -> find(sought, alone -> alone(key.table(), alone)))
        : call.cancellation()
            .begin(
                () -> call.turn().aside(() -> find(sought, one -> together.ask(key.table(), one))));
  }

  private CompletableFuture<LookupResult> find(
      LookupRequest sought, Function<LookupRequest, CompletableFuture<LookupResult>> asking) {
    BusinessKey key = sought.key();
    return unknownColumns(key)
        .thenCompose(
            unknown ->
                unknown.isEmpty()
                    ? asking.apply(sought)
                    : CompletableFuture.completedFuture(noSuchColumn(key, unknown)))
        .exceptionallyCompose(RowLookup::unansweredIfRefused);
  }

  private CompletableFuture<LookupResult> alone(String table, LookupRequest sought) {
    return ask(table, List.of(sought)).thenApply(found -> found.get(sought));
  }

  /**
   * Tells, each time it is asked, whether lookups of a table were answered since the last time. No
   * other question tells: it is the values that are searched for that may take too long.
   */
  Supplier<CompletableFuture<Boolean>> others(String table) {
    AtomicLong count = answered.of(table);
    AtomicLong before = new AtomicLong(count.get());
    return () -> {
      long now = count.get();
      return CompletableFuture.completedFuture(before.getAndSet(now) < now);
    };
  }

  private CompletableFuture<Set<String>> unknownColumns(BusinessKey key) {
    return columns
        .find(key.table(), key.values().keySet())
        .thenApply(errors -> new TreeSet<>(errors.unknown()));
  }

  private CompletableFuture<Map<LookupRequest, LookupResult>> ask(
      String table, List<LookupRequest> sought) {
    return new TableLookup(pages, table)
        .ask(sought)
        .thenApply(
            found -> {
              Map<LookupRequest, LookupResult> answers = new HashMap<>();
              for (int i = 0; i < sought.size(); i++) {
                answers.put(sought.get(i), found.get(i));
              }
              count(table, found);
              return answers;
            });
  }

  /** Only what ServiceNow has told: what was never asked for shows nothing. */
  private void count(String table, List<LookupResult> found) {
    if (found.stream().anyMatch(RowLookup::isAnswer)) {
      answered.of(table).incrementAndGet();
    }
  }

  private static boolean isAnswer(LookupResult found) {
    return !(found instanceof LookupResult.NotNow
        || found instanceof LookupResult.Unanswered
        || found instanceof LookupResult.Unaskable);
  }

  private static List<BusinessKey> keys(List<LookupRequest> sought) {
    return sought.stream().map(LookupRequest::key).toList();
  }

  private static LookupResult noSuchColumn(BusinessKey key, Set<String> unknown) {
    return new LookupResult.Doubtful(
        ("table '%s' has no column %s (id.lookup.fields): ServiceNow would ignore the condition on"
                + " it, and any row would be found")
            .formatted(key.table(), String.join(", ", unknown)));
  }

  /** Credentials that were not accepted are an exception where columns are asked for. */
  private static CompletableFuture<LookupResult> unansweredIfRefused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ServiceNowException notAccepted) {
      return CompletableFuture.completedFuture(new LookupResult.Unanswered(notAccepted.reply()));
    }
    return CompletableFuture.failedFuture(cause);
  }
}
