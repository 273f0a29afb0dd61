/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InsertRateTest {

  private final InsertRate rows = new InsertRate();

  @Test
  void someNewRowsInARowAreUsualUntilSomeWereThere() {
    assertThat(rows.areUsual("incident")).isFalse();
    for (int i = 0; i < 100; i++) {
      rows.found("incident", false);
    }
    assertThat(rows.areUsual("incident")).isTrue();
    assertThat(rows.areUsual("problem")).isFalse();
    for (int i = 0; i < 10; i++) {
      rows.found("incident", true);
    }
    assertThat(rows.areUsual("incident")).isFalse();
  }

  @Test
  void oneInFiveIsNotUsual() {
    for (int i = 0; i < 1000; i++) {
      rows.found("incident", i % 5 != 0);
      assertThat(rows.areUsual("incident")).isFalse();
    }
  }

  @Test
  void tableThatIsWrittenIsRememberedHoweverManyOthersAre() {
    for (int i = 0; i < 25_000; i++) {
      rows.found("incident", false);
      rows.found("u_other_" + i, true);
      assertThat(i < 8 || rows.areUsual("incident")).as("after %d others", i).isTrue();
    }
  }
}
