/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdCutTest {

  @Test
  void rangeIsCutByTheFirstDigitsOfItsIdsAndGrowsAfterFourParts() {
    IdCut cut = new IdCut();
    assertThat(cut.goesOn(Optional.of("4"))).as("all of it was read").isFalse();
    assertThat(cut.narrows("3", Optional.of("4"))).isTrue();
    assertThat(cut.from()).isEmpty();
    assertThat(cut.until()).contains("31");
    assertThat(cut.narrows("3", Optional.of("4"))).isTrue();
    assertThat(cut.until()).contains("301");
    assertThat(cut.goesOn(Optional.of("4"))).isTrue();
    assertThat(cut.from()).contains("301");
    assertThat(cut.until()).contains("302");
    assertThat(cut.narrows("3", Optional.of("4"))).isTrue();
    assertThat(cut.until()).as("what was read is not read again").contains("3011");
    assertThat(cut.narrows("302A" + "0".repeat(28), Optional.of("4"))).isTrue();
    assertThat(cut.until()).contains("302a1");
    for (String until : List.of("302a2", "302a3", "302a4", "302b")) {
      assertThat(cut.goesOn(Optional.of("4"))).isTrue();
      assertThat(cut.until()).contains(until);
    }
  }

  @Test
  void lastPartOfARangeEndsWithIt() {
    IdCut cut = new IdCut();
    assertThat(cut.narrows("3f" + "0".repeat(30), Optional.of("4"))).isTrue();
    assertThat(cut.until()).as("the range's own end").isEmpty();
    assertThat(cut.goesOn(Optional.of("4"))).isFalse();
    IdCut last = new IdCut();
    assertThat(last.narrows("f" + "0".repeat(31), Optional.empty())).isTrue();
    assertThat(last.until()).contains("f1");
    assertThat(last.narrows("f".repeat(32), Optional.empty())).isTrue();
    assertThat(last.until()).as("there is none beyond").isEmpty();
  }

  @Test
  void idsOfAnotherKindAreNotCut() {
    IdCut cut = new IdCut();
    assertThat(cut.narrows("global", Optional.empty())).isTrue();
    assertThat(cut.until()).isEmpty();
  }

  @Test
  void idsAreCutByTwelveDigitsAtMost() {
    IdCut cut = new IdCut();
    for (int digits = 2; digits <= 12; digits++) {
      assertThat(cut.narrows("3", Optional.of("4"))).isTrue();
      assertThat(cut.until().orElseThrow()).hasSize(digits);
    }
    assertThat(cut.narrows("3", Optional.of("4"))).isFalse();
  }
}
