/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNowSinkConnectorTest {

  private final ServiceNowSinkConnector connector = new ServiceNowSinkConnector();

  private static Map<String, String> settings(String... more) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "servicenow.url", "https://example.service-now.com",
                "servicenow.username", "u",
                "servicenow.password", "p",
                "servicenow.validation.timeout.ms", "0",
                "topics", "incident"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private Map<String, List<String>> errors(Map<String, String> settings) {
    Map<String, List<String>> errors =
        connector.validate(settings).configValues().stream()
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

  @Test
  void usualSettingsAreValid() {
    assertThat(errors(settings())).isEmpty();
  }

  @Test
  void lookupNeedsFieldsThatAreWritten() {
    Map<String, String> settings = settings("id.mode", "lookup");
    assertThat(errors(settings)).containsOnlyKeys("id.lookup.fields");
    settings.put("id.lookup.fields", "u_site,u_number");
    settings.put("fields.rename", "no:u_number");
    assertThat(errors(settings)).isEmpty();
    settings.put("fields.include", "no,u_name");
    assertThat(errors(settings).get("id.lookup.fields"))
        .singleElement()
        .asString()
        .contains("'u_site'", "never be found");
    settings.put("fields.include", "no,u_site");
    assertThat(errors(settings)).isEmpty();
    settings.remove("fields.include");
    settings.put("fields.exclude", "no,u_number");
    assertThat(errors(settings).get("id.lookup.fields").toString()).contains("'u_number'");
    settings.remove("fields.exclude");
    settings.put("value.id.path", "id");
    assertThat(errors(settings)).containsOnlyKeys("value.id.path");
  }

  @Test
  void newestWinsNeedsToKnowWhomItWritesAs() {
    Map<String, String> settings =
        settings(
            "conflict.policy", "newest_wins",
            "servicenow.auth.type", "api_key",
            "servicenow.api.key", "k");
    assertThat(errors(settings)).isEmpty();
    settings.remove("servicenow.username");
    assertThat(errors(settings)).containsOnlyKeys("conflict.own.users");
    settings.put("conflict.own.users", "kafka");
    assertThat(errors(settings)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "write.method,insert",
    "write.method,update",
    "id.mode,derived",
    "not.found,ignore",
    "conflict.policy,newest_wins",
    "input.display.value,true",
    "verify.writes,true",
    "journal.fields,work_notes",
    "behavior.on.null.values,delete"
  })
  void whatAnImportDoesNotDoIsRefusedOnItsKey(String key, String value) {
    for (String api : List.of("import_set", "identify_reconcile")) {
      assertThat(errors(settings("write.api", api, "ire.data.source", "Kafka"))).isEmpty();
      Map<String, List<String>> errors =
          errors(settings("write.api", api, "ire.data.source", "Kafka", key, value));
      assertThat(errors).containsOnlyKeys(key);
      assertThat(errors.get(key)).singleElement().asString().contains("write.api=" + api);
    }
  }

  @Test
  void rowsThatAreLoadedTogetherNeedTheRecordsId() {
    assertThat(
            errors(
                settings(
                    "write.api", "import_set",
                    "import.set.insert.multiple", "true",
                    "batch.requests", "true")))
        .containsOnlyKeys("import.set.record.id.field", "batch.requests");
  }

  @Test
  void identificationNeedsADataSourceAndAWholePayloadHasNoParts() {
    assertThat(errors(settings("write.api", "identify_reconcile")))
        .containsOnlyKeys("ire.data.source");
    assertThat(
            errors(
                settings(
                    "write.api", "identify_reconcile",
                    "ire.data.source", "Kafka",
                    "ire.payload", "items",
                    "ire.lookup.path", "a",
                    "ire.native.key.path", "b")))
        .containsOnlyKeys("ire.lookup.path", "ire.native.key.path");
  }

  @Test
  void sourcePriorityNeedsWeightsAndToKnowWhoseRecordAndRowItIs() {
    Map<String, String> settings = settings("conflict.policy", "source_priority");
    assertThat(errors(settings))
        .containsOnlyKeys(
            "conflict.source.priorities", "conflict.source.header", "conflict.source.column");
    settings.put("conflict.source.priorities", "hr:2,crm:1");
    settings.put("conflict.source.name", "erp");
    settings.put("conflict.source.users", "sync.hr:hr,sync.erp:erp");
    settings.put("conflict.source.fill.empty", "true");
    assertThat(errors(settings))
        .containsOnlyKeys(
            "conflict.source.name", "conflict.source.users", "conflict.source.fill.empty");
    settings.put("conflict.source.name", "crm");
    settings.put("conflict.source.users", "sync.hr:hr");
    settings.put("conflict.source.column", "u_source");
    assertThat(errors(settings)).containsOnlyKeys("conflict.source.column");
    settings.remove("conflict.source.users");
    assertThat(errors(settings)).isEmpty();
  }

  @Test
  void reviewNeedsATopicOfItsOwnAndItsBrokers() {
    Map<String, String> settings = settings("conflict.policy", "review", "topics", "incident");
    assertThat(errors(settings)).containsOnlyKeys("conflict.review.topic");
    settings.put("conflict.review.topic", "incident");
    assertThat(errors(settings))
        .containsOnlyKeys("conflict.review.topic", "report.producer.bootstrap.servers");
    settings.put("conflict.review.topic", "conflicts");
    settings.put("report.producer.bootstrap.servers", "localhost:9092");
    assertThat(errors(settings)).isEmpty();
  }

  @Test
  void collapsedUpdatesCannotBeDecidedOneByOne() {
    Map<String, String> settings =
        settings("collapse.updates", "true", "conflict.policy", "newest_wins");
    assertThat(errors(settings)).containsOnlyKeys("collapse.updates");
    settings.put("conflict.policy", "Overwrite");
    settings.put("write.api", "batch");
    assertThat(errors(settings)).isEmpty();
  }

  @Test
  void policyMayBeAClassOfOnesOwn() {
    assertThat(errors(settings("conflict.policy", "com.acme.OpenRowsOnly"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "write.method|replace|write.method",
        "id.mode|x|id.mode",
        "write.api|soap|write.api",
        "conflict.source.priorities|hr:0|'hr:0' is not of the form source:weight",
        "conflict.source.priorities|hr:strong|a whole number",
        "conflict.source.path|a..b|empty name",
        "conflict.source.users|hr|'hr' is not of the form user:source",
        "conflict.source.users|Sync.HR:hr,sync.hr:erp|'sync.hr' is listed twice",
        "conflict.policy|com.acme.NotThere|next to the connector's jars",
        "conflict.policy|java.lang.String|does not implement"
            + " io.snbridge.sink.conflict.ConflictPolicy",
        "conflict.policy|Mine|must be one of",
        "nested.fields|drop|nested.fields",
        "unknown.columns|warn|unknown.columns",
        "input.display.value|maybe|input.display.value",
        "id.lookup.fields|correlation_id|used only with id.mode=lookup",
        "id.lookup.fields|caller_id.email|'caller_id.email' is not a column",
        "id.lookup.fields|uORx|'uORx' is not a column",
        "id.lookup.fields|sys_id|id.mode=sys_id",
        "id.lookup.fields|a,a|'a' is listed twice",
        "id.lookup.case.sensitive|perhaps|true or false",
        "id.lookup.cache.size|-1|id.lookup.cache.size",
        "id.lookup.cache.ms|-1|id.lookup.cache.ms",
        "batch.size|0|batch.size",
        "batch.requests|maybe|batch.requests",
        "import.set.record.id.field|a.b|a column's name",
        "ire.payload|tree|ire.payload",
        "ire.lookup.path|a..b|empty name",
        "linger.ms|-1|linger.ms",
        "batch.max.bytes|1|batch.max.bytes",
        "behavior.on.null.values|drop|behavior.on.null.values",
        "null.fields|x|null.fields",
        "null.fields|replace|list there the columns",
        "table.name.format|${table}|${topic} is the only placeholder",
        "table.name.format|a/b|a letter followed by letters",
        "topic.table.map|orders|'orders' is not of the form topic:table",
        "topic.table.map|orders:a/b|'orders:a/b' is not of the form topic:table",
        "topic.table.map|a:b,a:c|'a' is listed twice",
        "not.found|x|not.found",
        "table.allowlist|incident,a/b|'a/b' is not the name of a table",
        "value.payload.path|a..b|empty name",
        "value.id.path|.|empty name",
        "value.operation.path|' '|empty name",
        "idempotency.key.path|a.|empty name",
        "idempotency.window.ms|0|at least 1",
        "idempotency.window.size|0|at least 1",
        "replay.dead.letters|perhaps|true or false",
        "fields.rename|a:|'a:' is not of the form field:column",
      })
  void errorIsOnItsKeyAndSaysWhatToDo(String key, String value, String message) {
    Map<String, List<String>> errors = errors(settings(key, value));
    assertThat(errors).containsOnlyKeys(key);
    assertThat(errors.get(key)).singleElement().asString().contains(message);
  }

  @Test
  void topicsWithoutATableAreFoundBeforeTheStart() {
    Map<String, String> settings = settings("topics", "incident, sn.user,sn.group");
    assertThat(errors(settings).get("table.name.format"))
        .hasSize(2)
        .first()
        .asString()
        .contains("Topic 'sn.user'", "topic.table.map=sn.user:<table>");
    settings.put("topic.table.map", "sn.user:sys_user, sn.group:sys_user_group");
    assertThat(errors(settings)).isEmpty();
    settings.remove("topic.table.map");
    settings.put("transforms", "route");
    assertThat(errors(settings)).isEmpty();
    settings.remove("transforms");
    settings.put("replay.dead.letters", "true");
    assertThat(errors(settings)).isEmpty();
  }

  @Test
  void headerNeedsTheTablesThatItMayName() {
    Map<String, String> settings = settings("table.header", "table", "topics", "a.b");
    assertThat(errors(settings)).containsOnlyKeys("table.allowlist");
    settings.put("table.allowlist", "incident,problem");
    assertThat(errors(settings)).isEmpty();
    settings.put("topic.table.map", "a.b:sys_user");
    assertThat(errors(settings).get("topic.table.map"))
        .singleElement()
        .asString()
        .contains("table.allowlist", "sys_user");
  }

  @Test
  void whatReplacesRowsIsNotFlattened() {
    Map<String, String> settings =
        settings("null.fields", "Replace", "fields.include", "a,b", "nested.fields", "flatten");
    assertThat(errors(settings)).containsOnlyKeys("null.fields");
    settings.remove("nested.fields");
    assertThat(errors(settings)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.topic", "report.failure.topic"})
  void reportTopicNeedsBrokersAndIsNoTopicThatIsRead(String key) {
    Map<String, String> settings = settings(key, "incident", "topics", "a, incident");
    settings.put("topic.table.map", "a:incident");
    assertThat(errors(settings)).containsOnlyKeys(key, "report.producer.bootstrap.servers");
    settings.put(key, "outcomes");
    settings.put("report.producer.bootstrap.servers", "localhost:9092");
    settings.put("report.producer.anything", "x");
    assertThat(errors(settings)).isEmpty();
    settings.remove("topics");
    settings.put("topics.regex", "out.*");
    assertThat(errors(settings)).containsOnlyKeys(key);
    settings.put("topics.regex", "orders-.*");
    assertThat(errors(settings)).isEmpty();
  }

  @Test
  void fieldCannotBeIncludedAndExcluded() {
    assertThat(errors(settings("fields.include", "a,b", "fields.exclude", "b")))
        .containsOnlyKeys("fields.exclude");
  }

  @Test
  void connectionIsCheckedToo() {
    assertThat(errors(settings("servicenow.password", ""))).containsKey("servicenow.password");
  }

  @Test
  void tasksShareTheRequestsPerSecond() {
    connector.start(settings("servicenow.max.requests.per.second", "10"));
    assertThat(connector.taskConfigs(4))
        .hasSize(4)
        .allSatisfy(
            task ->
                assertThat(task)
                    .containsEntry("servicenow.max.requests.per.second", "2.5")
                    .containsEntry("topics", "incident"));
    connector.start(settings());
    assertThat(connector.taskConfigs(2).get(0))
        .doesNotContainKey("servicenow.max.requests.per.second");
  }

  @Test
  void tasksShareTheRequestsPerHourUnlessTheyAreTheInstances() {
    connector.start(settings("servicenow.max.requests.per.hour", "1000"));
    assertThat(connector.taskConfigs(4))
        .allSatisfy(
            task -> assertThat(task).containsEntry("servicenow.max.requests.per.hour", "250"));
    connector.start(
        settings(
            "servicenow.max.requests.per.hour",
            "1000",
            "servicenow.max.requests.per.hour.scope",
            "instance"));
    assertThat(connector.taskConfigs(4))
        .allSatisfy(
            task -> assertThat(task).containsEntry("servicenow.max.requests.per.hour", "1000"));
  }

  @Test
  void workerFindsTheConnectorByItsServicesFile() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .singleElement()
        .isInstanceOf(ServiceNowSinkConnector.class);
    assertThat(connector.version()).matches("\\d+\\.\\d+.*");
    assertThat(connector.taskClass()).isEqualTo(ServiceNowSinkTask.class);
  }
}
