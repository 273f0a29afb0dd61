/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The outcome of a change by its last reply. One that is given up, because no answer tells its
 * outcome, may have happened all the same: the row tells.
 */
final class Settlement {

  private Settlement() {}

  static CompletableFuture<WriteOutcome> ofUpdate(
      RowRequests requests, Map<String, String> values, Reply<Row> last) {
    return of(requests, last, row -> row.isPresent() && requests.isAsWanted(row.get(), values));
  }

  static CompletableFuture<WriteOutcome> ofDelete(RowRequests requests, Reply<Void> last) {
    return isOpen(requests, last)
        ? requests
            .presence(requests.write().sysId())
            .thenApply(reply -> ofDelete(requests, (Reply.Unknown<?>) last, reply))
        : CompletableFuture.completedFuture(requests.ended(last));
  }

  private static WriteOutcome ofDelete(
      RowRequests requests, Reply.Unknown<?> last, Reply<Presence> reply) {
    if (!(reply instanceof Reply.Ok<Presence> told)) {
      return requests.ended(reply);
    }
    return switch (told.body()) {
      case ABSENT -> new WriteOutcome.Done();
      case SEEN, HIDDEN -> requests.givenUp("the row is there", last);
      case UNTOLD ->
          mayBeDone(requests, "it may have happened, and the user may not see whether", last);
    };
  }

  private static WriteOutcome mayBeDone(RowRequests requests, String state, Reply.NotOk<?> last) {
    return new WriteOutcome.Refused(requests.givenUp(state, last).reason(), true);
  }

  private static boolean isOpen(RowRequests requests, Reply<?> last) {
    return last instanceof Reply.Unknown && requests.isGivenUp() && !requests.isDecided();
  }

  private static CompletableFuture<WriteOutcome> of(
      RowRequests requests, Reply<?> last, Predicate<Optional<Row>> isDone) {
    if (!(last instanceof Reply.Unknown<?> unknown) || !isOpen(requests, last)) {
      return CompletableFuture.completedFuture(requests.ended(last));
    }
    return requests
        .read()
        .thenApply(
            reply -> {
              if (reply instanceof Reply.Ok<Optional<Row>> read) {
                return isDone.test(read.body())
                    ? new WriteOutcome.Done()
                    : requests.mayStillRun(unknown, requests.sentAt(unknown))
                        ? mayBeDone(requests, "the row is not as the record wants it yet", unknown)
                        : requests.givenUp("the row is not as the record wants it", unknown);
              }
              return reply instanceof Reply.Refused
                  ? mayBeDone(
                      requests, "it may have happened, and reading the row was refused", unknown)
                  : requests.ended(reply);
            });
  }
}
