/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;

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
 * <tr><td>created, with another id</td><td>the fresh row is deleted. The id is read: a row is there
 *   (this was a replay) - upsert: PATCH, insert: done; one is counted and hidden, or nothing tells -
 *   refused, the latter so that {@link RefusalBreaker} counts it; none - this instance does not honour ids, the task fails</td></tr>
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

  private final Requests requests;
  private final Map<String, String> values;
  private final boolean change;
  private final Map<String, String> withId;

  /**
   * @param change whether a row that is there already gets the values
   */
  CreateFlow(Requests requests, Map<String, String> values, boolean change) {
    this.requests = requests;
    this.values = values;
    this.change = change;
    this.withId = new LinkedHashMap<>(values);
    withId.put(SYS_ID, requests.write().sysId());
  }

  /** Upsert: most rows are there, but not those that a lookup did not find. */
  CompletableFuture<WriteOutcome> changeOrCreate(NewRows newRows) {
    if (requests.write().key().isPresent()) {
      return createUnlessThere();
    }
    if (!newRows.areUsual(requests.write().table())) {
      return changeIfThere(newRows);
    }
    return requests.isAbsent().thenCompose(absent -> absent ? create() : changeIfThere(newRows));
  }

  private CompletableFuture<WriteOutcome> changeIfThere(NewRows newRows) {
    return requests
        .update(values)
        .thenCompose(
            reply -> {
              boolean there = !Requests.isNotFound(reply);
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
      return completed(done());
    }
    return requests
        .read()
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.NotOk<Optional<Row>> notOk
                  && !(notOk instanceof Reply.Refused)
                  && !requests.isGivenUp()) {
                return completed(ended(reply));
              }
              boolean replay =
                  reply instanceof Reply.Ok<Optional<Row>> read && read.body().isPresent();
              return removed(echoedId)
                  .thenCompose(
                      removed ->
                          replay && removed instanceof WriteOutcome.Done
                              ? isThere()
                              : replay
                                  ? completed(removed)
                                  : notHonouredUnlessHidden(echoedId, removed));
            });
  }

  /** An instance that has the row, and hides it, answers a second one of its id so, too. */
  private CompletableFuture<WriteOutcome> notHonouredUnlessHidden(
      String echoedId, WriteOutcome removed) {
    return requests
        .presence(requests.write().sysId())
        .thenApply(
            reply ->
                reply instanceof Reply.Ok<Presence> told && told.body() != Presence.ABSENT
                    ? mayBeHidden(told.body(), echoedId, removed)
                    : notHonoured(echoed(echoedId, removed)));
  }

  /** Where nothing tells, too: a row that is hidden must not stop the others. */
  private WriteOutcome mayBeHidden(Presence presence, String echoedId, WriteOutcome removed) {
    String otherId =
        "The %s was not made: asked for sys_id %s, got %s"
            .formatted(
                requests.write().describe(), requests.write().sysId(), echoed(echoedId, removed));
    return new WriteOutcome.Refused(
        presence == Presence.UNTOLD
            ? inDoubt(otherId)
            : new ConnectException(
                ("%s. ServiceNow counts the row with the first, and an ACL hides it. Let the user"
                        + " read rows of '%s' [correlation id %s]")
                    .formatted(otherId, requests.write().table(), requests.correlationId())),
        !(removed instanceof WriteOutcome.Done));
  }

  private ConnectException inDoubt(String otherId) {
    if (requests.isGivenUp()) {
      return new ConnectException(
          ("%s. ServiceNow failed whenever it was asked for a row with the first"
                  + " (write.max.server.errors) [correlation id %s]")
              .formatted(otherId, requests.correlationId()));
    }
    return new IdInDoubtException(
        ("%s. Either ServiceNow has a row with the first, which an ACL hides, or table '%s'"
                + " does not keep the sys_id of a new row. The user may neither read nor"
                + " count its rows, which would tell. Let the user read the table (an ACL"
                + " of operation read); if IDs are not kept, let the instance choose them"
                + " (id.mode=server) [correlation id %s]")
            .formatted(otherId, requests.write().table(), requests.correlationId()));
  }

  /** Takes back a row that has the wrong id: nothing but this write knows of it. */
  private CompletableFuture<WriteOutcome> removed(String strayId) {
    if (strayId.isEmpty()) {
      return completed(done());
    }
    return requests
        .delete(strayId)
        .thenCompose(
            reply ->
                Requests.isNotFound(reply)
                    ? requests
                        .presence(strayId)
                        .thenApply(told -> isAbsent(told) ? done() : stray(strayId, reply))
                    : completed(stray(strayId, reply)));
  }

  private static boolean isAbsent(Reply<Presence> told) {
    return told instanceof Reply.Ok<Presence> ok && ok.body() == Presence.ABSENT;
  }

  private WriteOutcome stray(String strayId, Reply<?> reply) {
    if (!(reply instanceof Reply.NotOk<?> notOk)) {
      return done();
    }
    ConnectException error =
        requests.error(
            "was answered by a second row, %s, which could not be deleted".formatted(strayId),
            notOk);
    return notOk instanceof Reply.Refused
        ? new WriteOutcome.Refused(error)
        : new WriteOutcome.Failed(error);
  }

  private static String echoed(String echoedId, WriteOutcome removed) {
    return echoedId.isEmpty()
        ? "no sys_id in the answer"
        : "a row with sys_id %s (%s)"
            .formatted(
                echoedId, removed instanceof WriteOutcome.Done ? "deleted again" : "left there");
  }

  private WriteOutcome notHonoured(String echoed) {
    return new WriteOutcome.Failed(
        new ConnectException(
            ("Table '%s' does not keep the sys_id of a new row: asked for %s, got %s, and no row"
                    + " with the first can be read. Without it a replay would create rows twice."
                    + " Let the user read '%s' and its sys_id, remove the business rule or"
                    + " configuration that replaces IDs, write only to existing rows"
                    + " (write.method=update), or let the instance choose IDs (id.mode=server)")
                .formatted(
                    requests.write().table(),
                    requests.write().sysId(),
                    echoed,
                    requests.write().table())));
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
