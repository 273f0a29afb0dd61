/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TableWriteCountsTest {

  private final TableWriteCounts written = new TableWriteCounts();

  private void others() {
    for (int i = 0; i < 25_000; i++) {
      written.of("u_other_" + i).incrementAndGet();
    }
  }

  /** Else a record whose answers tell nothing would never see that others are written. */
  @Test
  void countThatIsHeldGoesOnHoweverManyTablesFollow() {
    AtomicLong held = written.of("incident");
    others();
    System.gc();
    others();
    written.of("incident").incrementAndGet();
    assertThat(held).hasValue(1);
  }

  @Test
  void countsThatNobodyHoldsAreForgotten() {
    AtomicLong held = written.of("incident");
    others();
    await()
        .until(
            () -> {
              System.gc();
              return written.of("incident") == held && written.tables() < 100;
            });
    assertThat(written.tables()).isPositive();
  }
}
