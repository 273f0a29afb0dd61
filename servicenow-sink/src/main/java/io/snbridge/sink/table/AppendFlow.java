/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Creates a row whose id the instance chooses: one POST. What became of one whose answer is lost
 * cannot be read, because nobody knows the row's id; sent again it may make a second row. So it is
 * refused, and says that it may have happened. The client itself sends again what was not executed
 * (429, no connection).
 */
final class AppendFlow {

  private static final int FORBIDDEN = 403;

  private AppendFlow() {}

  static CompletableFuture<WriteOutcome> once(RowRequests requests, Map<String, String> values) {
    return requests.insertOnce(values).thenApply(reply -> outcome(requests, reply));
  }

  private static WriteOutcome outcome(RowRequests requests, Reply<Row> reply) {
    if (reply instanceof Reply.Ok<Row> ok) {
      return new WriteOutcome.Done(ok.body().value(CreateFlow.SYS_ID));
    }
    if (reply instanceof Reply.Unknown<Row> lost) {
      return new WriteOutcome.Refused(
          requests.error(
              "may have been written, and is not sent again, because with id.mode=server it"
                  + " could create a second row",
              lost),
          true);
    }
    if (reply instanceof Reply.Refused<Row> refused && refused.failure().status() == FORBIDDEN) {
      return new WriteOutcome.Refused(
          requests.error(
              "was refused (ServiceNow knows of inserts that were done and answered so: KB2697679)",
              refused));
    }
    return requests.ended(reply);
  }
}
