/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountingTest {

  @Test
  void pagesAreCountedAlongAgainAfterTenCountsApart() {
    Counting counting = new Counting();
    assertThat(counting.isAlong()).isTrue();
    counting.counted();
    assertThat(counting.isAlong()).isTrue();
    counting.tooMuch();
    for (int i = 0; i < 10; i++) {
      assertThat(counting.isAlong()).isFalse();
      counting.counted();
    }
    assertThat(counting.isAlong()).isTrue();
  }
}
