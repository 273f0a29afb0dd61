/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.snbridge.cli.console.CommandException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of keys whose meaning is another here. */
class DialectsTest {

  private static final String FILE = "${file:/etc/kafka-connect/servicenow.properties:";

  @Test
  void confluentsSourceForPlatform() {
    Draft draft = Samples.translated("confluent-platform-source.json").get(0);

    assertThat(draft.config())
        .containsOnly(
            Map.entry("connector.class", "io.snbridge.source.ServiceNowSourceConnector"),
            Map.entry("tasks.max", "1"),
            Map.entry("tables", "incident"),
            Map.entry("table.incident.topic", "topic-servicenow"),
            Map.entry("start.timestamp", "2026-01-31"),
            Map.entry("page.size", "10000"),
            Map.entry("poll.interval.ms", "30000"),
            Map.entry("schema.mode", "string"),
            Map.entry("servicenow.url", "https://dev57642.service-now.com"),
            Map.entry("servicenow.username", "admin"),
            Map.entry("servicenow.password", FILE + "password}"),
            Map.entry("servicenow.connect.timeout.ms", "50000"),
            Map.entry("servicenow.proxy.url", "http://proxy.example.com:3128"),
            Map.entry("servicenow.proxy.username", "connect"),
            Map.entry("servicenow.proxy.password", "${file:/etc/kafka/proxy.properties:password}"),
            Map.entry("key.converter", "org.apache.kafka.connect.json.JsonConverter"),
            Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"));
    assertThat(Samples.open(draft)).containsExactly("servicenow.password");
    assertThat(Samples.notes(draft, "confluent.topic.sasl.jaas.config"))
        .containsExactly("no licence is needed");
  }

  @Test
  void viewOfConfluentsCloudSourceIsReadByItsOwnColumns() {
    Draft draft = Samples.translated("confluent-cloud-source.json").get(0);

    assertThat(draft.config())
        .containsEntry("table.u_incident_sla_view.timestamp.field", "inc_sys_updated_on")
        .containsEntry("table.u_incident_sla_view.id.field", "inc_sys_id")
        .containsEntry("value.converter.schemas.enable", "false")
        .containsEntry(
            "value.converter.value.subject.name.strategy",
            "io.confluent.kafka.serializers.subject.TopicNameStrategy")
        .doesNotContainKeys("page.size", "start.timestamp", "kafka.api.key");
    assertThat(draft.name()).isEqualTo("servicenow-view");
  }

  @Test
  void numberedTablesOfSourceV2AreAliasesAndTwoOfOneTableAreTold() {
    Draft draft = Samples.translated("confluent-cloud-source-v2.json").get(0);

    assertThat(draft.config())
        .containsEntry("tables", "incident,incident_2")
        .containsEntry("table.incident.query", "active=true")
        .containsEntry("table.incident.page.size", "20000")
        .containsEntry("table.incident_2.name", "incident")
        .containsEntry("table.incident_2.timestamp.field", "closed_at")
        .containsEntry("table.incident.query.category", "reporting")
        .containsEntry("table.incident_2.query.no.domain", "true")
        .containsEntry("servicenow.auth.type", "oauth2")
        .doesNotContainKeys(
            "table.incident.name",
            "table.incident.query.no.domain",
            "table.incident_2.start.timestamp",
            "servicenow.oauth2.scope");
    assertThat(Samples.notes(draft, "table3.topic"))
        .containsExactly("'tables.num' leaves the table out");
    assertThat(Samples.open(draft))
        .containsExactlyInAnyOrder("output.data.format", "servicenow.oauth2.client.secret");
  }

  @ParameterizedTest
  @CsvSource({
    "sys_updated_on>=${offset}^ORDERBYsys_updated_on, '', 0",
    "active=true^sys_updated_on>=${offset}^ORDERBYsys_updated_on, active=true, 0",
    "active=true, active=true, 0",
    "priority=1^ORpriority=2^sys_updated_on>=${offset}, '', 1",
    "active=true^NQpriority=1, '', 1",
    "sys_updated_on%3E%3D${offset}, '', 1"
  })
  void queryOfSourceV2IsKeptWithoutItsCursor(String query, String ours, int open) {
    Draft draft =
        Samples.translated(
            Map.of(
                "connector.class", "ServiceNowSourceV2",
                "servicenow.url", "https://dev1.service-now.com",
                "connection.user", "u",
                "connection.password", "${file:a:b}",
                "table1.name", "incident",
                "table1.pagination.query", query));

    assertThat(draft.value("table.incident.query").orElse("")).isEqualTo(ours);
    assertThat(Samples.open(draft)).hasSize(open);
  }

  @Test
  void assertionsOfSourceV2AreOurs() {
    Draft draft =
        Samples.translated(
            Map.of(
                "connector.class", "ServiceNowSourceV2",
                "auth.type", "OAUTH2",
                "oauth2.jwt.enabled", "true",
                "oauth2.jwt.claimset", "{\"sub\": \"reader\", \"iss\": \"us\", \"exp\": 5}",
                "oauth2.jwt.keystore.path", "tiger-content",
                "table1.name", "incident"));

    assertThat(draft.config())
        .containsEntry("servicenow.oauth2.grant.type", "jwt_bearer")
        .containsEntry("servicenow.oauth2.jwt.subject", "reader")
        .containsEntry("servicenow.oauth2.jwt.issuer", "us");
    assertThat(Samples.open(draft)).contains("oauth2.jwt.keystore.path");
  }

  @Test
  void confluentsSinkFindsRowsByItsKeysField() {
    Draft draft = Samples.translated("confluent-platform-sink.json").get(0);

    assertThat(draft.config())
        .containsEntry("table.name.format", "u_test_table")
        .containsEntry("behavior.on.null.values", "delete")
        .containsEntry("transforms", "rowId")
        .containsEntry("transforms.rowId.renames", "sysId:sys_id")
        .containsEntry("report.topic", "test-result")
        .containsEntry("report.failure.topic", "test-error")
        .containsEntry("report.producer.bootstrap.servers", "broker:9092")
        .containsEntry("report.producer.security.protocol", "SASL_SSL")
        .containsEntry("errors.tolerance", "none");
    assertThat(Samples.open(draft)).doesNotContain("transforms");
  }

  @Test
  void textKeysOfConfluentsSinkAreNotRenamedAndTransformsThatAreThereStay() {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "connector.class", "ServiceNowSink",
                "topics", "orders",
                "servicenow.table", "u_order",
                "transforms", "mask",
                "transforms.mask.type", "a.Mask",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter"));

    assertThat(Samples.translated(settings).config()).containsEntry("transforms", "mask");

    settings.remove("key.converter");
    assertThat(Samples.translated(settings).config()).containsEntry("transforms", "mask,rowId");
  }

  @Test
  void refusalsThatAreOnlyLoggedAreForAPerson() {
    Draft draft =
        Samples.translated(
            Map.of(
                "connector.class", "ServiceNowSink",
                "topics", "orders",
                "servicenow.table", "u_order",
                "behavior.on.api.errors", "LOG"));

    assertThat(draft.config()).containsEntry("errors.tolerance", "all");
    assertThat(Samples.open(draft)).contains("errors.deadletterqueue.topic.name");
  }

  @Test
  void topicsOfConfluentsCloudAreNamedAfterTheConnector() {
    Draft draft = Samples.translated("confluent-cloud-sink.json").get(0);

    assertThat(draft.config())
        .containsEntry("errors.deadletterqueue.topic.name", "dlq-orders")
        .containsEntry("consumer.override.max.poll.records", "500")
        .doesNotContainKeys("report.topic", "report.failure.topic");
    assertThat(Samples.open(draft))
        .contains(
            "reporter.result.topic.name",
            "reporter.error.topic.name",
            "input.data.format",
            "transforms");
  }

  @Test
  void ibmsTablesKeepTheirAliasesAndTopics() {
    Draft draft = Samples.translated("ibm.json").get(0);

    assertThat(draft.config())
        .containsEntry("tables", "case,changerequest")
        .containsEntry("table.case.name", "sn_customerservice_case")
        .containsEntry("table.case.id.field", "number")
        .containsEntry("table.changerequest.key.mode", "field_hash")
        .containsEntry("table.changerequest.key.fields", "number")
        .containsEntry("topic.prefix", "test.servicenowconnector1")
        .containsEntry("servicenow.auth.type", "oauth2")
        .containsEntry("servicenow.oauth2.grant.type", "password")
        .containsEntry("servicenow.request.timeout.ms", "90000")
        .containsEntry("settle.ms", "10000")
        .containsEntry("start.timestamp", "2026-03-01 12:00:00")
        .doesNotContainKeys("table.task.name", "page.size", "table.changerequest.id.field");
  }

  @Test
  void strimzisResourceIsReadAsTheConnectorThatItIs() {
    Draft draft = Samples.translated("ibm-strimzi.yaml").get(0);

    assertThat(draft.name()).isEqualTo("servicenow-connector");
    assertThat(draft.config())
        .containsEntry("tasks.max", "1")
        .containsEntry("servicenow.password", "${secrets:ns/servicenow:password}");
    assertThat(Samples.open(draft)).isEmpty();
  }

  @Test
  void osodevopsSourceIsOurs() {
    Draft draft = Samples.translated("oso-source.json").get(0);

    assertThat(draft.config())
        .containsEntry("tables", "incident,change,cmdb")
        .containsEntry("schema.mode", "none")
        .containsEntry("table.change.name", "change_request")
        .containsEntry("table.incident.query", "active=true")
        .containsEntry("servicenow.request.timeout.ms", "120000")
        .doesNotContainKey("table.incident.name");
    assertThat(Samples.open(draft)).isEmpty();
  }

  @Test
  void osodevopsSinkIsOurs() {
    Draft draft = Samples.translated("oso-sink.json").get(0);

    assertThat(draft.config())
        .containsEntry("table.name.format", "incident")
        .containsEntry("behavior.on.null.values", "delete")
        .containsEntry("null.fields", "ignore")
        .containsEntry("nested.fields", "fail")
        .containsEntry("fields.rename", "description:short_description")
        .containsEntry("fields.exclude", "internal_notes")
        .containsEntry("report.failure.topic", "servicenow-sink-errors")
        .doesNotContainKeys("report.topic", "id.mode", "id.lookup.fields");
    assertThat(Samples.open(draft)).isEmpty();
  }

  @Test
  void routesAndFieldsOfOsodevopsSink() {
    Draft draft =
        Samples.translated(
            Map.of(
                "snow.url", "https://dev1.service-now.com",
                "topics", "a,b",
                "snow.sink.routing.mode", "topic_map",
                "snow.sink.topic.a.table", "incident",
                "snow.sink.topic.b.table", "problem",
                "snow.sink.sys.id.value.field", "row",
                "snow.sink.sys.id.key.field", "rowKey",
                "snow.sink.operation.mode", "header"));

    assertThat(draft.config())
        .containsEntry("topic.table.map", "a:incident,b:problem")
        .containsEntry("fields.rename", "row:sys_id")
        .containsEntry("transforms.rowId.renames", "rowKey:sys_id");
    assertThat(Samples.open(draft)).contains("snow.sink.operation.mode");
  }

  @Test
  void bridgeBecomesASourceAndASinkThatGoesOnInItsGroup() {
    List<Draft> drafts = Samples.translated("bridge.yaml");

    assertThat(drafts.get(0).config())
        .containsEntry("servicenow.url", "${env:SN_BASE_URL}")
        .containsEntry("servicenow.username", "${env:SN_OAUTH_USERNAME}")
        .containsEntry("servicenow.max.requests.per.second", "2.5")
        .containsEntry("tables", "incident,change_request")
        .containsEntry("topic.prefix", "servicenow")
        .containsEntry("table.change_request.topic", "changes")
        .containsEntry("table.change_request.id.field", "number")
        .containsEntry("table.incident.fields", "number,state")
        .containsEntry("table.incident.key.fields", "company,location")
        .containsEntry("poll.interval.ms", "90000")
        .containsEntry("schema.mode", "none");
    assertThat(drafts.get(1).config())
        .containsEntry("topics", "servicenow.incident.sink")
        .containsEntry("topic.table.map", "servicenow.incident.sink:incident")
        .containsEntry("consumer.override.group.id", "servicenow-kafka-bridge-sink")
        .containsEntry("errors.deadletterqueue.topic.name", "servicenow.dlq")
        .containsEntry("servicenow.max.concurrent.requests", "5");
    assertThat(drafts.stream().flatMap(draft -> Samples.open(draft).stream())).isEmpty();
  }

  @Test
  void bridgeThatSignsInWithAPasswordUsesThatOnly() {
    Draft draft =
        Samples.translated(
            Map.of(
                "servicenow.base_url", "https://dev1.service-now.com",
                "servicenow.auth.type", "basic",
                "servicenow.auth.basic.username", "reader",
                "servicenow.auth.basic.password", "${PASSWORD}",
                "servicenow.auth.oauth.username", "nobody",
                "kafka.schema_registry_url", "http://registry:8081",
                "source.enabled", "true",
                "source.tables.0.name", "incident"));

    assertThat(draft.config())
        .containsEntry("servicenow.username", "reader")
        .containsEntry("servicenow.password", "${env:PASSWORD}")
        .containsEntry("value.converter.schema.registry.url", "http://registry:8081")
        .containsEntry("schema.mode", "string")
        .doesNotContainKey("servicenow.auth.type");
  }

  @Test
  void valueThatIsNoneIsLeftOutForAPersonAndNotShown() {
    Draft draft =
        Samples.translated(
            Map.of(
                "kafka.topic", "t",
                "servicenow.table", "incident",
                "servicenow.url", "https://dev1.service-now.com",
                "servicenow.user", "u",
                "servicenow.password", "${file:a:b}",
                "poll.interval.s", "soon-17",
                "servicenow.since", "YYYY-MM-DD"));

    assertThat(Samples.open(draft))
        .containsExactlyInAnyOrder("poll.interval.s", "servicenow.since");
    assertThat(draft.notes().toString()).doesNotContain("soon-17");
    assertThat(draft.config()).doesNotContainKeys("poll.interval.ms", "start.timestamp");
  }

  @Test
  void keyThatNobodyKnowsIsLeftOutForAPerson() {
    Draft draft =
        Samples.translated(
            Map.of(
                "snow.url",
                "https://dev1.service-now.com",
                "snow.tables",
                "incident",
                "snow.auth.username",
                "u",
                "snow.auth.password",
                "${file:a:b}",
                "acme.owner",
                "x"));

    assertThat(Samples.open(draft)).containsExactly("acme.owner");
    assertThat(draft.config()).doesNotContainKey("acme.owner");
  }

  @Test
  void whatAValidationRefusesIsForAPerson() {
    Draft draft =
        Samples.translated(
            Map.of(
                "snow.url",
                "dev1.service-now.com",
                "snow.tables",
                "incident",
                "snow.auth.username",
                "u",
                "snow.auth.password",
                "${file:a:b}"));

    assertThat(Samples.open(draft)).contains("servicenow.url");
  }

  @Test
  void startTakesThePlaceOfWhatTheConfigurationSays() {
    Foreign foreign =
        new Foreign(
            "a test",
            Map.of(
                "snow.url", "https://dev1.service-now.com",
                "snow.tables", "incident",
                "snow.table.incident.start.timestamp", "2020-01-01 00:00:00"));

    Draft draft =
        Samples.translated(foreign, Optional.of(Samples.NOW.minus(Duration.ofMinutes(10)))).get(0);

    assertThat(draft.config())
        .containsEntry("snapshot.mode", "never")
        .containsEntry("start.timestamp", "2026-03-31 11:50:00")
        .doesNotContainKey("table.incident.start.timestamp");
  }

  @Test
  void whatIsOfNobodyOrOursIsRefused() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Samples.translated(Map.of("connector.class", "a.JdbcSourceConnector")))
        .withMessageContaining("--from")
        .withMessageContaining("confluent-source-v2");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () ->
                Samples.translated(
                    Map.of("connector.class", "io.snbridge.source.ServiceNowSourceConnector")))
        .withMessageContaining("ours already");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () -> Samples.translated(Map.of("servicenow.base_url", "x", "source.enabled", "false")))
        .withMessageContaining("source.enabled");
  }
}
