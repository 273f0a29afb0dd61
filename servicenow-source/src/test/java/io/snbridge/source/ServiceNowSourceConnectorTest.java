/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.connect.Version;
import io.snbridge.source.config.SourceConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class ServiceNowSourceConnectorTest {

  private final Map<String, String> config = new HashMap<>();

  ServiceNowSourceConnectorTest() {
    config.put("name", "servicenow");
    config.put("connector.class", ServiceNowSourceConnector.class.getName());
    config.put("servicenow.url", "https://dev1.service-now.com");
    config.put("servicenow.username", "reader");
    config.put("servicenow.password", "secret");
    config.put("servicenow.validation.timeout.ms", "0");
    config.put("tables", "incident,servers");
    config.put("table.servers.name", "cmdb_ci_server");
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(SourceConnector.class))
        .hasAtLeastOneElementOfType(ServiceNowSourceConnector.class);
    assertThat(new ServiceNowSourceConnector().version()).isEqualTo(Version.version());
  }

  @Test
  void soundConfigurationHasNoErrors() {
    config.put("table.servers.query", "install_status=1^NQinstall_status=2");
    config.put("table.servers.fields", "name,assigned_to.email");
    config.put("table.servers.column.types", "u_rank:integer,owner.u_cost:currency");
    config.put("table.servers.page.size", "50");
    config.put("table.incident.snapshot.mode", "never");
    config.put("table.incident.start.timestamp", "2026-01-01 00:00:00");

    assertThat(errors()).isEmpty();
  }

  @Test
  void fewerRequestsThanTablesNeedAreSaidAndNoError() {
    config.put("servicenow.max.requests.per.hour", "100");
    try (LogText log = new LogText()) {
      assertThat(errors()).isEmpty();
      assertThat(log.messages("WARN", ServiceNowSourceConnector.class))
          .singleElement()
          .asString()
          .contains(
              "'servicenow.max.requests.per.hour' is too small for 2 tables", "1440 requests");
    }
    config.put("servicenow.max.requests.per.hour", "10000");
    try (LogText log = new LogText()) {
      assertThat(errors()).isEmpty();
      assertThat(log.text()).doesNotContain("too small");
    }
  }

  @Test
  void dotWalkedKeyNeedsNamedColumns() {
    config.put("table.incident.key.mode", "field_hash");
    config.put("table.incident.key.fields", "caller_id.company");
    assertThat(errors().keySet()).containsExactly("table.incident.key.fields");

    config.put("table.incident.fields", "number");
    assertThat(errors()).isEmpty();
  }

  @Test
  void everyErrorIsOnItsOwnKeyInOneAnswer() {
    config.put("page.size", "0");
    config.put("deletes", "maybe");
    config.put("output.format", "letter");
    config.put("table.servers.page.size", "many");
    config.put("table.servers.query", "active=true^ORDERBYnumber");
    config.put("table.servers.schema.mode", "guess");
    config.put("table.servers.start.timestamp", "last week");
    config.put("table.servers.snapshot.id", " ");
    config.put("table.incident.snapshot.query", "active=true^ORDERBYname");
    config.put("table.servers.fields", "a.b,a_b");
    config.put("table.servers.column.types", "u_rank:number");
    config.put("table.incident.column.types", "u_rank:integer,u_rank:string");
    config.put("table.incident.snapshot.mode", "never");
    config.put("table.incident.key.mode", "field_hash");
    config.put("table.problem.query", "active=true");
    config.put("table.incident.colour", "blue");
    config.put("servicenow.url", "ftp://nowhere");

    assertThat(errors().keySet())
        .containsExactlyInAnyOrder(
            "page.size",
            "deletes",
            "output.format",
            "table.servers.page.size",
            "table.servers.query",
            "table.servers.schema.mode",
            "table.servers.start.timestamp",
            "table.servers.snapshot.id",
            "table.incident.snapshot.query",
            "table.servers.fields",
            "table.servers.column.types",
            "table.incident.column.types",
            "table.incident.start.timestamp",
            "table.incident.key.fields",
            "table.problem.query",
            "table.incident.colour",
            "servicenow.url");
  }

  @Test
  void deletesThatTheAuditCannotTellAreRefused() {
    config.put("deletes", "tombstone");
    config.put("table.servers.id.field", "number");
    config.put("table.incident.key.mode", "field_hash");
    config.put("table.incident.key.fields", "number,caller_id.email");

    Map<String, List<String>> errors = errors();

    assertThat(errors).containsOnlyKeys("deletes", "table.incident.key.fields");
    assertThat(errors.get("deletes").get(0)).contains("'servers'", "id.field=number");

    config.put("table.servers.deletes", "none");
    config.put("table.incident.deletes", "none");
    config.put("table.incident.fields", "number,caller_id.email");
    assertThat(errors()).isEmpty();
  }

  @Test
  void errorsNameTheKeyAsItWasTyped() {
    config.put("table.servers.page.size", "many");
    config.put("table.problem.query", "active=true");

    Map<String, List<String>> errors = errors();

    assertThat(errors.get("table.servers.page.size").get(0)).contains("table.servers.page.size");
    assertThat(errors.get("table.problem.query").get(0)).contains("incident").contains("servers");
  }

  @Test
  void dictionaryKeysAreChecked() {
    config.put("table.servers.time.mode", "unix");
    config.put("behavior.on.invalid.values", "ignore");

    assertThat(errors()).containsOnlyKeys("table.servers.time.mode", "behavior.on.invalid.values");
  }

  @Test
  void startTimestampForAllTablesServesNever() {
    config.put("snapshot.mode", "never");
    assertThat(errors()).containsOnlyKeys("start.timestamp");

    config.put("start.timestamp", "2026-01-01 00:00:00");
    assertThat(errors()).isEmpty();
  }

  @Test
  void tablesAreNeededOnceEach() {
    config.put("tables", "");
    assertThat(errors()).containsKey("tables");

    config.put("tables", "incident,incident");
    assertThat(errors()).containsKey("tables");

    config.put("tables", "inci dent");
    assertThat(errors()).containsKey("tables");
  }

  @Test
  void aliasThatIsNoTableNeedsAName() {
    config.put("tables", "my-servers");
    config.remove("table.servers.name");
    assertThat(errors()).containsOnlyKeys("table.my-servers.name");

    config.put("table.my-servers.name", "cmdb_ci_server");
    assertThat(errors()).isEmpty();
  }

  @Test
  void aliasWithADotIsNotTakenForAnother() {
    config.put("tables", "a,a.b");
    config.remove("table.servers.name");
    config.put("table.a.b.name", "incident");

    assertThat(errors()).isEmpty();
    assertThat(SourceConfig.parse(config).tables())
        .extracting(table -> table.table())
        .containsExactly("a", "incident");
  }

  @Test
  void tasksShareTheRequestsPerHourUnlessTheyAreTheInstances() {
    config.put("servicenow.max.requests.per.hour", "1000");
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    connector.start(config);
    assertThat(connector.taskConfigs(2))
        .allSatisfy(
            task -> assertThat(task).containsEntry("servicenow.max.requests.per.hour", "500"));
    config.put("servicenow.max.requests.per.hour.scope", "instance");
    connector.start(config);
    assertThat(connector.taskConfigs(2))
        .allSatisfy(
            task -> assertThat(task).containsEntry("servicenow.max.requests.per.hour", "1000"));
  }

  @Test
  void tasksShareTablesAndRequestRate() {
    config.put("tables", "a,b,c,d,e");
    config.remove("table.servers.name");
    config.put("servicenow.max.requests.per.second", "9");
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    connector.start(config);

    List<Map<String, String>> tasks = connector.taskConfigs(3);

    assertThat(tasks).hasSize(3);
    assertThat(tasks)
        .allSatisfy(
            task -> assertThat(task).containsEntry("servicenow.max.requests.per.second", "3.0"));
    assertThat(tasks.stream().flatMap(task -> SourceConfig.parse(task).tables().stream()))
        .extracting(table -> table.alias())
        .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
  }

  @Test
  void taskKeepsTheSettingsOfTablesThatOthersRead() {
    config.put("table.incident.page.size", "7");
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    connector.start(config);

    assertThat(connector.taskConfigs(2))
        .allSatisfy(task -> assertThat(SourceConfig.parse(task).tables()).hasSize(1));
  }

  @Test
  void offsetsAreCheckedAgainstTheConfigurationBeforeStartAndAsOftenAsAsked() {
    Map<String, ?> partition = Map.of("instance", "dev1.service-now.com", "table", "servers");
    Map<String, ?> offset =
        Map.of("version", 1L, "phase", "stream", "timestamp", "2026-03-01 12:00:00");
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();

    assertThat(connector.alterOffsets(config, Map.of(partition, offset))).isTrue();
    assertThat(connector.alterOffsets(config, Map.of(partition, offset))).isTrue();
    assertThat(connector.alterOffsets(config, Map.of())).isTrue();

    config.put("table.servers.query", "install_status=1");
    assertThat(connector.alterOffsets(config, Map.of(partition, offset))).isTrue();
    assertThatThrownBy(
            () ->
                connector.alterOffsets(
                    config, Map.of(partition, with(offset, "of", "cmdb_ci_server"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'of' is 'cmdb_ci_server'")
        .hasMessageContaining("cmdb_ci_server?install_status=1");
    config.remove("table.servers.query");
    config.put("tables", "incident");
    assertThatThrownBy(() -> connector.alterOffsets(config, Map.of(partition, offset)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'table' is 'servers'");
  }

  @Test
  void exactlyOnceIsSupportedAndBoundariesAreConnects() {
    assertThat(new ServiceNowSourceConnector().exactlyOnceSupport(config))
        .isEqualTo(ExactlyOnceSupport.SUPPORTED);
    assertThat(new ServiceNowSourceConnector().canDefineTransactionBoundaries(config))
        .isEqualTo(ConnectorTransactionBoundaries.UNSUPPORTED);
  }

  @Test
  void offsetsOfABrokenConfigurationCanBeReset() {
    config.put("page.size", "none");
    Map<Map<String, ?>, Map<String, ?>> reset = new HashMap<>();
    reset.put(Map.of("instance", "gone", "table", "gone"), null);

    assertThat(new ServiceNowSourceConnector().alterOffsets(config, reset)).isTrue();
  }

  private static Map<String, Object> with(Map<String, ?> map, String key, Object value) {
    Map<String, Object> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  private Map<String, List<String>> errors() {
    Map<String, List<String>> errors =
        new ServiceNowSourceConnector()
            .validate(config).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    errors.forEach(
        (key, messages) ->
            assertThat(messages).allSatisfy(message -> assertThat(message).contains(key)));
    assertThat(
            errors.entrySet().stream()
                .flatMap(
                    error ->
                        error.getValue().stream()
                            .map(message -> message.replace(error.getKey() + ": ", ""))))
        .as("said once, whatever the key before it")
        .doesNotHaveDuplicates();
    return errors;
  }
}
