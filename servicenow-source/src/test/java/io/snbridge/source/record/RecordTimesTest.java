/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.DisplayValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordTimesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // the topic's before.max and after.max, the row's time, whether Kafka gets it
    "P3650D, PT1H, 2026-03-01T12:00:00Z, true",
    "P3650D, PT1H, 1970-01-01T00:00:00Z, false",
    "P36500D, PT1H, 1970-01-01T00:00:00Z, true",
    "P36500D, PT1H, 1969-12-31T23:59:59Z, false",
    "P3650000D, PT1H, 1900-01-01T00:00:00Z, false",
    "P3650000D, PT1H, 0001-01-01T00:00:00Z, false",
    // five minutes are for clocks that differ, and for the way
    "P36500D, PT1H, 2026-03-01T12:55:00Z, true",
    "P36500D, PT1H, 2026-03-01T12:55:01Z, false",
    "P36500D, PT1H, 9999-12-31T23:59:59Z, false",
    "P7D, PT1H, 2026-02-22T12:05:00Z, true",
    "P7D, PT1H, 2026-02-22T12:04:59Z, false",
    // of a narrow limit a half
    "PT1M, PT1M, 2026-03-01T12:00:30Z, true",
    "PT1M, PT1M, 2026-03-01T11:59:29Z, false"
  })
  void timeThatTheTopicWouldRefuseIsLeftOut(
      Duration beforeMax, Duration afterMax, Instant changed, boolean taken) {
    assertThat(times(beforeMax, afterMax).of(Optional.of(changed), "ab"))
        .isEqualTo(taken ? changed.toEpochMilli() : null);
  }

  @Test
  void noLimitTakesEveryTimeThatIsNotNegative() {
    RecordTimes times = times(TimestampRules.FOREVER, TimestampRules.FOREVER);

    assertThat(times.of(Optional.of(Instant.EPOCH), "ab")).isZero();
    assertThat(times.of(Optional.of(Instant.parse("9999-12-31T23:59:59Z")), "ab")).isPositive();
    assertThat(times.of(Optional.empty(), "ab")).isNull();
  }

  private static RecordTimes times(Duration beforeMax, Duration afterMax) {
    return new RecordTimes(
        new RecordSettings(
            "incident",
            "servicenow.incident",
            List.of(),
            "sys_updated_on",
            "sys_id",
            SchemaMode.NONE,
            OutputFormat.RECORD,
            Map.of(),
            TimeMode.CONNECT,
            InvalidValues.NULL,
            DisplayValue.FALSE,
            References.AS_IDS,
            KeyMode.SYS_ID,
            List.of(),
            new TimestampRules(
                TimestampRules.Whose.ROW, beforeMax, afterMax, TimestampRules.FOREVER),
            Set.of()),
        InstantSource.fixed(NOW));
  }
}
