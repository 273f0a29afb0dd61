/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The outcome of a change by its last reply. One that is given up after too many server errors may
 * have happened behind one of them: the row tells.
 */
final class Settlement {

  private Settlement() {}

  static CompletableFuture<WriteOutcome> ofUpdate(
      Requests requests, Map<String, String> values, Reply<Row> last) {
    return of(requests, last, row -> row.isPresent() && requests.isAsWanted(row.get(), values));
  }

  static CompletableFuture<WriteOutcome> ofDelete(Requests requests, Reply<Void> last) {
    return of(requests, last, Optional::isEmpty);
  }

  private static CompletableFuture<WriteOutcome> of(
      Requests requests, Reply<?> last, Predicate<Optional<Row>> isDone) {
    if (!(last instanceof Reply.Unknown<?> unknown)
        || !requests.isGivenUp()
        || requests.isDecided()) {
      return CompletableFuture.completedFuture(requests.ended(last));
    }
    return requests
        .read()
        .thenApply(
            reply -> {
              if (reply instanceof Reply.Ok<Optional<Row>> read) {
                return isDone.test(read.body())
                    ? new WriteOutcome.Done()
                    : requests.givenUp("the row is not as the record wants it", unknown);
              }
              return reply instanceof Reply.Refused
                  ? requests.givenUp(
                      "it may have happened, and reading the row was refused", unknown)
                  : requests.ended(reply);
            });
  }
}
