/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nb", "a\rb", "a\u0000b", "a\u0085b", "a\u2028b", "a\u2029b", "a\ud83db"})
  void whatWouldBeginALineOrIsNoCharacterBecomesAQuestionMark(String text) {
    assertThat(OneLine.of(text, 80)).isEqualTo("a?b");
  }

  @Test
  void textIsCutBetweenCharactersAndNotWithinOne() {
    assertThat(OneLine.of("abc", 3)).isEqualTo("abc");
    assertThat(OneLine.of("abcd", 3)).isEqualTo("abc...");
    assertThat(OneLine.of("ab\ud83d\ude00", 3)).isEqualTo("ab...");
    assertThat(OneLine.of("a\ud83d\ude00", 3)).isEqualTo("a\ud83d\ude00");
  }

  @Test
  void wellFormedTextKeepsItsLines() {
    assertThat(OneLine.wellFormed("a\n\ud83d\ude00\ude00")).isEqualTo("a\n\ud83d\ude00?");
  }
}
