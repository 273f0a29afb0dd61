/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of keys that nobody reads. */
class SinkUnknownKeysTest {

  private final Map<String, String> config =
      new HashMap<>(
          Map.of(
              "name", "incidents",
              "connector.class", ServiceNowSinkConnector.class.getName(),
              "topics", "incident",
              "servicenow.url", "https://example.service-now.com",
              "servicenow.username", "writer",
              "servicenow.password", "secret",
              "servicenow.validation.timeout.ms", "0"));

  @ParameterizedTest
  @CsvSource({
    "table.name.fromat, table.name.format",
    "write.mehtod, write.method",
    "servicenow.usename, servicenow.username",
    "topic.regex, topics.regex",
    "report.producers.acks, report.producer.acks",
    "bootstrap.servers, report.producer.bootstrap.servers"
  })
  void misspeltKeyIsRefusedAndTheOneThatWasMeantIsNamed(String typed, String meant) {
    config.put(typed, "1");
    assertThat(errors()).containsOnlyKeys(typed);
    assertThat(errors().get(typed))
        .containsExactly("Unknown key '%s': did you mean '%s'?".formatted(typed, meant));
  }

  @Test
  void tableThatAnotherConnectorNamesIsNotIgnored() {
    config.put("servicenow.table", "u_order");
    assertThat(errors()).containsOnlyKeys("servicenow.table");
    assertThat(errors().get("servicenow.table").get(0)).contains("'table.name.format'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report.producer.security.protocol",
        "transforms.mask.type",
        "errors.deadletterqueue.context.headers.enable",
        "exactly.once.support"
      })
  void keysOfConnectOfTheReportsProducerAndOfAPolicyAreKnown(String key) {
    config.put(key, "1");
    assertThat(errors()).isEmpty();
  }

  @Test
  void keysOfAPolicyAreKnownWhereItIsAClass() {
    config.put("conflict.policy.own.users", "kafka");
    config.put("conflict.policy", "newest_wins");
    assertThat(errors()).containsOnlyKeys("conflict.policy.own.users");
    config.put("conflict.policy", "com.acme.NoSuchPolicy");
    assertThat(errors()).containsOnlyKeys("conflict.policy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic.table.map", "fields.rename"})
  void blanksOfAnyKindAreAnEmptyList(String key) {
    config.put(key, "\u0000");
    assertThat(errors()).isEmpty();
  }

  @Test
  void withWarnTheyAreNoErrorsAndAreNamedWhenTheConnectorStarts() {
    config.put("unknown.keys", "warn");
    config.put("write.mehtod", "insert");
    config.put("topic.creation.default.partitions", "1");
    assertThat(errors()).isEmpty();
    try (LogText log = new LogText()) {
      new ServiceNowSinkConnector().start(config);
      assertThat(log.text())
          .containsOnlyOnce("WARN")
          .contains("'write.mehtod': did you mean 'write.method'?")
          .contains(
              "'topic.creation.default.partitions': Connect uses it only for a source connector");
    }
  }

  @Test
  void valuesOfUnknownKeysAreNotRepeated() {
    config.put("servicenow.pasword", "very secret");
    assertThat(new ServiceNowSinkConnector().validate(config).configValues())
        .filteredOn(value -> value.name().equals("servicenow.pasword"))
        .singleElement()
        .satisfies(value -> assertThat(value.value()).isNull());
  }

  private Map<String, List<String>> errors() {
    return new ServiceNowSinkConnector()
        .validate(config).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }
}
