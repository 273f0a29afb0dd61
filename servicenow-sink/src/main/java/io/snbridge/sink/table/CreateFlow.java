/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Creates a row with an id that is known beforehand, once, whatever happens on the way.
 *
 * <p>It looks first, always: a record may have been delivered before. Were it created blindly, an
 * instance that answers a second POST of one id with a fresh row would do so behind an answer that
 * is lost, and nobody would ever know that row's id.
 *
 * <table>
 * <caption>What comes of a POST</caption>
 * <tr><th>answer</th><th>then</th></tr>
 * <tr><td>created, with the id</td><td>done</td></tr>
 * <tr><td>created, with another id</td><td>as {@link SecondRow} does: the fresh row is deleted, and
 *   this was a replay, or this instance does not honour ids</td></tr>
 * <tr><td>refused (a second POST of one id may answer 403; and a 403 may follow a write that was
 *   done, KB2697679)</td><td>the id is read: a row is there - upsert: PATCH, insert: done; none -
 *   refused</td></tr>
 * <tr><td>unknown</td><td>the id is read: a row is there - as above; none - read again while the
 *   instance may still be at work on it, then, after a pause, POST again; unless this write is never
 *   answered so that its outcome is known, and others are: refused</td></tr>
 * <tr><td>anything else</td><td>failed</td></tr>
 * </table>
 */
final class CreateFlow {

  static final String SYS_ID = "sys_id";

  private final RowRequests requests;
  private final KeptIds keptIds;
  private final Map<String, String> values;
  private final boolean change;
  private final Map<String, String> withId;

  /**
   * @param change whether a row that is there already gets the values
   */
  CreateFlow(RowRequests requests, KeptIds keptIds, Map<String, String> values, boolean change) {
    this.requests = requests;
    this.keptIds = keptIds;
    this.values = values;
    this.change = change;
    this.withId = new LinkedHashMap<>(values);
    withId.put(SYS_ID, requests.write().sysId());
  }

  /** Upsert: most rows are there, but not those that a lookup did not find. */
  CompletableFuture<WriteOutcome> changeOrCreate(InsertRate newRows) {
    if (requests.write().key().isPresent()) {
      return createUnlessThere();
    }
    if (!newRows.areUsual(requests.write().table())) {
      return changeIfThere(newRows);
    }
    return requests.isAbsent().thenCompose(absent -> absent ? create() : changeIfThere(newRows));
  }

  private CompletableFuture<WriteOutcome> changeIfThere(InsertRate newRows) {
    return requests
        .update(values)
        .thenCompose(
            reply -> {
              boolean there = !RowRequests.isNotFound(reply);
              newRows.found(requests.write().table(), there);
              return there ? changed(reply) : createIfAbsent((Reply.NotOk<Row>) reply);
            });
  }

  /** A row that is hidden cannot be created: a second one would be, with another id. */
  private CompletableFuture<WriteOutcome> createIfAbsent(Reply.NotOk<Row> missing) {
    return requests
        .presence(requests.write().sysId())
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Presence> presence)) {
                return completed(ended(reply));
              }
              return switch (presence.body()) {
                case ABSENT, UNTOLD -> create();
                case SEEN -> isThere();
                case HIDDEN -> completed(Missing.notShown(requests, presence.body(), missing));
              };
            });
  }

  /** Insert. A user who may not read can still create. */
  CompletableFuture<WriteOutcome> createUnlessThere() {
    return requests
        .look()
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Ok<Optional<Row>> read && read.body().isPresent()) {
                return hasItsKey(read.body().get()) ? isThere() : completed(taken());
              }
              return reply instanceof Reply.Ok || reply instanceof Reply.Refused
                  ? create()
                  : completed(ended(reply));
            });
  }

  /** Values that are only alike may be another record's: the instance did not find the row. */
  private boolean hasItsKey(Row row) {
    return requests.write().key().filter(key -> !key.isSame(row)).isEmpty();
  }

  /** Written over, it would be another row that was changed, and not the one the record names. */
  private WriteOutcome taken() {
    return new WriteOutcome.Refused(
        new RowTakenException(
            ("The %s was not made: no row has the record's values, and row %s, which was created"
                    + " for them, now has other values, or the user may not read them. Restore"
                    + " its values, delete it, or let the user read it. If ServiceNow distinguishes"
                    + " values by case or accents, set id.lookup.case.sensitive=true"
                    + " [correlation id %s]")
                .formatted(
                    requests.write().describe(),
                    requests.write().sysId(),
                    requests.correlationId())));
  }

  CompletableFuture<WriteOutcome> create() {
    return create(1);
  }

  private CompletableFuture<WriteOutcome> create(int attempt) {
    return requests
        .insertOnce(withId)
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Ok<Row> ok) {
                return created(ok.body().value(SYS_ID).orElse(""));
              }
              Reply.NotOk<Row> notOk = (Reply.NotOk<Row>) reply;
              return notOk instanceof Reply.Refused || notOk instanceof Reply.Unknown
                  ? settle(notOk, sentAt(notOk), attempt)
                  : completed(ended(notOk));
            });
  }

  private long sentAt(Reply.NotOk<Row> posted) {
    return posted instanceof Reply.Unknown<Row> lost ? requests.sentAt(lost) : requests.now();
  }

  private CompletableFuture<WriteOutcome> settle(
      Reply.NotOk<Row> posted, long sentNanos, int attempt) {
    return requests
        .read()
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Optional<Row>> read)) {
                return completed(unsettled(posted, (Reply.NotOk<Optional<Row>>) reply));
              }
              if (read.body().isPresent()) {
                return isThere();
              }
              if (posted instanceof Reply.Refused || !requests.maySendAgain()) {
                return completed(ended(posted));
              }
              // Before it is given up, too: what runs until after the look would be there after
              // all.
              if (requests.isGivenUp() && !requests.mayStillRun(posted, sentNanos)) {
                return completed(requests.givenUp("there is no row", posted));
              }
              return requests
                  .pause(posted, attempt)
                  .thenCompose(
                      waited ->
                          requests.isGivenUp() || requests.mayStillRun(posted, sentNanos)
                              ? settle(posted, sentNanos, attempt + 1)
                              : create(attempt + 1));
            });
  }

  private CompletableFuture<WriteOutcome> isThere() {
    return change ? requests.update(values).thenCompose(this::changed) : completed(done());
  }

  private CompletableFuture<WriteOutcome> changed(Reply<Row> reply) {
    return Settlement.ofUpdate(requests, values, reply);
  }

  private CompletableFuture<WriteOutcome> created(String echoedId) {
    if (echoedId.equalsIgnoreCase(requests.write().sysId())) {
      keptIds.kept(requests.write().table());
      return completed(done());
    }
    return new SecondRow(requests, keptIds, values, echoedId).outcome(this::isThere);
  }

  private WriteOutcome unsettled(Reply.NotOk<Row> posted, Reply.NotOk<Optional<Row>> read) {
    if (!(read instanceof Reply.Refused)) {
      return ended(read);
    }
    return posted instanceof Reply.Refused
        ? ended(posted)
        : new WriteOutcome.Refused(
            requests.error(
                "may have happened, and reading it was refused (status %d, %s)"
                    .formatted(read.failure().status(), read.failure().message()),
                posted),
            true);
  }

  private WriteOutcome ended(Reply<?> reply) {
    return requests.ended(reply);
  }

  private static WriteOutcome done() {
    return new WriteOutcome.Done();
  }

  private static CompletableFuture<WriteOutcome> completed(WriteOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
