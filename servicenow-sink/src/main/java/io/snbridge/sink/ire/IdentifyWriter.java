/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.ire;

import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.ServerErrorBudget;
import io.snbridge.sink.write.TableWriteCounts;
import io.snbridge.sink.write.WriteAttempts;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Writes by the Identification and Reconciliation API, a record's payload in each request: within
 * one, an item's error abandons the others. Identification finds what it made before, so that an
 * unknown outcome is sent again, as a PATCH is.
 */
public final class IdentifyWriter implements Writer {

  private final IdentifyApi identification;
  private final String dataSource;
  private final RetryPolicy retryPolicy;
  private final TableWriteCounts written = new TableWriteCounts();

  /**
   * A writer to one instance.
   *
   * @param dataSource a choice of {@code cmdb_ci.discovery_source}
   */
  public IdentifyWriter(IdentifyApi identification, String dataSource, RetryPolicy retryPolicy) {
    this.identification = identification;
    this.dataSource = dataSource;
    this.retryPolicy = retryPolicy;
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    Write.Identify item = (Write.Identify) call.write();
    WriteAttempts attempts =
        new WriteAttempts(
            retryPolicy,
            call,
            new ServerErrorBudget(retryPolicy.maxServerErrors(), written.of(item.table())));
    String payload = item.payload().json(item.table(), item.values(), dataSource);
    return attempts
        .untilKnown(
            () ->
                identification.identify(
                    dataSource, payload, item.payload().items(), call.correlationId()))
        .thenApply(reply -> outcome(attempts, reply))
        .whenComplete((outcome, error) -> attempts.holdLane(outcome));
  }

  private WriteOutcome outcome(WriteAttempts attempts, Reply<Identified> reply) {
    if (reply instanceof Reply.Ok<Identified> ok) {
      return ok.body().problems().isEmpty()
          ? new WriteOutcome.Done(ok.body().sysId())
          : refused(attempts, ok.body());
    }
    if (reply instanceof Reply.Unknown<Identified> lost && attempts.isGivenUp()) {
      return new WriteOutcome.Refused(
          attempts.givenUp("it may have happened", lost).reason(), true);
    }
    return reply instanceof Reply.Refused<Identified> refused
            && isOfDataSource(refused.failure().message(), refused.failure().detail())
        ? wrongSource(attempts, refused)
        : attempts.ended(reply);
  }

  private WriteOutcome refused(WriteAttempts attempts, Identified answer) {
    Identified.Problem first = answer.problems().get(0);
    String log = answer.logContext().isEmpty() ? "" : ", log context " + answer.logContext();
    Reply.NotOk<?> reply =
        attempts.says(
            IdentifyApi.PATH,
            200,
            first.code(),
            answer.problems().stream()
                .map(each -> each.what() + ": " + each.code() + " " + each.message())
                .distinct()
                .collect(Collectors.joining("; ", "", log)));
    return isOfDataSource(first.code(), first.message())
        ? wrongSource(attempts, reply)
        : new WriteOutcome.Refused(attempts.error("was refused", reply));
  }

  /** Seen on a real instance; it is the same for every record. */
  private static boolean isOfDataSource(String code, String message) {
    return code.equals("INVALID_INPUT_DATA")
        && message.toLowerCase(Locale.ROOT).contains("data source");
  }

  private WriteOutcome wrongSource(WriteAttempts attempts, Reply.NotOk<?> reply) {
    return new WriteOutcome.Failed(
        attempts.error(
            ("failed, because '%s' (ire.data.source) is not a choice of cmdb_ci.discovery_source."
                    + " Add it there, spelled exactly like this, or name one that exists")
                .formatted(dataSource),
            reply));
  }
}
