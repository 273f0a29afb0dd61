/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that disagree, and zones that are none of the connector's business. */
@Timeout(60)
class TimeTest {

  private final Map<String, String> config = new HashMap<>();
  private ServiceNowEmulator instance;

  @AfterEach
  void stop() {
    instance.close();
  }

  /** To the instance, a worker that is an hour behind is one whose instance is an hour ahead. */
  @ParameterizedTest
  @CsvSource({
    "1, basic,",
    "-1, basic,",
    "1, oauth2, client_credentials",
    "-1, oauth2, client_credentials",
    "1, oauth2, jwt_bearer",
    "-1, oauth2, jwt_bearer"
  })
  void workerWhoseClockIsAnHourOffLosesNothing(int hours, String auth, String grant)
      throws Exception {
    start(EmulatorClock.offset(Duration.ofHours(hours)));
    config.put("servicenow.auth.type", auth);
    if (grant != null) {
      instance.switches().tokenLifetime(Duration.ofSeconds(2));
      config.put("servicenow.oauth2.grant.type", grant);
      config.put("servicenow.oauth2.client.id", "client");
      config.put("servicenow.oauth2.client.secret", "secret");
      config.put("servicenow.oauth2.jwt.subject", "u");
      config.put("servicenow.oauth2.jwt.private.key", privateKey());
    }
    everythingArrives();
    assertThat(instance.tokens().deadUses()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"America/Los_Angeles", "Pacific/Chatham"})
  void zoneOfTheWorkerDoesNotMatter(String zone) throws Exception {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      start(EmulatorClock.system());
      config.put("start.timestamp", "2001-01-01 00:00:00");
      everythingArrives();
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"America/Los_Angeles, all", "Asia/Kolkata, all", "Asia/Kolkata, true"})
  void userInAnotherZoneLosesNothing(String zone, String display) throws Exception {
    start(EmulatorClock.system());
    instance.switches().userZone(ZoneId.of(zone));
    config.put("display.value", display);
    String late = instance.insert("incident", Map.of("number", "first"));
    Connect connect = new Connect(config);
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.containsKey(late));
    String next = instance.insert("incident", Map.of("number", "next"));
    connect.pollUntil(task, kafka -> kafka.stamps.containsKey(next));
    task.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"America/Los_Angeles", "Asia/Kolkata"})
  void instanceThatReadsTimesInTheUsersZoneIsRefused(String zone) {
    start(EmulatorClock.system());
    instance.insert("incident", Map.of("number", "1"));
    instance.switches().userZone(ZoneId.of(zone)).literalsInUserZone(true);
    assertThatThrownBy(this::pollUntilItFails)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'incident'")
        .hasMessageContaining("time zone")
        .hasMessageContaining("GMT");
  }

  @Test
  void emptyTableDoesNotHideHowTheInstanceReadsTimes() {
    start(EmulatorClock.system());
    instance.table("sys_user", ColumnDefinition.col("user_name", "string"));
    instance.insert("sys_user", Map.of("user_name", "u"));
    instance.switches().userZone(ZoneId.of("America/Los_Angeles")).literalsInUserZone(true);
    assertThatThrownBy(this::pollUntilItFails).hasMessageContaining("time zone");
  }

  @Test
  void zoneOfTheUserThatIsUtcIsNoReasonToRefuse() throws Exception {
    start(EmulatorClock.system());
    instance.switches().userZone(ZoneId.of("GMT")).literalsInUserZone(true);
    everythingArrives();
  }

  @Test
  void rangesThatTheUserMayNotAskForAreRefusedInsteadOfReadingNothing() {
    start(EmulatorClock.system());
    instance.insert("incident", Map.of("number", "1"));
    instance.denyRanges("incident", Set.of("sys_updated_on"));
    assertThatThrownBy(this::pollUntilItFails)
        .hasMessageContaining("query_range")
        .hasMessageContaining("'incident.sys_updated_on'");
  }

  /** To whom the table looks as if it were empty. */
  @Test
  void userWhoMayNotSortByIdsIsRefusedInsteadOfReadingNothing() {
    start(EmulatorClock.system());
    instance.insert("incident", Map.of("number", "1"));
    instance.denyRanges("incident", Set.of("sys_id"));
    assertThatThrownBy(this::pollUntilItFails)
        .hasMessageContaining("query_range")
        .hasMessageContaining("'incident.sys_id'");
  }

  /** In winter, London's time is UTC. */
  @ParameterizedTest
  @CsvSource({
    "2026-01-15T12:00:00Z, 2026-07-15T12:00:00Z",
    "2025-07-15T12:00:00Z, 2026-01-15T12:00:00Z"
  })
  void instanceThatIsInUtcInWinterOnlyIsRefused(Instant first, Instant second) {
    EmulatorClock clock = EmulatorClock.manual(first);
    start(clock);
    for (int i = 0; i < 30; i++) {
      instance.insert("incident", Map.of("number", "first"));
    }
    clock.set(second);
    instance.insert("incident", Map.of("number", "second"));
    instance.switches().userZone(ZoneId.of("Europe/London")).literalsInUserZone(true);
    assertThatThrownBy(this::pollUntilItFails).hasMessageContaining("time zone");
  }

  @Test
  void rowsOfOneSeasonDoNotHideWhatTheUsersRowsShow() {
    EmulatorClock clock = EmulatorClock.manual(Instant.parse("2026-07-15T12:00:00Z"));
    start(clock);
    instance.table("sys_user", ColumnDefinition.col("user_name", "string"));
    instance.insert("sys_user", Map.of("user_name", "u"));
    clock.set(Instant.parse("2026-11-15T12:00:00Z"));
    instance.insert("incident", Map.of("number", "1"));
    instance.switches().userZone(ZoneId.of("Europe/London")).literalsInUserZone(true);
    assertThatThrownBy(this::pollUntilItFails).hasMessageContaining("time zone");
  }

  /** Conditions on an unknown column match nothing then, and so every window is empty. */
  @Test
  void timestampFieldThatDoesNotExistIsRefusedWhereSuchQueriesReturnNothing() {
    start(EmulatorClock.system());
    instance.switches().invalidQueryReturnsNoRows(true);
    config.put("table.incident.timestamp.field", "changed_on");
    instance.insert("incident", Map.of("number", "1"));
    assertThatThrownBy(this::pollUntilItFails)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'changed_on'")
        .hasMessageContaining("timestamp.field");
  }

  @Test
  void timestampFieldThatTheUserMayNotReadIsRefused() {
    start(EmulatorClock.system());
    instance.switches().invalidQueryReturnsNoRows(true);
    instance.hideFields("incident", Set.of("sys_updated_on"));
    instance.insert("incident", Map.of("number", "1"));
    assertThatThrownBy(this::pollUntilItFails).hasMessageContaining("'sys_updated_on'");
  }

  private void start(EmulatorClock clock) {
    instance =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials("u", "p")
            .oauthClient("client", "secret")
            .clock(clock)
            .start();
    instance.table("incident", ColumnDefinition.col("number", "string"));
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.username", "u");
    config.put("servicenow.password", "p");
    config.put("tables", "incident");
    config.put("schema.mode", "none");
    config.put("poll.interval.ms", "50");
    config.put("settle.ms", "0");
  }

  private void everythingArrives() throws InterruptedException {
    instance.insert("incident", Map.of("number", "before"));
    Connect connect = new Connect(config);
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    instance.insert("incident", Map.of("number", "later"));
    instance.updateAll("incident", row -> true, Map.of("number", "changed"));
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  private void pollUntilItFails() throws InterruptedException {
    ServiceNowSourceTask task = new Connect(config).start();
    try {
      for (int i = 0; i < 20; i++) {
        Connect.poll(task);
      }
    } finally {
      task.stop();
    }
  }

  private Map<String, String> stamps() {
    return instance.rows("incident").stream()
        .collect(Collectors.toMap(row -> row.get("sys_id"), row -> row.get("sys_updated_on")));
  }

  private static String privateKey() throws GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.generateKeyPair().getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
