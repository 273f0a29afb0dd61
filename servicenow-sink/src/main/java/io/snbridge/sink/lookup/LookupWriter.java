/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.record.BusinessKey;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.table.CurrentRows;
import io.snbridge.sink.table.FailedReads;
import io.snbridge.sink.table.Presence;
import io.snbridge.sink.table.RowTakenException;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.Unanswered;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Finds the row of each write that names it by its content, and passes the write on with the row's
 * id. Thread-safe.
 *
 * <table>
 * <caption>What a write becomes</caption>
 * <tr><th></th><th>one row has the values</th><th>none has</th></tr>
 * <tr><td>upsert</td><td>update of that row</td><td>upsert, as it is: of the computed id, whose row
 *   must have the values if it is there</td></tr>
 * <tr><td>insert</td><td>done</td><td>insert, as it is</td></tr>
 * <tr><td>update</td><td>update of that row</td><td>refused, or done ({@code not.found})</td></tr>
 * <tr><td>delete</td><td>delete of that row</td><td>done, unless the row of the computed id is
 *   there, or nothing tells: refused</td></tr>
 * </table>
 *
 * <p>An update uses what is remembered of earlier lookups; when its row is not there any more, it
 * looks again, once. Inserts and deletes, for which a row that is gone looks like success, and
 * creates always look.
 */
public final class LookupWriter implements Writer {

  private final RowLookup lookups;
  private final CurrentRows rows;
  private final LookupCache ids;
  private final RetryPolicy retryPolicy;
  private final Writer next;

  /**
   * @param rows tells whether the row of a computed id is there
   * @param remembered how many found rows are remembered
   * @param rememberedFor how long
   * @param retryPolicy for lookups that ServiceNow fails at
   * @param next writes by id
   */
  public LookupWriter(
      RowLookup lookups,
      CurrentRows rows,
      int remembered,
      Duration rememberedFor,
      RetryPolicy retryPolicy,
      Writer next) {
    this.lookups = lookups;
    this.rows = rows;
    this.ids = new LookupCache(remembered, rememberedFor, retryPolicy.nanoTime());
    this.retryPolicy = retryPolicy;
    this.next = next;
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    return call.write()
        .key()
        .map(key -> new Course(call, key).run())
        .orElseGet(() -> next.write(call));
  }

  /** One write on its way through. */
  private final class Course {
    private final WriteCall call;
    private final Write write;
    private final BusinessKey key;

    Course(WriteCall call, BusinessKey key) {
      this.call = call;
      this.write = call.write();
      this.key = key;
    }

    /** Of questions that begin now: this write's own answers so far are none of another one's. */
    private FailedReads failedReads() {
      return new FailedReads(retryPolicy, call, lookups.others(key.table()));
    }

    CompletableFuture<WriteOutcome> run() {
      Optional<String> known =
          write instanceof Write.Insert || write instanceof Write.Delete
              ? Optional.empty()
              : ids.of(key.name());
      return known.map(id -> update(id, true)).orElseGet(() -> look(true));
    }

    private CompletableFuture<WriteOutcome> look(boolean mayLookAgain) {
      return look(mayLookAgain, failedReads());
    }

    private CompletableFuture<WriteOutcome> look(boolean mayLookAgain, FailedReads failed) {
      return lookups
          .find(call, key, failed.areOfTheRow())
          .thenCompose(
              found -> {
                if (call.turn().isHalted()) {
                  throw new CancellationException("The task has failed or is stopped");
                }
                if (found instanceof LookupResult.NotNow notNow) {
                  return notNow(failed, notNow.reply(), () -> look(mayLookAgain, failed));
                }
                if (found instanceof LookupResult.One one) {
                  return there(one.sysId(), mayLookAgain);
                }
                return found instanceof LookupResult.None
                    ? notThere(mayLookAgain)
                    : completed(unknown(found));
              });
    }

    /** What a question that ServiceNow failed at ends with, or what comes of asking again. */
    private CompletableFuture<WriteOutcome> notNow(
        FailedReads failed, Reply.NotOk<?> reply, Supplier<CompletableFuture<WriteOutcome>> again) {
      return failed
          .failed(why -> unanswered(why + "; ", reply))
          .thenCompose(
              ended ->
                  ended
                      .map(LookupWriter::completed)
                      .orElseGet(() -> failed.rest().thenCompose(rested -> again.get())));
    }

    private CompletableFuture<WriteOutcome> there(String id, boolean mayLookAgain) {
      if (write instanceof Write.Insert) {
        return completed(new WriteOutcome.Done(Optional.of(id)));
      }
      if (write instanceof Write.Delete) {
        ids.forget(key.name());
        return pass(new Write.Delete(write.table(), id), id);
      }
      ids.put(key.name(), id);
      return update(id, mayLookAgain);
    }

