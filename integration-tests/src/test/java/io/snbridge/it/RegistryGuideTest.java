/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.api.Test;

/** The examples for converters; {@code SchemaIT} runs those that run here. */
class RegistryGuideTest {

  @Test
  void everyExampleIsTakenByBothConnectors() throws Exception {
    for (Map.Entry<String, Map<String, String>> example : RegistryExamples.read().entrySet()) {
      assertThat(example.getValue()).containsKey("value.converter");
      for (Connector connector :
          List.of(new ServiceNowSourceConnector(), new ServiceNowSinkConnector())) {
        assertThat(errors(connector, example.getValue())).as(example.getKey()).isEmpty();
      }
    }
  }

  @Test
  void keyThatIsNotOfAConverterIsFound() {
    assertThat(errors(new ServiceNowSinkConnector(), Map.of("value.convertor.scheme.url", "x")))
        .isNotEmpty();
  }

  private static List<String> errors(Connector connector, Map<String, String> converter) {
    Map<String, String> settings = new HashMap<>(converter);
    settings.putAll(
        Map.of(
            "name", "parts",
            "connector.class", connector.getClass().getName(),
            "servicenow.url", "https://dev12345.service-now.com",
            "servicenow.username", "u",
            "servicenow.password", "p",
            "servicenow.validation.timeout.ms", "0"));
    settings.putAll(
        connector instanceof ServiceNowSourceConnector
            ? Map.of("tables", "u_part")
            : Map.of("topics", "u_part"));
    return connector.validate(settings).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }
}
