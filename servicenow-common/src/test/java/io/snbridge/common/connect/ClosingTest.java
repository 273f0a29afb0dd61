/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

  @Test
  void stepThatFailsKeepsNoneOfTheOthersFromBeingDone() {
    List<Integer> done = new ArrayList<>();
    Closing.all(
        () -> done.add(1),
        () -> {
          throw new IllegalStateException("2");
        },
        () -> done.add(3));
    assertThat(done).containsExactly(1, 3);
  }
}
