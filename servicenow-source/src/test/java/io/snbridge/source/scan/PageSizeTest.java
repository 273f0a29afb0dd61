/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageSizeTest {

  private final PageSize size = new PageSize(100);

  @Test
  void halvesDownToOneRow() {
    for (int i = 0; i < 20; i++) {
      size.tooMuch(size.limit());
    }
    assertThat(size.limit()).isEqualTo(1);
  }

  @Test
  void severalReadersWithTheSameTroubleHalveItOnce() {
    size.tooMuch(100);
    size.tooMuch(100);
    size.tooMuch(100);

    assertThat(size.limit()).isEqualTo(50);
  }

  @Test
  void growsBackAfterFullPagesButNotBeyondTheSetting() {
    size.tooMuch(100);
    for (int i = 0; i < 9; i++) {
      size.full(50);
    }
    assertThat(size.limit()).isEqualTo(50);

    size.full(50);
    assertThat(size.limit()).isEqualTo(100);

    for (int i = 0; i < 50; i++) {
      size.full(100);
    }
    assertThat(size.limit()).isEqualTo(100);
  }

  /** Full pages of before are no reason to grow. */
  @Test
  void onlyPagesOfThePresentSizeCountTowardsGrowth() {
    for (int i = 0; i < 50; i++) {
      size.full(100);
    }
    size.tooMuch(100);
    size.full(50);
    assertThat(size.limit()).isEqualTo(50);
    for (int i = 0; i < 50; i++) {
      size.full(100);
    }
    assertThat(size.limit()).isEqualTo(50);
    size.tooMuch(50);
    for (int i = 0; i < 9; i++) {
      size.full(25);
    }
    assertThat(size.limit()).isEqualTo(25);
  }
}
