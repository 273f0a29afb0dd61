/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.ServerErrorBudget;
import io.snbridge.sink.write.Unanswered;
import io.snbridge.sink.write.WriteAttempts;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The requests of one write by the Table API. Those that are harmless to repeat (PATCH, DELETE) are
 * repeated while their outcome is unknown and the row is not as they want it. A PATCH of journal
 * columns is not harmless: what became of it is looked for in the journal, once nothing of it can
 * run any more, and only what is missing is sent again.
 */
final class RowRequests extends WriteAttempts {

  private record LostRequest(Reply.Unknown<Row> reply, long sentNanos) {}

  private final Rows rows;
  private final CurrentRows current;
  private final JournalGuard journal;
  private final WriteVerifier verification;
  private Optional<LostRequest> lost = Optional.empty();
  private Optional<WriteOutcome> decided = Optional.empty();
  private Optional<WriteVerifier.Echo> echo = Optional.empty();

  RowRequests(
      Rows rows,
      CurrentRows current,
      RetryPolicy retryPolicy,
      WriteCall call,
      ServerErrorBudget serverErrors,
      JournalGuard journal,
      WriteVerifier verification) {
    super(retryPolicy, call, serverErrors);
    this.rows = rows;
    this.current = current;
    this.journal = journal;
    this.verification = verification;
  }

  /**
   * Looks whether the row is there, without the slot: the looks of many writes are one request. The
   * row has its id and its key's columns.
   */
  CompletableFuture<Reply<Optional<Row>>> look() {
    Set<String> columns = write().key().map(key -> key.values().keySet()).orElse(Set.of());
    return untilAnswered(
        apart -> current.getAside(call(), columns, apart), () -> areAnswered(columns));
  }

  /** Whether it is certain that there is no such row; asked as {@link #look}. */
  CompletableFuture<Boolean> isAbsent() {
    return current.isAbsent(call());
  }

  /** Whether a row of the table is there, asked as {@link #look}. */
  CompletableFuture<Reply<Presence>> presence(String sysId) {
    return untilAnswered(
            apart -> current.presence(call(), sysId, apart), () -> areAnswered(Set.of()))
        .thenApply(
            reply ->
                isGivenUp() && Unanswered.is(reply)
                    ? new Reply.Ok<>(Presence.UNTOLD, OptionalLong.empty())
                    : reply);
  }

  CompletableFuture<Reply<Optional<Row>>> read() {
    Set<String> columns = write().values().keySet();
    return untilAnswered(
        apart ->
            apart
                ? current.getApart(call(), columns)
                : ask(() -> rows.get(write().table(), write().sysId(), correlationId())),
        () -> areAnswered(columns));
  }

  private CompletableFuture<Boolean> areAnswered(Set<String> columns) {
    return current.areAnswered(call(), columns);
  }

  /** One POST; its outcome may be unknown. */
  CompletableFuture<Reply<Row>> insertOnce(Map<String, String> values) {
    journal.sending();
    return change(() -> rows.insert(write().table(), values, correlationId()))
        .thenApply(reply -> echoed(values, reply))
        .thenApply(reply -> sent(reply, true));
  }

  /**
   * One POST of a row that is not the write's, and is not to stay.
   *
   * @param sending told just before
   */
  CompletableFuture<Reply<Row>> insertAside(Map<String, String> values, Runnable sending) {
    return change(
        () -> {
          sending.run();
          return rows.insert(write().table(), values, correlationId());
        });
  }

  private Reply<Row> sent(Reply<Row> reply, boolean refusalMayLie) {
    String row =
        reply instanceof Reply.Ok<Row> ok ? ok.body().value(CreateFlow.SYS_ID).orElse("") : "";
    journal.sent(reply, row, refusalMayLie);
    if (reply instanceof Reply.Unknown<Row> unknown) {
      lost = Optional.of(new LostRequest(unknown, sentAt(unknown)));
    }
    return reply;
  }

  CompletableFuture<Reply<Row>> update(Map<String, String> values) {
    return journal.hasOpen() ? append(values, 1) : patch(values);
  }

  private CompletableFuture<Reply<Row>> patch(Map<String, String> values) {
    return untilKnown(
            () -> rows.update(write().table(), write().sysId(), values, correlationId()),
            () -> changed(values))
        .thenApply(reply -> echoed(values, reply));
  }

  /** The row, when it has the values though the answer to their change was lost. */
  private CompletableFuture<Optional<Reply<Row>>> changed(Map<String, String> values) {
    return current
        .getAside(call(), values.keySet(), isUnreadable())
        .thenCompose(
            reply ->
                Unanswered.is(reply)
                    ? isOfTheRow(() -> areAnswered(values.keySet()))
                        .thenApply(known -> Optional.empty())
                    : completed(asWanted(reply, values)));
  }

  private Optional<Reply<Row>> asWanted(Reply<Optional<Row>> reply, Map<String, String> values) {
    return reply instanceof Reply.Ok<Optional<Row>> read
        ? read.body()
            .filter(row -> isAsWanted(row, values))
            .map(row -> new Reply.Ok<>(row, OptionalLong.empty()))
        : Optional.empty();
  }

