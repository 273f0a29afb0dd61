/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PageSizeTest {

  private static final int MANY = Integer.MAX_VALUE;
  private static final Duration FAST = Duration.ofMillis(200);

  private final PageSize size = new PageSize(100, 100);
  private final PageSize growing = new PageSize(100, 1000);

  @Test
  void halvesDownToOneRow() {
    for (int i = 0; i < 20; i++) {
      size.tooMuch(size.limit(MANY));
    }
    assertThat(size.limit(MANY)).isEqualTo(1);
  }

  @Test
  void severalReadersWithTheSameTroubleHalveItOnce() {
    size.tooMuch(100);
    size.tooMuch(100);
    size.tooMuch(100);

    assertThat(size.limit(MANY)).isEqualTo(50);
  }

  @Test
  void growsBackAfterFullPagesButNotBeyondTheSetting() {
    size.tooMuch(100);
    full(size, 50, 9);
    assertThat(size.limit(MANY)).isEqualTo(50);

    full(size, 50, 1);
    assertThat(size.limit(MANY)).isEqualTo(100);

    full(size, 100, 50);
    assertThat(size.limit(MANY)).isEqualTo(100);
  }

  /** Full pages of before are no reason to grow. */
  @Test
  void onlyPagesOfThePresentSizeCountTowardsGrowth() {
    full(size, 100, 50);
    size.tooMuch(100);
    full(size, 50, 1);
    assertThat(size.limit(MANY)).isEqualTo(50);
    full(size, 100, 50);
    assertThat(size.limit(MANY)).isEqualTo(50);
    size.tooMuch(50);
    full(size, 25, 9);
    assertThat(size.limit(MANY)).isEqualTo(25);
  }

  @Test
  void doublesAfterEveryThirdFastPageUpToTheMost() {
    full(growing, 100, 2);
    assertThat(growing.limit(MANY)).isEqualTo(100);
    full(growing, 100, 1);
    assertThat(growing.limit(MANY)).isEqualTo(200);
    full(growing, 200, 3);
    full(growing, 400, 3);
    assertThat(growing.limit(MANY)).isEqualTo(800);
    full(growing, 800, 3);
    full(growing, 1000, 30);
    assertThat(growing.limit(MANY)).isEqualTo(1000);
  }

  @Test
  void pagesThatTakeLongDoNotGrow() {
    for (int i = 0; i < 50; i++) {
      growing.full(100, PageSize.FAST.plusMillis(1), MANY);
    }
    assertThat(growing.limit(MANY)).isEqualTo(100);
  }

  @Test
  void grownPageThatTakesMuchLongerIsHalvedButNotTheFirstSize() {
    full(growing, 100, 3);
    growing.full(200, PageSize.SLOW.plusMillis(1), MANY);
    assertThat(growing.limit(MANY)).isEqualTo(100);
    growing.full(100, PageSize.SLOW.plusMillis(1), MANY);
    assertThat(growing.limit(MANY)).isEqualTo(100);
  }

  @Test
  void growsNoFurtherThanItsBytesFit() {
    for (int i = 0; i < 3; i++) {
      growing.full(100, FAST, 150);
    }
    assertThat(growing.limit(150)).isEqualTo(150);
    assertThat(growing.limit(120)).as("rows have become larger").isEqualTo(120);
    assertThat(growing.limit(10)).as("what was asked for").isEqualTo(100);
  }

  @Test
  void sizeThatWasTooMuchIsTriedAgainEverMoreRarely() {
    full(growing, 100, 3);
    growing.tooMuch(200);
    full(growing, 100, 9);
    assertThat(growing.limit(MANY)).isEqualTo(100);
    full(growing, 100, 1);
    assertThat(growing.limit(MANY)).isEqualTo(200);

    growing.tooMuch(200);
    full(growing, 100, 19);
    assertThat(growing.limit(MANY)).isEqualTo(100);
    full(growing, 100, 1);
    assertThat(growing.limit(MANY)).isEqualTo(200);
  }

  @Test
  void sizeThatIsAnsweredAgainIsNoLongerTooMuch() {
    full(growing, 100, 3);
    growing.tooMuch(200);
    full(growing, 100, 10);
    full(growing, 200, 3);
    assertThat(growing.limit(MANY)).isEqualTo(400);
  }

  private static void full(PageSize size, int limit, int pages) {
    for (int i = 0; i < pages; i++) {
      size.full(limit, FAST, MANY);
    }
  }
}
