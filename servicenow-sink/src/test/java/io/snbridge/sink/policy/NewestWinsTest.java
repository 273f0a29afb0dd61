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

class NewestWinsTest {

  private final NewestWins policy = new NewestWins(new OwnUsers(Set.of("sync")), "b");

  private static Change change(Long millis, String instance) {
    SinkRecord record =
        new SinkRecord("t", 0, null, null, null, null, 0, millis, TimestampType.CREATE_TIME);
    record.headers().addString("servicenow.instance", instance);
    return new Change(
        Change.Operation.UPSERT, "incident", Optional.of("0"), Map.of("state", "2"), record);
  }

  @ParameterizedTest
  @CsvSource({
    // updated on, by, the record's second and instance, written
    "2026-01-01 00:00:10,bob,9,a,false",
    "2026-01-01 00:00:10,bob,11,a,true",
    "2026-01-01 00:00:10,bob,10,a,false",
    "2026-01-01 00:00:10,bob,10,c,true",
    "2026-01-01 00:00:10,SYNC,9,a,true",
    "'',bob,9,a,true"
  })
  void newestChangeWins(
      String updatedOn, String updatedBy, int second, String instance, boolean written) {
    Instant at = Instant.parse("2026-01-01T00:00:%02d.9Z".formatted(second));
    Change change = change(at.toEpochMilli(), instance);
    assertThat(policy.columns(change))
        .containsExactlyInAnyOrder("sys_updated_on", "sys_updated_by");
    CurrentRow row =
        new CurrentRow(Map.of("sys_updated_on", updatedOn, "sys_updated_by", updatedBy));
    assertThat(policy.decide(change, Optional.of(row)) instanceof Decision.Write)
        .isEqualTo(written);
  }

  /** The source's records: their timestamp says when they were sent. */
  @ParameterizedTest
  @CsvSource({"2026-01-01T00:00:09Z,false", "2026-01-01T00:00:11Z,true"})
  void timeOfTheHeaderDecidesAndNotTheTimestamp(String header, boolean written) {
    Change change =
        change(
            Instant.parse(written ? "2026-01-01T00:00:09Z" : "2026-03-01T00:00:00Z").toEpochMilli(),
            "a");
    change.record().headers().addString("servicenow.updated.on", header);
    CurrentRow row =
        new CurrentRow(Map.of("sys_updated_on", "2026-01-01 00:00:10", "sys_updated_by", "bob"));
    assertThat(policy.decide(change, Optional.of(row)) instanceof Decision.Write)
        .isEqualTo(written);
  }

  @Test
  void recordWithoutATimeIsWrittenWithoutALookAtItsRow() {
    Change change = change(null, "a");
    assertThat(policy.columns(change)).isEmpty();
    assertThat(policy.decide(change, Optional.empty())).isEqualTo(Decision.write());
  }

  @Test
  void rowWhoseStampsMayNotBeReadIsNotJudged() {
    Decision decision =
        policy.decide(
            change(0L, "a"), Optional.of(new CurrentRow(Map.of("sys_updated_by", "bob"))));
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    assertThat(((Decision.Refuse) decision).reason()).contains("sys_updated_on", "newest_wins");
  }
}
