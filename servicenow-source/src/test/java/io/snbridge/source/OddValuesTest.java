/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.SourceDefinitions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values that nobody means, in every key. To Connect an exception of {@code validate} is an
 * internal error, and what it lets through must start.
 */
class OddValuesTest {

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          ",",
          "a,",
          "\u0000",
          "a\nb",
          "-1",
          "0",
          "NaN",
          "1e400",
          "99999999999999999999",
          "TRUE",
          "${a:b}",
          "%s",
          "*",
          "a:b:c",
          ":",
          "[",
          "(",
          "\\",
          "^NQ",
          "a=b^ORDERBYc",
          "http://",
          "https://x:99999",
          "https://a_b",
          "2024-02-30",
          "20240-01-01",
          "x.y",
          "Row",
          "ENVELOPE",
          "Field_Hash",
          "NEVER",
          "OAuth2",
          "MTLS",
          "JWT_Bearer",
          "pem",
          "Event");

  static Stream<String> keys() {
    return Stream.concat(
        SourceDefinitions.connector().names().stream(),
        SourceDefinitions.table().names().stream()
            .flatMap(key -> Stream.of("table.incident." + key, "table.cmdb_ci." + key)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void validationAnswersShowsItsErrorsAndLetsThroughWhatStarts(String key) {
    for (String odd : ODD) {
      Map<String, String> config = config();
      config.put(key, odd);
      config.put("servicenow.validation.timeout.ms", "0");
      List<ConfigValue> values = new ServiceNowSourceConnector().validate(config).configValues();
      List<ConfigValue> wrong =
          values.stream().filter(value -> !value.errorMessages().isEmpty()).toList();
      assertThat(wrong).as("%s=%s", key, odd).allMatch(ConfigValue::visible);
      if (wrong.isEmpty()) {
        assertThat(SourceConfig.parse(config).entries()).isNotNull();
      }
    }
  }

  private static Map<String, String> config() {
    return new HashMap<>(
        Map.of(
            "name", "incidents",
            "connector.class", ServiceNowSourceConnector.class.getName(),
            "servicenow.url", "https://example.service-now.com",
            "servicenow.username", "reader",
            "servicenow.password", "secret",
            "tables", "incident,cmdb_*"));
  }
}
