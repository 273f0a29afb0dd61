/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

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
class SourceUnknownKeysTest {

  private final Map<String, String> config =
      new HashMap<>(
          Map.of(
              "name", "incidents",
              "connector.class", ServiceNowSourceConnector.class.getName(),
              "servicenow.url", "https://example.service-now.com",
              "servicenow.username", "reader",
              "servicenow.password", "secret",
              "servicenow.validation.timeout.ms", "0",
              "tables", "incident,change.request,cmdb_*",
              "table.change.request.name", "change_request"));

  @ParameterizedTest
  @CsvSource({
    "poll.intervall.ms, poll.interval.ms",
    "servicenow.pasword, servicenow.password",
    "servicenow.ssl.truststore.pasword, servicenow.ssl.truststore.password",
    "SNAPSHOT_MODE, snapshot.mode",
    "username, servicenow.username",
    "servicenow.page.size, page.size",
    "task.max, tasks.max",
    "transform.mask.type, transforms.mask.type",
    "producer.overide.acks, producer.override.acks",
    "producer.linger.ms, producer.override.linger.ms",
    "tables.incident.query, table.incident.query",
    "task.tables, tables",
    "table.incident.page.sise, table.incident.page.size",
    "table.incidnt.query, table.incident.query",
    "table.change_request.fields, table.change.request.fields",
    "table.cmdb_ci.dispaly.value, table.cmdb_ci.display.value"
  })
  void misspeltKeyIsRefusedAndTheOneThatWasMeantIsNamed(String typed, String meant) {
    config.put(typed, "1");
    assertThat(errors()).containsOnlyKeys(typed);
    assertThat(errors().get(typed).get(0))
        .startsWith("Unknown key '" + typed + "'")
        .contains("did you mean '" + meant + "'?");
  }

  @Test
  void keyThatNothingIsLikeIsRefusedWithTheWayOut() {
    config.put("colour", "red");
    assertThat(errors().get("colour").get(0)).contains("'unknown.keys=warn'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.providers", "config.providers.file.class", "plugin.path"})
  void keyOfTheWorkerIsRefusedAsSuch(String key) {
    config.put(key, "1");
    assertThat(errors().get(key).get(0)).contains("it is a key of the worker");
  }

  @Test
  void keysOfNoAliasAndKeysThatNoTableHasAreRefused() {
    config.put("table.problem.query", "active=true");
    config.put("table.incident.tables.refresh.interval.ms", "5");
    config.put("table.incident.colour", "red");
    Map<String, List<String>> errors = errors();
    assertThat(errors)
        .containsOnlyKeys(
            "table.problem.query",
            "table.incident.tables.refresh.interval.ms",
            "table.incident.colour");
    assertThat(errors.get("table.problem.query").get(0))
        .contains("no alias in 'tables'", "incident", "cmdb_*");
    assertThat(errors.get("table.incident.tables.refresh.interval.ms").get(0))
        .contains("only for the connector as a whole");
    assertThat(errors.get("table.incident.colour").get(0)).contains("what can: ", "page.size");
  }

