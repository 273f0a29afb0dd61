/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeCutTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void windowIsCutIntoQuartersDownToASecondAndGrowsAfterFourParts() {
    TimeCut cut = new TimeCut();
    Instant end = NOON.plusSeconds(100);
    assertThat(cut.end(NOON, end)).isEqualTo(end);
    assertThat(cut.narrows(NOON, end)).isTrue();
    assertThat(cut.end(NOON, end)).isEqualTo(NOON.plusSeconds(25));
    assertThat(cut.end(NOON.plusSeconds(90), end)).as("no farther than the window").isEqualTo(end);
    for (int part = 1; part < 4; part++) {
      assertThat(cut.next(NOON, end)).isEqualTo(NOON.plusSeconds(25));
    }
    assertThat(cut.next(NOON, end)).isEqualTo(NOON.plusSeconds(50));
    for (int part = 1; part < 4; part++) {
      assertThat(cut.next(NOON, end)).isEqualTo(NOON.plusSeconds(50));
    }
    assertThat(cut.narrows(NOON, NOON.plusSeconds(7))).isTrue();
    assertThat(cut.end(NOON, end)).isEqualTo(NOON.plusSeconds(1));
    for (int part = 1; part < 4; part++) {
      assertThat(cut.next(NOON, end)).as("counted anew").isEqualTo(NOON.plusSeconds(1));
    }
    assertThat(cut.narrows(NOON, NOON.plusSeconds(2))).isTrue();
    assertThat(cut.narrows(NOON, NOON.plusSeconds(1))).as("there is no shorter one").isFalse();
  }
}
