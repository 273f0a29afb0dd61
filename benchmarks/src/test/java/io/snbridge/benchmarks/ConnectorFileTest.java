/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorFileTest {

  private static final Map<String, String> VALUES =
      new HashMap<>(
          Map.of(
              "url", "http://localhost",
              "user", "u",
              "password", "p",
              "table", "u_wide",
              "requests", "4",
              "rows", "10",
              "page.size", "1000",
              "poll.interval.ms", "1000"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snbridge.json",
        "snbridge-growing-pages.json",
        "ready-rows.json",
        "ready-text.json"
      })
  void everyConnectorFileIsFilledWithTheValuesOfARun(String file) throws IOException {
    ConnectorFile connector = ConnectorFile.read(Path.of("connectors", file));

    assertThat(connector.config(VALUES).toString())
        .contains("connector.class")
        .doesNotContain("${");
    assertThat(connector.topics(VALUES)).hasSize(1).noneMatch(topic -> topic.contains("$"));
  }

  @Test
  void placeholderWithoutAValueIsRefusedByName() throws IOException {
    ConnectorFile connector = ConnectorFile.read(Path.of("connectors", "snbridge.json"));
    Map<String, String> values = new HashMap<>(VALUES);
    values.remove("url");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> connector.config(values))
        .withMessageContaining("${url}");
  }

  @Test
  void tableIsMarkdown() {
    MarkdownTable table = new MarkdownTable("what", "rows/s");
    table.add("a", 12_345.6);
    table.add("b", 3);

    assertThat(table.toString().lines().toList())
        .isEqualTo(List.of("| what | rows/s |", "| --- | --- |", "| a | 12,346 |", "| b | 3 |"))
        .hasSize(4);
  }
}
