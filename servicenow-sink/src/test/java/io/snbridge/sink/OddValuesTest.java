/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.config.SinkConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
          "${topic}",
          "%s",
          "*",
          "a:b:c",
          ":",
          "a:",
          "[",
          "(",
          "\\",
          "^NQ",
          "http://",
          "https://x:99999",
          "hex:",
          "hex:zz",
          "a.b.",
          ".a",
          "java.lang.String",
          "x.y",
          "Newest_Wins",
          "REVIEW",
          "Source_Priority",
          "Lookup",
          "DERIVED",
          "Update",
          "BATCH",
          "Import_Set",
          "IDENTIFY_RECONCILE",
          "Flatten",
          "OAuth2",
          "MTLS",
          "pem",
          "Drop",
          "a:1");

  private static final List<Map<String, String>> BASES =
      List.of(
          Map.of(),
          Map.of("write.api", "IMPORT_SET"),
          Map.of("write.api", "Identify_Reconcile", "ire.data.source", "x"),
          Map.of("id.mode", "Lookup", "id.lookup.fields", "number", "topics.regex", "a.*"),
          Map.of("conflict.policy", "Source_Priority", "table.name.format", "u_${topic}"));

  static Collection<String> keys() {
    return SinkConfig.DEFINITION.names();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void validationAnswersShowsItsErrorsAndLetsThroughWhatStarts(String key) {
    for (Map<String, String> base : BASES) {
      for (String odd : ODD) {
        Map<String, String> config = config();
        config.putAll(base);
        config.put(key, odd);
        config.put("servicenow.validation.timeout.ms", "0");
        List<ConfigValue> values = new ServiceNowSinkConnector().validate(config).configValues();
        List<ConfigValue> wrong =
            values.stream().filter(value -> !value.errorMessages().isEmpty()).toList();
        assertThat(wrong).as("%s=%s with %s", key, odd, base).allMatch(ConfigValue::visible);
        if (wrong.isEmpty()) {
          SinkConfig parsed = new SinkConfig(config);
          assertThat(MappingFactory.of(parsed)).isNotNull();
          assertThat(ConflictPolicies.of(parsed)).isNotNull();
        }
      }
    }
  }

  private static Map<String, String> config() {
    return new HashMap<>(
        Map.of(
            "name", "incidents",
            "connector.class", ServiceNowSinkConnector.class.getName(),
            "topics", "incident",
            "servicenow.url", "https://example.service-now.com",
            "servicenow.username", "writer",
            "servicenow.password", "secret"));
  }
}