  private CompletableFuture<Reply<Row>> append(Map<String, String> values, int attempt) {
    if (!journal.isSuspected()) {
      return appendOnce(values, attempt);
    }
    // Before the look: what runs until after it may come to be behind it.
    boolean runs = lost.filter(last -> mayStillRun(last.reply(), last.sentNanos())).isPresent();
    return look(attempt)
        .thenCompose(
            finding -> {
              if (!(finding instanceof JournalEntries.Finding.Found)) {
                return unseen(finding, values, attempt);
              }
              Map<String, String> left = journal.left(values);
              if (!journal.hasOpen()) {
                return left.isEmpty() ? completed(written()) : patch(left);
              }
              if (runs) {
                return pause(lost.get().reply(), attempt)
                    .thenCompose(waited -> append(values, attempt + 1));
              }
              if (lost.isPresent() && (isGivenUp() || !maySendAgain())) {
                return completed(lost.get().reply());
              }
              journal.clear();
              return appendOnce(left, attempt);
            });
  }

  /** Looks into the journal, until it is answered or given up. */
  private CompletableFuture<JournalEntries.Finding> look(int attempt) {
    return (isUnreadable() ? current.apart(call(), journal::look) : ask(journal::look))
        .thenCompose(
            finding ->
                finding instanceof JournalEntries.Finding.Unanswered unanswered
                    ? mayAskAgain(
                            unanswered.reply(),
                            () -> current.areAnswered(JournalEntries.TABLE, Set.of(), call()))
                        .thenCompose(
                            again ->
                                again
                                    ? rest(attempt).thenCompose(rested -> look(attempt + 1))
                                    : completed(finding))
                    : completed(finding));
  }

  /** One PATCH with journal columns. */
  private CompletableFuture<Reply<Row>> appendOnce(Map<String, String> values, int attempt) {
    journal.sending();
    return change(() -> rows.update(write().table(), write().sysId(), values, correlationId()))
        .thenApply(reply -> echoed(values, reply))
        .thenApply(reply -> sent(reply, false))
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Unknown<Row> unknown)) {
                return completed(reply);
              }
              lost(unknown);
              if (!maySendAgain()) {
                return completed(reply);
              }
              return isGivenUp()
                  ? append(values, attempt)
                  : pause(unknown, attempt).thenCompose(waited -> append(values, attempt + 1));
            });
  }

  /** Nobody can tell whether there are entries. */
  private CompletableFuture<Reply<Row>> unseen(
      JournalEntries.Finding finding, Map<String, String> values, int attempt) {
    if (finding instanceof JournalEntries.Finding.Unanswered unanswered) {
      decided = Optional.of(super.ended(unanswered.reply()));
      return completed(new Reply.Unknown<>(unanswered.reply().failure()));
    }
    Failure why = ((JournalEntries.Finding.Hidden) finding).why();
    if (journal.isOnlyRedelivered()) {
      journal.clear();
      return appendOnce(values, attempt);
    }
    Reply.Unknown<Row> hidden = new Reply.Unknown<>(why);
    decided =
        Optional.of(
            new WriteOutcome.Refused(
                error(
                    "may have been made, and is not sent again, because it adds to a journal column"
                        + " (%s) and the user may not read sys_journal_field"
                            .formatted(String.join(", ", journal.open())),
                    hidden),
                true));
    return completed(hidden);
  }

  private Reply<Row> written() {
    return new Reply.Ok<>(
        new Row(Map.of(CreateFlow.SYS_ID, write().sysId()), Map.of()), OptionalLong.empty());
  }

  private Reply<Row> echoed(Map<String, String> values, Reply<Row> reply) {
    if (reply instanceof Reply.Ok<Row> ok) {
      Map<String, String> columns = new LinkedHashMap<>(values);
      columns.remove(CreateFlow.SYS_ID);
      echo = Optional.of(new WriteVerifier.Echo(columns, ok.body()));
    }
    return reply;
  }

  /** What the last request that was answered wrote, and what there was then. */
  Optional<WriteVerifier.Echo> echo() {
    return echo;
  }

  /** Whether a row has what the write wants, its journal included. */
  boolean isAsWanted(Row row, Map<String, String> values) {
    return !journal.hasOpen() && verification.hasValues(write().table(), row, journal.left(values));
  }

  /** Whether the last reply does not matter. */
  boolean isDecided() {
    return decided.isPresent();
  }

  @Override
  public WriteOutcome ended(Reply<?> reply) {
    return decided.orElseGet(() -> super.ended(reply));
  }

  private static <T> CompletableFuture<T> completed(T value) {
    return CompletableFuture.completedFuture(value);
  }

  CompletableFuture<Reply<Void>> delete(String sysId) {
    return untilKnown(
        () -> rows.delete(write().table(), sysId, correlationId()),
        () ->
            presence(sysId)
                .thenApply(
                    reply ->
                        reply instanceof Reply.Ok<Presence> told && told.body() == Presence.ABSENT
                            ? Optional.of(gone())
                            : Optional.empty()));
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private static Reply<Void> gone() {
    return new Reply.Ok<>(null, OptionalLong.empty());
  }

  /** Whether ServiceNow says that there is no such row, or that it shows none. */
  static boolean isNotFound(Reply<?> reply) {
    return reply instanceof Reply.Refused<?> refused && refused.failure().isNoSuchRow();
  }
}
