/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptIdsTest {

  private long nanos;
  private final KeptIds ids = new KeptIds(() -> nanos);

  /** A business rule may have come to replace them since. */
  @Test
  void idThatWasKeptLongAgoTellsNothing() {
    assertThat(ids.areKept("incident")).isFalse();
    ids.kept("incident");
    nanos += KeptIds.OF_LATE.toNanos() - 1;
    assertThat(ids.areKept("incident")).isTrue();
    assertThat(ids.areKept("problem")).isFalse();
    nanos++;
    assertThat(ids.areKept("incident")).isFalse();
  }

  @Test
  void tableIsRememberedWhileItIsWrittenHoweverManyOthersAre() {
    for (int i = 0; i < 3 * KeptIds.MOST_TABLES; i++) {
      ids.kept("incident");
      ids.kept("u_other_" + i);
      assertThat(ids.areKept("incident")).isTrue();
    }
    assertThat(ids.areKept("u_other_0")).isFalse();
  }
}
