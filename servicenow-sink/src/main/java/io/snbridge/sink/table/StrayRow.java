/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.WriteOutcome;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row that a write made and that is not to stay. Nothing but the write knows of it, so somebody
 * must be told its id as long as it may be there. Its write's requests run one after the other, so
 * it needs no guard.
 */
final class StrayRow {

  private static final Logger LOG = LoggerFactory.getLogger(StrayRow.class);

  private final RowRequests requests;
  private final String id;
  private boolean gone;

  /**
   * @param id empty when nothing tells it
   */
  StrayRow(RowRequests requests, String id) {
    this.requests = requests;
    this.id = id;
  }

  String id() {
    return id;
  }

  boolean hasId() {
    return !id.isEmpty();
  }

  /** Whether it is certain that it is not there any more. */
  boolean isGone() {
    return gone;
  }

  /** Takes it back; done when it is gone, or nothing can be done about it. */
  CompletableFuture<WriteOutcome> delete() {
    if (!hasId()) {
      return CompletableFuture.completedFuture(new WriteOutcome.Done());
    }
    return requests
        .delete(id)
        .thenCompose(
            reply ->
                RowRequests.isNotFound(reply)
                    ? requests
                        .presence(id)
                        .thenApply(told -> isAbsent(told) ? deleted() : outcome(reply))
                    : CompletableFuture.completedFuture(outcome(reply)));
  }

  private static boolean isAbsent(Reply<Presence> told) {
    return told instanceof Reply.Ok<Presence> ok && ok.body() == Presence.ABSENT;
  }

  private WriteOutcome deleted() {
    gone = true;
    return new WriteOutcome.Done();
  }

  private WriteOutcome outcome(Reply<?> reply) {
    if (!(reply instanceof Reply.NotOk<?> notOk)) {
      return deleted();
    }
    ConnectException error =
        requests.error(
            "was answered by a second row, %s, which could not be deleted".formatted(id), notOk);
    return notOk instanceof Reply.Refused
        ? new WriteOutcome.Refused(error)
        : new WriteOutcome.Failed(error);
  }

  /** To be called when its write is cut short: revoked, or the task is stopped. */
  void cutShort() {
    if (!gone && hasId()) {
      LOG.warn(
          "The {} was cut short. ServiceNow had made a row with another sys_id for it, {}, which may"
              + " be left there: delete it [correlation id {}]",
          requests.write().describe(),
          id,
          requests.correlationId());
    }
  }
}
