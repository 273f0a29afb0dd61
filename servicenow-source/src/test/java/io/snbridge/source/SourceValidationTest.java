/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.source.validation.TableChecks;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What validation finds out by asking an instance, over HTTP. */
@Timeout(60)
class SourceValidationTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Map<String, String> config = new HashMap<>();
  private ServiceNowEmulator instance;

  @BeforeEach
  void start() {
    instance =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials("reader", "right-password")
            .oauthClient("client", "right-secret")
            .apiKey("right-key")
            .clock(EmulatorClock.manual(NOW))
            .start();
    instance.defineTable(
        TableDefinition.table(
            "person",
            ColumnDefinition.col("email", "string"),
            ColumnDefinition.col("vip", "boolean")));
    instance.defineTable(
        TableDefinition.table(
            "ticket",
            ColumnDefinition.col("number", "string"),
            ColumnDefinition.col("active", "boolean"),
            ColumnDefinition.reference("caller", "person")));
    instance.defineTable(
        TableDefinition.table("trouble", ColumnDefinition.col("cause", "string"))
            .extending("ticket"));
    instance.insert("trouble", Map.of("number", "T1", "cause", "rain"));
    config.put("name", "validated");
    config.put("connector.class", ServiceNowSourceConnector.class.getName());
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.username", "reader");
    config.put("servicenow.password", "right-password");
    config.put("tables", "trouble");
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  @Test
  void whatFitsTheInstanceHasNoErrors() {
    config.put("table.trouble.query", "active=true^ORcauseISNOTEMPTY^NQcaller.emailLIKEa");
    config.put("table.trouble.fields", "number,cause,caller,caller.email");
    config.put("key.mode", "field_hash");
    config.put("key.fields", "caller,number");
    config.put("exclude.updated.by", "sync");
    assertThat(errors()).isEmpty();
  }

  @Test
  void referencesNeedTheDictionaryAndTheirIds() {
    config.put("reference.format", "link");
    config.put("display.value", "all");
    assertThat(errors()).isEmpty();
    config.put("schema.mode", "none");
    config.put("table.trouble.reference.format", "both");
    assertThat(errors().get("table.trouble.reference.format").toString())
        .contains("'schema.mode' to 'dictionary'");
    config.put("table.trouble.schema.mode", "dictionary");
    config.put("display.value", "true");
    assertThat(errors().get("table.trouble.reference.format").toString())
        .contains("'display.value' to 'false' or 'all'");
  }

  @Test
  void everyErrorIsOnItsOwnKeyInOneAnswer() {
    config.put("tables", "trouble,nowhere,secret,people");
    config.put("table.secret.name", "ticket");
    config.put("table.people.name", "person");
    config.put("table.trouble.query", "number=1^colour=red");
    config.put("table.trouble.snapshot.id", "b");
    config.put("table.trouble.snapshot.query", "size=7");
    config.put("table.trouble.fields", "number,caller.shoe_size");
    config.put("table.trouble.timestamp.field", "changed_on");
    config.put("table.people.id.field", "person_id");
    config.put("table.people.key.mode", "field_hash");
    config.put("table.people.key.fields", "email,iban");
    instance.denyQueries("ticket");
    config.put("poll.interval.ms", "0");

    Map<String, List<String>> errors = errors();

    assertThat(errors)
        .containsOnlyKeys(
            "tables",
            "table.secret.name",
            "table.trouble.query",
            "table.trouble.snapshot.query",
            "table.trouble.fields",
            "table.trouble.timestamp.field",
            "table.people.id.field",
            "table.people.key.fields",
            "poll.interval.ms");
    assertThat(errors.get("tables")).singleElement().asString().contains("nowhere");
    assertThat(errors.get("table.trouble.query"))
        .singleElement()
        .asString()
        .contains("'colour'", "every row would match");
    assertThat(errors.get("table.trouble.snapshot.query").toString())
        .contains("'size'", "every row would match");
    assertThat(errors.get("table.people.key.fields").toString())
        .contains("'iban'")
        .doesNotContain("'email'");
  }

  @Test
  void doorbellNeedsBrokersAndSettingsThatAConsumerTakes() {
    config.put("doorbell.topic", "changes");
    assertThat(errors()).containsOnlyKeys("doorbell.consumer.bootstrap.servers");
    config.put("doorbell.consumer.bootstrap.servers", "localhost:9092");
    config.put("doorbell.consumer.sasl.jaas.config", "any");
    assertThat(errors()).isEmpty();
    config.put("doorbell.consumer.fetch.min.bytes", "few");
    assertThat(errors())
        .containsOnlyKeys("doorbell.topic")
        .hasEntrySatisfying(
            "doorbell.topic",
            messages ->
                assertThat(messages)
                    .singleElement()
                    .asString()
                    .contains("doorbell.consumer.*", "fetch.min.bytes", "few"));
  }

  /** Not all that a consumer refuses is a ConfigException. */
  @Test
  void settingsThatNoConsumerCanBeMadeOfAreSaid() {
    config.put("doorbell.topic", "changes");
    config.put("doorbell.consumer.bootstrap.servers", "localhost:9092");
    config.put("doorbell.consumer.enable.auto.commit", "true");
    assertThat(errors()).containsOnlyKeys("doorbell.topic");
  }

  @Test
  void tablesOfAPatternAreLookedAtWhenTheyHaveKeysOfTheirOwn() {
    config.put("tables", "tr*,p*");
    config.put("table.trouble.query", "number=1^colour=red");
    config.put("table.person.fields", "email");
    config.put("table.planned.query", "nothing=1");

    assertThat(errors()).containsOnlyKeys("table.trouble.query");
  }

  @Test
  void unknownColumnIsFoundWhereTheDictionaryMayNotBeRead() {
    config.put("schema.mode", "none");
    config.put("table.trouble.query", "number=1^colour=red^caller.emailISNOTEMPTY");
    instance.denyQueries("sys_dictionary");
    assertThat(errors()).containsOnlyKeys("table.trouble.query");
    instance.switches().invalidQueryReturnsNoRows(true);
    assertThat(errors()).containsOnlyKeys("table.trouble.query");
    config.put("table.trouble.query", "number=1");
    assertThat(errors()).isEmpty();
  }

  @Test
  void columnThatTheUserMayNotReadIsNoUnknownOne() {
    instance.hideFields("trouble", Set.of("cause"));
    config.put("table.trouble.query", "cause=rain");
    config.put("table.trouble.fields", "number,cause");
    assertThat(errors()).isEmpty();
    instance.denyQueries("sys_dictionary");
    config.put("schema.mode", "string");
    assertThat(errors()).isEmpty();
    config.put("key.mode", "field_hash");
    config.put("key.fields", "cause");
    assertThat(errors().get("key.fields").toString())
        .contains("'cause'", "a role that may read it");
  }

  @Test
  void columnsOfAnEmptyTableAreAskedOfTheDictionary() {
    config.put("tables", "person");
    config.put("table.person.query", "emailISNOTEMPTY^shoe_size=44");
    assertThat(errors().get("table.person.query").toString())
        .contains("'shoe_size'")
        .doesNotContain("'email'");
    instance.denyQueries("sys_dictionary");
    config.put("schema.mode", "none");
    assertThat(errors()).as("nobody can know").isEmpty();
  }

  @Test
  void dictionaryThatMayNotBeReadIsAnErrorOfItsModeAndNamesTheWaysOut() {
    instance.denyQueries("sys_dictionary");
    assertThat(errors()).containsOnlyKeys("schema.mode");
    assertThat(errors().get("schema.mode").toString())
        .contains("personalize_dictionary", "'string' or 'none'");
    config.put("table.trouble.schema.mode", "none");
    assertThat(errors()).isEmpty();
    config.put("table.trouble.schema.mode", "dictionary");
    assertThat(errors()).containsOnlyKeys("table.trouble.schema.mode");
  }

  @Test
  void deletesThatTheUserMayNotReadAreAnErrorOfTheirKey() {
    config.put("deletes", "tombstone");
    config.put("schema.mode", "none");
    instance.delete("trouble", instance.insert("trouble", Map.of("number", "T2")));
    assertThat(errors()).isEmpty();
    instance.hideFields("sys_audit_delete", Set.of("documentkey"));
    assertThat(errors().get("deletes").toString()).contains("documentkey");
    instance.denyQueries("sys_audit_delete");
    assertThat(errors().get("deletes").toString()).contains("sys_audit_delete", "deletes=none");
    config.put("table.trouble.deletes", "none");
    assertThat(errors()).isEmpty();
    config.put("table.trouble.deletes", "event");
    instance.denyQueries("sys_db_object");
    assertThat(errors().get("table.trouble.deletes").toString()).contains("sys_db_object");
  }

  @Test
  void rangesThatTheUserMayNotAskForAreFound() {
    instance.denyRanges("trouble", Set.of("sys_updated_on"));
    assertThat(errors().get("table.trouble.timestamp.field").toString()).contains("query_range");
    instance.denyRanges("trouble", Set.of("sys_id"));
    assertThat(errors().get("table.trouble.id.field").toString()).contains("query_range");
    instance.denyRanges("trouble", Set.of("sys_created_on"));
    assertThat(errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"America/Los_Angeles", "Asia/Kolkata"})
  void instanceThatReadsTimesInTheUsersZoneIsFound(String zone) {
    instance.switches().userZone(ZoneId.of(zone));
    assertThat(errors()).as("a user elsewhere").isEmpty();
    instance.switches().literalsInUserZone(true);
    assertThat(errors().get("servicenow.username").toString()).contains("time zone", "GMT");
    instance.switches().userZone(ZoneId.of("GMT"));
    assertThat(errors()).as("a user at home").isEmpty();
  }

  @Test
  void refusedPasswordIsTriedOnce() {
    config.put("tables", "trouble,ticket,person");
    config.put("servicenow.password", "wrong-password");
    assertThat(errors()).containsOnlyKeys("servicenow.password");
    assertThat(errors().toString()).doesNotContain("wrong-password");
    assertThat(instance.requests().count()).as("one for each validation").isEqualTo(2);
  }

  @Test
  void otherCredentialsThatAreRefusedAreOnTheirOwnKeys() {
    config.put("servicenow.auth.type", "api_key");
    config.put("servicenow.api.key", "wrong-key");
    assertThat(errors()).containsOnlyKeys("servicenow.api.key");
    config.put("servicenow.auth.type", "oauth2");
    config.put("servicenow.oauth2.client.id", "client");
    config.put("servicenow.oauth2.client.secret", "wrong-secret");
    instance.requests().clear();
    assertThat(errors()).containsOnlyKeys("servicenow.oauth2.client.secret");
    assertThat(instance.requests().count()).isEqualTo(1);
    config.put("servicenow.oauth2.client.secret", "right-secret");
    assertThat(errors()).isEmpty();
  }

  @Test
  void placeholderThatNobodyReplacedIsNotSent() {
    config.put("servicenow.password", "${file:/run/secrets/servicenow.properties:password}");
    assertThat(errors().get("servicenow.password").toString()).contains("config provider 'file'");
    assertThat(instance.requests().count()).isZero();
  }

  @Test
  void whatIsNoReadyInstanceIsAnErrorOfTheUrl() throws IOException {
    instance.faults().always(Fault.hibernating(), RequestMatcher.any());
    assertThat(errors().get("servicenow.url").toString()).contains("hibernating");
    instance.faults().clear();
    instance.faults().always(Fault.loginPage(), RequestMatcher.any());
    assertThat(errors()).containsOnlyKeys("servicenow.url");
    config.put("servicenow.url", "http://127.0.0.1:" + closedPort());
    assertThat(errors()).containsOnlyKeys("servicenow.url");
    config.put("servicenow.url", "http://no-such-host.invalid");
    assertThat(errors()).containsOnlyKeys("servicenow.url");
    config.put("servicenow.url", instance.url().toString().replace("http:", "https:"));
    assertThat(errors()).containsOnlyKeys("servicenow.url");
  }

  @Test
  void instanceThatAsksForPatienceOrIsUnwellHoldsUpNobody() {
    for (Fault fault :
        List.of(
            Fault.tooManyRequests(Duration.ofHours(1)),
            Fault.badGateway(),
            Fault.transactionCancelled(),
            Fault.dropped())) {
      instance.faults().clear();
      instance.faults().always(fault, RequestMatcher.any());
      assertThat(errors()).as(fault.toString()).isEmpty();
    }
  }

  /** Twice as long when a window asks for the rest of a second and for what is later. */
  @Test
  void queryOfNinetyIdsIsNoError() {
    config.put("table.trouble.query", ids(90));
    assertThat(errors()).isEmpty();
  }

  @Test
  void queryThatNoUrlHasRoomForIsAnErrorOfItsKey() {
    config.put("tables", "trouble,ticket");
    config.put("table.trouble.query", ids(200));
    config.put("table.ticket.query", "colour=red");
    Map<String, List<String>> errors = errors();
    assertThat(errors).containsOnlyKeys("table.trouble.query", "table.ticket.query");
    assertThat(errors.get("table.trouble.query").toString())
        .contains("'trouble'", "characters", "6000");
    config.put("servicenow.validation.timeout.ms", "0");
    assertThat(errors()).containsOnlyKeys("table.trouble.query");
  }

  @Test
  void fieldsThatNoUrlHasRoomForAreAnErrorOfTheirKey() {
    config.put("table.trouble.fields", columns(350));
    Map<String, List<String>> errors = errors();
    assertThat(errors).containsOnlyKeys("table.trouble.fields");
    assertThat(errors.get("table.trouble.fields").toString())
        .contains("URLs of up to", "'u_a_rather_long_column_349'");
  }

  /** Each fits, but together they do not. */
  @Test
  void columnsOfSeveralKeysAreAllLookedAt() {
    config.put("table.trouble.fields", columns(130) + ",number");
    config.put("table.trouble.query", "number=1^u_other_column=2");
    config.put("key.mode", "field_hash");
    config.put("key.fields", "number," + columns(40).replace("rather", "very"));
    Map<String, List<String>> errors = errors();
    assertThat(errors)
        .containsOnlyKeys("table.trouble.fields", "table.trouble.query", "key.fields");
    assertThat(errors.get("table.trouble.fields").toString()).contains("_129'");
    assertThat(errors.get("key.fields").toString()).contains("'u_a_very_long_column_39'");
  }

  @Test
  void partOfAQueryThatMayBeMisreadIsQuotedInTheLog() {
    config.put("table.trouble.query", "number=1^PRIORITY=1&active=true");
    try (LogText log = new LogText()) {
      assertThat(errors()).isEmpty();
      assertThat(log.messages("WARN", TableChecks.class))
          .singleElement()
          .asString()
          .contains("table.trouble.query", "'PRIORITY=1&active=true'", "every row matches");
    }
    config.put("table.trouble.query", "?active=true");
    assertThat(errors().get("table.trouble.query").toString()).contains("'?active=true'");
  }

  @Test
  void shortPatienceThatTheInstanceAsksForIsGiven() {
    config.put("table.trouble.query", "colour=red");
    for (int request = 0; request < 3; request++) {
      int nth = request;
      AtomicInteger seen = new AtomicInteger();
      instance.faults().clear();
      instance
          .faults()
          .next(
              1,
              Fault.tooManyRequests(Duration.ofSeconds(1)),
              each -> seen.getAndIncrement() == nth);
      assertThat(errors()).as("request %d", nth).containsOnlyKeys("table.trouble.query");
      assertThat(instance.faults().injected()).isPositive();
    }
  }

  @Test
  void validationKeepsToTheRateLimit() {
    config.put("servicenow.max.requests.per.second", "5");
    config.put("servicenow.validation.timeout.ms", "2000");
    config.put("tables", "trouble,ticket,person");
    errors();
    assertThat(instance.requests().count()).isLessThanOrEqualTo(11);
  }

  private static String ids(int count) {
    return "sys_idIN"
        + IntStream.range(0, count)
            .mapToObj(i -> "%032x".formatted(i))
            .collect(Collectors.joining(","));
  }

  private static String columns(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "u_a_rather_long_column_" + i)
        .collect(Collectors.joining(","));
  }

  @Test
  void slowTableIsLetThroughInTimeAndTheOthersAreChecked() {
    config.put("tables", "trouble,ticket");
    config.put("table.ticket.query", "colour=red");
    config.put("servicenow.validation.timeout.ms", "2000");
    instance
        .faults()
        .always(Fault.noAnswer(Duration.ofMinutes(1)), RequestMatcher.table("trouble"));
    long begin = System.nanoTime();
    assertThat(errors()).containsOnlyKeys("table.ticket.query");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void nothingIsAskedWhenValidationHasNoTime() {
    config.put("servicenow.validation.timeout.ms", "0");
    config.put("tables", "nowhere");
    assertThat(errors()).isEmpty();
    assertThat(instance.requests().count()).isZero();
  }

  @Test
  void validationLeavesNoThreadBehind() throws InterruptedException {
    Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
    errors();
    instance.faults().always(Fault.noAnswer(Duration.ofMinutes(1)), RequestMatcher.any());
    config.put("servicenow.validation.timeout.ms", "500");
    errors();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("servicenow-") && !ofOthers.contains(thread)) {
        thread.join(3_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void tablesAreRecommendedAndNotAllOfThem() {
    for (int i = 0; i < 300; i++) {
      instance.defineTable(
          TableDefinition.table("u_own_%03d".formatted(i), ColumnDefinition.col("a", "string")));
    }
    ConfigValue tables =
        new ServiceNowSourceConnector()
            .validate(config).configValues().stream()
                .filter(value -> value.name().equals("tables"))
                .findFirst()
                .orElseThrow();
    assertThat(tables.recommendedValues()).hasSizeBetween(50, 100).contains("u_own_000");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
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
