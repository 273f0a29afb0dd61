/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.ServiceNowSourceConnector;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTimeTest {

  private final Map<String, String> config =
      new HashMap<>(
          Map.of(
              "servicenow.url", "https://example.service-now.com",
              "servicenow.username", "reader",
              "servicenow.password", "secret",
              "servicenow.validation.timeout.ms", "0",
              "tables", "incident,problem"));

  @ParameterizedTest
  @CsvSource({
    "2026-01-31, 2026-01-31T00:00:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "2026-01-31 17:16:48, 2026-01-31T17:16:48Z"
  })
  void dateAloneIsItsMidnightInUtc(String typed, Instant meant) {
    config.put("start.timestamp", typed);
    config.put("table.problem.start.timestamp", typed);
    assertThat(errors()).isEmpty();
    assertThat(SourceConfig.parse(config).tables())
        .hasSize(2)
        .allSatisfy(table -> assertThat(table.startTimestamp()).isEqualTo(Optional.of(meant)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-02-30", "31.01.2026", "2026-1-31", "2026-01-31T00:00:00Z", "yesterday"})
  void whatIsNeitherIsRefusedWithTheFormsThatAreAccepted(String typed) {
    config.put("start.timestamp", typed);
    config.put("table.problem.start.timestamp", typed);
    Map<String, List<String>> errors = errors();
    assertThat(errors).containsOnlyKeys("start.timestamp", "table.problem.start.timestamp");
    assertThat(errors.values())
        .allSatisfy(
            messages ->
                assertThat(messages.get(0))
                    .contains("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd for midnight", "UTC"));
  }

  @Test
  void missingOneIsAskedForWithBothForms() {
    config.put("table.problem.snapshot.mode", "never");
    assertThat(errors().values()).singleElement().asString().contains("yyyy-MM-dd for midnight");
  }

  private Map<String, List<String>> errors() {
    return new ServiceNowSourceConnector()
        .validate(config).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }
}
