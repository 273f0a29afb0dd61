/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void firstLineIsLoggedAndThenOneAMinuteWithTheNumberOfTheOthers() {
    OncePerMinute warnings = new OncePerMinute(nanos::get);
    assertThat(warnings.due()).contains("");
    pass(Duration.ofSeconds(30));
    assertThat(warnings.due()).isEmpty();
    pass(Duration.ofMillis(29_999));
    assertThat(warnings.due()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(warnings.due()).contains(" (2 more since the last such line)");
    pass(Duration.ofSeconds(60));
    assertThat(warnings.due()).contains("");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.35S, 350 ms",
    "PT45.9S, 45 s",
    "PT7M20S, 7 min 20 s",
    "PT8M, 8 min",
    "PT3H5M59S, 3 h 5 min",
    "PT25H59M, 1 d 1 h"
  })
  void timesHaveTwoUnitsAtMost(Duration time, String words) {
    assertThat(Words.of(time)).isEqualTo(words);
  }

  @Test
  void listsAreNotLongerThanTwentyNames() {
    assertThat(Words.of(List.of("a", "b"))).isEqualTo("'a', 'b'");
    assertThat(Words.of(IntStream.range(0, 23).mapToObj(Integer::toString).toList()))
        .startsWith("'0', '1'")
        .endsWith("'19' and 3 more");
  }
}
