/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrapTest {

  @Test
  void breaksBetweenWords() {
    assertThat(Wrap.lines("the key is null", 10, 5)).containsExactly("the key is", "null");
  }

  @Test
  void breaksAWordThatIsLongerThanALine() {
    assertThat(Wrap.lines("0123456789 end", 4, 9)).containsExactly("0123", "4567", "89", "end");
  }

  @Test
  void marksWhatHasNoRoom() {
    assertThat(Wrap.lines("one two three four five", 8, 2)).containsExactly("one two", "three...");
  }

  @Test
  void leavesAloneWhatFits() {
    assertThat(Wrap.lines("fits", 4, 1)).containsExactly("fits");
  }
}