  @Test
  void keyOfATableIsReadBesideAnAliasThatIsLonger() {
    config.put("tables", "incident,incident.page");
    config.remove("table.change.request.name");
    config.put("table.incident.page.name", "incident");
    config.put("table.incident.page.size", "500");
    assertThat(errors()).isEmpty();
    config.put("table.incident.page.sise", "500");
    assertThat(errors()).containsOnlyKeys("table.incident.page.sise");
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "", " "})
  void modeThatIsNoneIsAnErrorLikeAnyOther(String mode) {
    config.put("servicenow.validation.timeout.ms", "1000");
    config.put("unknown.keys", mode);
    assertThat(errors()).containsOnlyKeys("unknown.keys");
  }

  @Test
  void keysOfTablesNeedTheTables() {
    config.remove("tables");
    config.remove("table.change.request.name");
    config.put("table.incident.query", "active=true");
    assertThat(errors()).containsOnlyKeys("tables", "table.incident.query");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inc[*", "inc{*", "(*", "*\\", "*"})
  void keysOfTablesBesideAPatternThatIsNoneAreLookedAt(String tables) {
    config.put("tables", tables);
    config.remove("table.change.request.name");
    config.put("table.incident.query", "active=true");
    assertThat(errors().get("tables").get(0)).contains("is not a pattern");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transforms.mask.type",
        "predicates.isNull.type",
        "key.converter.schemas.enable",
        "value.converter.schema.registry.url",
        "header.converter.x",
        "producer.override.linger.ms",
        "consumer.override.x",
        "admin.override.x",
        "topic.creation.default.cleanup.policy",
        "errors.deadletterqueue.topic.name",
        "_aiven.restart.on.failure",
        "principal.service.name",
        "confluent.custom.plugin.id"
      })
  void keysOfConnectItsPluginsClientsAndPlatformsAreKnown(String key) {
    config.put(key, "1");
    assertThat(errors()).isEmpty();
  }

  @Test
  void keysThatConfluentCloudWantsOfACustomConnectorAreKnownOfOneOnly() {
    List<String> keys =
        List.of("kafka.auth.mode", "kafka.api.key", "kafka.api.secret", "kafka.service.account.id");
    keys.forEach(key -> config.put(key, "1"));
    assertThat(errors()).containsOnlyKeys(keys.toArray(String[]::new));
    config.put("confluent.connector.type", "CUSTOM");
    config.put("confluent.custom.plugin.id", "ccp-1");
    assertThat(errors()).isEmpty();
  }

  @Test
  void valuesOfUnknownKeysAreNotRepeated() {
    config.put("servicenow.pasword", "very secret");
    config.put("table.incident.pasword", "very secret");
    assertThat(new ServiceNowSourceConnector().validate(config).configValues())
        .filteredOn(value -> value.name().endsWith("pasword"))
        .hasSize(2)
        .allSatisfy(value -> assertThat(value.value()).isNull())
        .allSatisfy(value -> assertThat(value.errorMessages()).noneMatch(m -> m.contains("very")));
  }

  @Test
  void withWarnTheyAreNoErrorsAndOthersStay() {
    config.put("unknown.keys", "warn");
    config.put("colour", "red");
    config.put("table.problem.query", "active=true");
    config.put("page.size", "0");
    assertThat(errors()).containsOnlyKeys("page.size");
  }

  @Test
  void nameOfATableThatAPatternGivesIsRefusedAllTheSame() {
    config.put("unknown.keys", "warn");
    config.put("table.cmdb_ci.name", "cmdb");
    assertThat(errors()).containsOnlyKeys("table.cmdb_ci.name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "warn"})
  void connectorThatIsStartedWithThemGoesOnAndNamesThemOnce(String unknownKeys) {
    config.put("tables", "incident");
    config.put("unknown.keys", unknownKeys);
    config.put("poll.intervall.ms", "very secret");
    config.put("table.problem.query", "active=true");
    config.put("errors.deadletterqueue.topic.name", "letters");
    config.put("topic.creation.defualt.cleanup.policy", "compact");
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    try (LogText log = new LogText()) {
      connector.start(config);
      assertThat(connector.taskConfigs(1)).hasSize(1);
      assertThat(log.text())
          .containsOnlyOnce("WARN")
          .contains("'incidents'")
          .contains("'poll.intervall.ms': did you mean 'poll.interval.ms'?")
          .contains("'table.problem.query'")
          .contains(
              "'errors.deadletterqueue.topic.name': Connect uses it only for a sink connector",
              "'topic.creation.defualt.cleanup.policy': Connect reads it only of names in"
                  + " 'topic.creation.groups'")
          .doesNotContain("very secret");
    } finally {
      connector.stop();
    }
  }

  @Test
  void whatIsReadIsNotWarnedOf() {
    config.put("table.incident.query", "active=true");
    config.put("topic.creation.default.partitions", "1");
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    try (LogText log = new LogText()) {
      connector.start(config);
      assertThat(log.text()).doesNotContain("no effect");
    } finally {
      connector.stop();
    }
  }

  private Map<String, List<String>> errors() {
    return new ServiceNowSourceConnector()
        .validate(config).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }
}
