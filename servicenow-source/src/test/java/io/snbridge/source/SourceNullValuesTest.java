/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys whose value is JSON's null, with which Connect asks the connector all the same. */
class SourceNullValuesTest {

  private static final Set<String> REQUIRED =
      Set.of("tables", "servicenow.url", "servicenow.username", "servicenow.password");

  /** The timeout's default is to ask the instance, and there is none. */
  private static List<String> wrongWithout(String key) {
    if (key.equals("servicenow.validation.timeout.ms")) {
      return List.of("servicenow.url");
    }
    return REQUIRED.contains(key) ? List.of(key) : List.of();
  }

  static Stream<String> keys() {
    return new ServiceNowSourceConnector().config().names().stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void keyWithoutAValueIsAsIfItWereNotThere(String key) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "name", "incidents",
                "connector.class", ServiceNowSourceConnector.class.getName(),
                "tables", "incident",
                "servicenow.url", "http://127.0.0.1:1",
                "servicenow.username", "somebody",
                "servicenow.password", "secret",
                "servicenow.validation.timeout.ms", "0"));
    config.put(key, null);
    assertThat(
            new ServiceNowSourceConnector()
                .validate(config).configValues().stream()
                    .filter(value -> !value.errorMessages().isEmpty())
                    .map(ConfigValue::name)
                    .toList())
        .isEqualTo(wrongWithout(key));
  }
}
