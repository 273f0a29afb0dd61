/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeasonTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-31T23:59:59Z, , 2025-04-01, 2025-10-01, 2025-11-01, 2026-03-01",
    "2026-04-01T00:00:00Z, SUMMER, 2026-04-01, 2026-10-01, 2025-11-01, 2026-03-01",
    "2026-09-30T23:59:59Z, SUMMER, 2026-04-01, 2026-10-01, 2025-11-01, 2026-03-01",
    "2026-10-01T00:00:00Z, , 2026-04-01, 2026-10-01, 2025-11-01, 2026-03-01",
    "2026-11-01T00:00:00Z, WINTER, 2026-04-01, 2026-10-01, 2026-11-01, 2027-03-01",
    "2026-02-28T23:59:59Z, WINTER, 2025-04-01, 2025-10-01, 2025-11-01, 2026-03-01",
  })
  void yearHasASummerAndAWinterAndTwoMonthsThatAreNeither(
      Instant time, Season season, String summer, String its, String winter, String itsEnd) {
    assertThat(Season.of(time)).isEqualTo(Optional.ofNullable(season));
    assertThat(Season.SUMMER.lastBegin(time)).isEqualTo(summer + " 00:00:00");
    assertThat(Season.SUMMER.lastEnd(time)).isEqualTo(its + " 00:00:00");
    assertThat(Season.WINTER.lastBegin(time)).isEqualTo(winter + " 00:00:00");
    assertThat(Season.WINTER.lastEnd(time)).isEqualTo(itsEnd + " 00:00:00");
  }
}
