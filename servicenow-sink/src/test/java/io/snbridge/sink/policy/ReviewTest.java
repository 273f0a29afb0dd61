/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewTest {

  private final Review policy = new Review(new OwnUsers(Set.of("sync")));

  private static Change change(Long millis) {
    SinkRecord record =
        new SinkRecord("t", 0, null, null, null, null, 0, millis, TimestampType.CREATE_TIME);
    return new Change(
        Change.Operation.UPDATE, "incident", Optional.of("0"), Map.of("state", "2"), record);
  }

  @ParameterizedTest
  @CsvSource({
    // updated on, by, the record's second, for review
    "2026-01-01 00:00:10,bob,9,true",
    "2026-01-01 00:00:10,bob,10,true",
    "2026-01-01 00:00:10,bob,11,false",
    "2026-01-01 00:00:10,bob,,true",
    "2026-01-01 00:00:10,Sync,9,false",
    "'',bob,9,false"
  })
  void changeOfARowThatSomebodyElseHasChangedSinceIsForReview(
      String updatedOn, String updatedBy, Integer second, boolean review) {
    Change change =
        change(
            second == null
                ? null
                : Instant.parse("2026-01-01T00:00:%02d.9Z".formatted(second)).toEpochMilli());
    CurrentRow row =
        new CurrentRow(Map.of("sys_updated_on", updatedOn, "sys_updated_by", updatedBy));
    assertThat(policy.decide(change, Optional.of(row)))
        .isInstanceOf(review ? Decision.Review.class : Decision.Write.class);
  }

  /** The source's records: their timestamp says when they were sent. */
  @ParameterizedTest
  @CsvSource({"2026-01-01T00:00:10Z,true", "2026-01-01T00:00:11Z,false"})
  void timeOfTheHeaderDecidesAndNotTheTimestamp(String header, boolean review) {
    Change change =
        change(
            Instant.parse(review ? "2026-03-01T00:00:00Z" : "2026-01-01T00:00:09Z").toEpochMilli());
    change.record().headers().addString("servicenow.updated.on", header);
    CurrentRow row =
        new CurrentRow(Map.of("sys_updated_on", "2026-01-01 00:00:10", "sys_updated_by", "bob"));
    assertThat(policy.decide(change, Optional.of(row)))
        .isInstanceOf(review ? Decision.Review.class : Decision.Write.class);
  }

  @Test
  void reviewerSeesWhatTheRecordWouldChange() {
    assertThat(policy.columns(change(0L)))
        .containsExactlyInAnyOrder("state", "sys_updated_on", "sys_updated_by");
  }

  @Test
  void rowThatIsNotThereIsWrittenAndOneThatCannotBeJudgedIsRefused() {
    assertThat(policy.decide(change(0L), Optional.empty())).isEqualTo(Decision.write());
    CurrentRow row = new CurrentRow(Map.of("sys_updated_on", "2026-01-01 00:00:10"));
    assertThat(policy.decide(change(0L), Optional.of(row))).isInstanceOf(Decision.Refuse.class);
  }
}
