/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {

  private static final Spelling KEYS =
      new Spelling(
          List.of(
              "tables",
              "poll.interval.ms",
              "page.size",
              "servicenow.url",
              "servicenow.proxy.url",
              "servicenow.proxy.username",
              "servicenow.username"));

  @ParameterizedTest
  @CsvSource({
    "poll.intervall.ms, poll.interval.ms",
    "pol.intreval.ms, poll.interval.ms",
    "POLL_INTERVAL_MS, poll.interval.ms",
    "page-size, page.size",
    "table, tables",
    "servicenow.usrename, servicenow.username"
  })
  void slipOfTheFingersIsFound(String typed, String meant) {
    assertThat(KEYS.slip(typed)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "file.type", "batch.max.rows", "x"})
  void whatIsFarFromAllIsNoSlip(String typed) {
    assertThat(KEYS.slip(typed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "url, servicenow.url",
    "username, servicenow.username",
    "proxy.url, servicenow.proxy.url",
    "source.poll.interval.ms, poll.interval.ms"
  })
  void partOfANameAndMoreThanOneAreFound(String typed, String meant) {
    assertThat(KEYS.part(typed)).contains(meant);
  }

  @Test
  void endOfAWordIsNoPart() {
    assertThat(KEYS.part("ables")).isEmpty();
    assertThat(KEYS.part("mytables")).isEmpty();
  }
}
