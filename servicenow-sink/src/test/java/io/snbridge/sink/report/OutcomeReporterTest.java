/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.snbridge.sink.offset.Ledger;
import io.snbridge.sink.offset.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class OutcomeReporterTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final OutcomeReporter outcomes =
      new OutcomeReporter(
          DeadLetters.of(Optional.empty(), Map.of()),
          ReportTopics.none(),
          Clock.fixed(NOON, ZoneOffset.UTC));

  private void concludes(Long timestamp, String outcome) {
    Ticket ticket = new Ledger().deliver(new TopicPartition("t", 0), 0, 1);
    SinkRecord record =
        new SinkRecord("t", 0, null, null, null, null, 0, timestamp, TimestampType.CREATE_TIME);
    outcomes.conclude(
        ticket,
        new WriteReport(
            record,
            Optional.empty(),
            Optional.empty(),
            "c-1",
            outcome,
            Optional.empty(),
            Set.of(),
            Optional.empty()),
        Optional.empty());
  }

  @Test
  void timeFromRecordToRowIsThatOfWrittenRecords() {
    concludes(NOON.minusSeconds(20).toEpochMilli(), WriteReport.SUCCESS);
    concludes(NOON.minus(Duration.ofHours(1)).toEpochMilli(), "skipped");

    assertThat(outcomes.written()).isEqualTo(1);
    assertThat(outcomes.endToEnd().millis(0.99)).isCloseTo(20_000, within(800.0));
  }

  @Test
  void recordWithoutATimestampTellsNoTime() {
    concludes(null, WriteReport.SUCCESS);
    concludes(-1L, WriteReport.SUCCESS);

    assertThat(outcomes.written()).isEqualTo(2);
    assertThat(outcomes.endToEnd().millis(0.99)).isEqualTo(-1);
  }

  @Test
  void timestampInMicrosecondsOrOfTheFarFutureEndsNothing() {
    concludes(NOON.toEpochMilli() * 1000, WriteReport.SUCCESS);
    concludes(Long.MAX_VALUE, WriteReport.SUCCESS);

    assertThat(outcomes.written()).isEqualTo(2);
    assertThat(outcomes.endToEnd().millis(0.99)).isZero();
  }
}
