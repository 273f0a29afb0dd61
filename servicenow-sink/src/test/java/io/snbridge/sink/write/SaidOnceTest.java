/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SaidOnceTest {

  private final SaidOnce said = new SaidOnce();

  @Test
  void eachThingIsSaidOnce() {
    assertThat(said.isNew("incident", "state")).isTrue();
    assertThat(said.isNew("incident", "state")).isFalse();
    assertThat(said.isNew("incident", "priority")).isTrue();
    assertThat(said.isNew("incident")).isTrue();
  }

  @Test
  void noMoreThanAThousandThingsAreSaid() {
    assertThat(IntStream.range(0, 2_000).filter(i -> said.isNew("column" + i)).count())
        .isEqualTo(1_000);
  }

  @Test
  void namesOfAnyLengthAreRememberedByTheirBeginning() {
    assertThat(said.isNew("a".repeat(1_000) + "b")).isTrue();
    assertThat(said.isNew("a".repeat(1_000) + "c")).isFalse();
  }

  @Test
  void whatWasUsedTheLongestTimeAgoIsForgotten() {
    LastUsed<String, Integer> known = new LastUsed<>(2);
    known.put("a", 1);
    known.put("b", 2);
    assertThat(known.get("a")).isEqualTo(1);
    known.put("c", 3);
    assertThat(known).containsOnlyKeys("a", "c");
  }
}
