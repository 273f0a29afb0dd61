/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessKeyTest {

  /** Blanks in front, which columns of some types leave out, and what collations pass over. */
  @ParameterizedTest
  @CsvSource({
    "' +49 123', '+49 123'",
    "' red', 'RED '",
    "'re\u00adsum\u00e9', 'resume'",
    "'1990-06-01', '7456'",
    "'PT1H', '3600'"
  })
  void laneIsTheSameForWhatSomeColumnTakesForOne(String one, String other) {
    assertThat(key(one).lane()).isEqualTo(key(other).lane()).isNotEqualTo(key("blue").lane());
  }

  private static BusinessKey key(String value) {
    return new BusinessKey("u_table", new TreeMap<>(Map.of("u_key", value)), false);
  }
}
