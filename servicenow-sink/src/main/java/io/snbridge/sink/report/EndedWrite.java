/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import io.snbridge.sink.OutcomeUnknownException;
import io.snbridge.sink.RefusedRecordException;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record whose write has ended, and what is told of it.
 *
 * @param correlationId of all requests of the write
 */
public record EndedWrite(SinkRecord record, Write write, String correlationId) {

  /** It was written. */
  public WriteReport report(WriteOutcome.Done done) {
    return report(
        done.sysId().or(this::known),
        WriteReport.SUCCESS,
        Optional.empty(),
        done.different(),
        Optional.empty());
  }

  /** The conflict policy did not write it. */
  public WriteReport report(WriteOutcome.Skipped skipped) {
    return notWritten(known(), "skipped", skipped.reason());
  }

  /** It is for a person to decide. */
  public WriteReport report(WriteOutcome.ForReview review) {
    return notWritten(review.sysId(), "review", review.reason());
  }

  /** It was refused. */
  public WriteReport report(WriteOutcome.Refused refused) {
    RefusedRecordException refusal =
        refused.mayBeWritten()
            ? new OutcomeUnknownException(record, correlationId, refused.reason())
            : new RefusedRecordException(record, correlationId, refused.reason());
    return report(known(), WriteReport.FAILURE, Optional.empty(), Set.of(), Optional.of(refusal));
  }

  /** For the person who is to decide. */
  public ReviewMessage message(WriteOutcome.ForReview review) {
    return new ReviewMessage(record, write, correlationId, review);
  }

  private WriteReport notWritten(Optional<String> sysId, String outcome, String reason) {
    return report(sysId, outcome, Optional.of(reason), Set.of(), Optional.empty());
  }

  private WriteReport report(
      Optional<String> sysId,
      String outcome,
      Optional<String> reason,
      Set<String> different,
      Optional<RefusedRecordException> refusal) {
    return new WriteReport(
        record, Optional.of(write), sysId, correlationId, outcome, reason, different, refusal);
  }

  private Optional<String> known() {
    return Optional.of(write).filter(Write::isById).map(Write::sysId);
  }
}