    private CompletableFuture<WriteOutcome> update(String id, boolean mayLookAgain) {
      return pass(new Write.Update(write.table(), id, write.values()), id)
          .thenCompose(
              outcome -> {
                if (!isNotThere(outcome)) {
                  return completed(outcome);
                }
                ids.forget(key.name());
                return mayLookAgain ? look(false) : completed(outcome);
              });
    }

    private static boolean isNotThere(WriteOutcome outcome) {
      return outcome instanceof WriteOutcome.Refused refused
          && refused.reason().getCause() instanceof ServiceNowException answered
          && answered.reply() instanceof Reply.Refused
          && answered.reply().failure().isNoSuchRow();
    }

    private CompletableFuture<WriteOutcome> notThere(boolean mayLookAgain) {
      ids.forget(key.name());
      if (write instanceof Write.Upsert || write instanceof Write.Insert) {
        return pass(write, write.sysId())
            .thenCompose(
                outcome -> {
                  if (outcome instanceof WriteOutcome.Done) {
                    ids.put(key.name(), write.sysId());
                  }
                  return mayLookAgain && isTaken(outcome) ? look(false) : completed(outcome);
                });
      }
      if (write instanceof Write.Delete) {
        return deleteOfNone(failedReads(), false, mayLookAgain);
      }
      return completed(
          write instanceof Write.Update
              ? refused("no row has the record's " + key.describe() + " (not.found=fail)")
              : new WriteOutcome.Done());
    }

    private static boolean isTaken(WriteOutcome outcome) {
      return outcome instanceof WriteOutcome.Refused refused
          && refused.reason() instanceof RowTakenException;
    }

    /**
     * The row that was made for the values may have others, by a business rule.
     *
     * @param unread begun after the lookup
     * @param rested whether the lookup is of before a wait
     */
    private CompletableFuture<WriteOutcome> deleteOfNone(
        FailedReads unread, boolean rested, boolean mayLookAgain) {
      return call.cancellation()
          .begin(() -> rows.presence(call, write.sysId(), unread.areOfTheRow()))
          .thenCompose(
              reply -> {
                if (Unanswered.is(reply)) {
                  return notNow(
                      unread,
                      (Reply.NotOk<Presence>) reply,
                      () -> deleteOfNone(unread, true, mayLookAgain));
                }
                return rested && !isAbsent(reply)
                    ? look(mayLookAgain)
                    : completed(deletedOfNone(reply));
              });
    }

    private static boolean isAbsent(Reply<Presence> reply) {
      return reply instanceof Reply.Ok<Presence> told && told.body() == Presence.ABSENT;
    }

    private WriteOutcome deletedOfNone(Reply<Presence> reply) {
      if (!(reply instanceof Reply.Ok<Presence> told)) {
        return unknown(new LookupResult.Unanswered((Reply.NotOk<Presence>) reply));
      }
      return switch (told.body()) {
        case ABSENT -> new WriteOutcome.Done();
        case SEEN, HIDDEN ->
            refused(
                ("no row has the record's %s, and row %s, which was made for them, has others"
                        + " now, perhaps by a business rule. Give it its values back, or"
                        + " delete it")
                    .formatted(key.describe(), write.sysId()));
        case UNTOLD ->
            refused(
                ("no row has the record's %s, and nothing tells whether row %s, which was made for"
                        + " them, is there with others: the user may neither read nor count it. Let"
                        + " the user read table '%s'")
                    .formatted(key.describe(), write.sysId(), write.table()));
      };
    }

    private CompletableFuture<WriteOutcome> pass(Write byId, String id) {
      return next.write(call.with(byId))
          .thenApply(
              outcome ->
                  outcome instanceof WriteOutcome.Done done
                      ? new WriteOutcome.Done(Optional.of(id), done.different())
                      : outcome);
    }

    private WriteOutcome unknown(LookupResult found) {
      if (found instanceof LookupResult.Unanswered unanswered) {
        ConnectException error = unanswered("", unanswered.reply());
        return unanswered.reply() instanceof Reply.Refused
            ? new WriteOutcome.Refused(error)
            : new WriteOutcome.Failed(error);
      }
      return refused(
          found instanceof LookupResult.Unaskable unaskable
              ? unaskable.why()
              : ((LookupResult.Doubtful) found).why());
    }

    private ConnectException unanswered(String why, Reply.NotOk<?> reply) {
      return new ConnectException(
          "The %s could not look for its row: %s%s [correlation id %s]"
              .formatted(write.describe(), why, reply.failure().describe(), call.correlationId()),
          new ServiceNowException(reply));
    }

    private WriteOutcome refused(String why) {
      return new WriteOutcome.Refused(
          new ConnectException(
              "The %s was not made: %s [correlation id %s]"
                  .formatted(write.describe(), why, call.correlationId())));
    }
  }

  private static CompletableFuture<WriteOutcome> completed(WriteOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
