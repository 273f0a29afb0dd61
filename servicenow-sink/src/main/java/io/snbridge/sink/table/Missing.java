/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.WriteOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The outcome of a change whose row ServiceNow says is not there: done, where nothing is to be
 * changed then, and only once the instance counts no such row.
 */
final class Missing {

  private Missing() {}

  /**
   * @param reply of the change
   * @param again the same change, should the row be there after all
   * @param otherwise for a reply that says something else
   */
  static <T> CompletableFuture<WriteOutcome> isDone(
      RowRequests requests,
      Reply<T> reply,
      Supplier<CompletableFuture<Reply<T>>> again,
      Outcome<T> otherwise) {
    return isDone(requests, reply, again, otherwise, true);
  }

  /** What else a reply comes to. */
  interface Outcome<T> {
    CompletableFuture<WriteOutcome> of(Reply<T> reply);
  }

  private static <T> CompletableFuture<WriteOutcome> isDone(
      RowRequests requests,
      Reply<T> reply,
      Supplier<CompletableFuture<Reply<T>>> again,
      Outcome<T> otherwise,
      boolean mayAskAgain) {
    if (!RowRequests.isNotFound(reply)) {
      return otherwise.of(reply);
    }
    return requests
        .presence(requests.write().sysId())
        .thenCompose(
            told -> {
              if (!(told instanceof Reply.Ok<Presence> presence)) {
                return CompletableFuture.completedFuture(requests.ended(told));
              }
              if (presence.body() == Presence.SEEN && mayAskAgain) {
                return again
                    .get()
                    .thenCompose(next -> isDone(requests, next, again, otherwise, false));
              }
              return CompletableFuture.completedFuture(
                  presence.body() == Presence.ABSENT
                      ? new WriteOutcome.Done()
                      : notShown(requests, presence.body(), (Reply.NotOk<T>) reply));
            });
  }

  /** The row is there, or may be, and the user cannot get at it. */
  static WriteOutcome notShown(RowRequests requests, Presence presence, Reply.NotOk<?> said) {
    if (presence == Presence.UNTOLD && requests.isGivenUp()) {
      return new WriteOutcome.Refused(
          requests.givenUp("whether its row is there could not be read", said).reason(),
          requests.hasLost());
    }
    return new WriteOutcome.Refused(requests.error(why(presence), said));
  }

  private static String why(Presence presence) {
    return switch (presence) {
      case ABSENT -> "was not made: there is no such row";
      case SEEN -> "was not made: ServiceNow shows the row, and says that it is not there";
      case HIDDEN ->
          "was not made: ServiceNow counts the row, and an ACL hides it. Let the user read the row";
      case UNTOLD ->
          "was not made: the row is not there, or an ACL hides it, and nothing tells which. Let the"
              + " user read the table";
    };
  }
}
