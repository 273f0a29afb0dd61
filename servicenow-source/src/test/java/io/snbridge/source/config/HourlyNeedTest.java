/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** As the table of the guide "Requests" has it. */
class HourlyNeedTest {

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "servicenow.url",
              "https://dev1.service-now.com",
              "servicenow.username",
              "reader",
              "servicenow.password",
              "secret",
              "poll.interval.ms",
              "5000",
              "lookback.ms",
              "60000"));

  @Test
  void tablesThatChangeNeedARequestAPollAndTheirLooksBack() {
    assertThat(need(10).ifBusy()).isEqualTo(10 * (720 + 120));
  }

  @Test
  void tablesThatCanBeWatchedTogetherNeedTwoRequestsAPoll() {
    assertThat(need(500).ifIdle()).isEqualTo(2 * 720);
    assertThat(need(1).ifIdle()).as("alone").isEqualTo(720 + 120);
  }

  @Test
  void deletesNeedAsMuchAgainAndAreNotWatched() {
    settings.put("deletes", "tombstone");
    assertThat(need(10).ifIdle()).isEqualTo(10 * (2 * 720 + 120));
    assertThat(need(10).ifBusy()).isEqualTo(10 * (2 * 720 + 120));
  }

  @Test
  void quietTablesNeedLessIfTheirIntervalsGrow() {
    settings.put("deletes", "tombstone");
    settings.put("poll.interval.max.ms", "60000");
    assertThat(need(10).ifIdle()).isEqualTo(10 * (2 * 60 + 60));
  }

  @Test
  void limitThatIsTooSmallIsSaidAndAnyOtherIsNot() {
    assertThat(need(500).shortage(2_058)).isEmpty();
    assertThat(need(500).shortage(0)).as("none").isEmpty();
    assertThat(need(500).shortage(500).orElseThrow())
        .contains("1440 requests", "420000 if every", "of 500, 350", "4.1 times");
  }

  private HourlyNeed need(int tables) {
    settings.put(
        "tables",
        IntStream.range(0, tables).mapToObj(i -> "t" + i).collect(Collectors.joining(",")));
    List<TableConfig> configs = SourceConfig.parse(settings).tables();
    return HourlyNeed.of(configs);
  }
}
