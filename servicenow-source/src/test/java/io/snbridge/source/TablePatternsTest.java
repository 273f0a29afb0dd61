/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables that patterns give, found on an instance over HTTP. */
@Timeout(60)
class TablePatternsTest {

  private static final RequestMatcher OBJECTS = RequestMatcher.table("sys_db_object");

  private final Map<String, String> config = new HashMap<>();
  private final AtomicInteger requested = new AtomicInteger();
  private final AtomicReference<Exception> raised = new AtomicReference<>();
  private final ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
  private ServiceNowEmulator instance;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("reader", "right").start();
    define("u_ci_server", "u_ci_router", "u_cia", "u_incident");
    config.put("name", "patterns");
    config.put("connector.class", ServiceNowSourceConnector.class.getName());
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.username", "reader");
    config.put("servicenow.password", "right");
    config.put("servicenow.retry.initial.backoff.ms", "10");
    config.put("servicenow.retry.max.backoff.ms", "20");
    config.put("schema.mode", "none");
    config.put("tables", "u_incident,u_ci_*");
    config.put("tables.refresh.interval.ms", "20");
    connector.initialize(
        new ConnectorContext() {
          @Override
          public void requestTaskReconfiguration() {
            requested.incrementAndGet();
          }

          @Override
          public void raiseError(Exception error) {
            raised.set(error);
          }
        });
  }

  @AfterEach
  void stop() {
    connector.stop();
    instance.close();
  }

  @Test
  void tablesThatMatchAreReadAndNoOther() {
    connector.start(config);
    assertThat(tables().keySet()).containsExactly("u_ci_router", "u_ci_server", "u_incident");
  }

  @Test
  void newTableIsFoundOnceAndReadWithItsOwnSettings() {
    config.put("table.u_ci_switch.page.size", "7");
    config.put("table.u_ci_switch.topic", "switches");
    connector.start(config);
    tables();
    looks(3);
    assertThat(requested).as("nothing has changed").hasValue(0);

    define("u_ci_switch", "u_other");
    await().untilAtomic(requested, value -> assertThat(value).isEqualTo(1));
    Map<String, TableConfig> tables = tables();
    assertThat(tables.keySet())
        .containsExactly("u_ci_router", "u_ci_server", "u_ci_switch", "u_incident");
    assertThat(tables.get("u_ci_switch").pageSize()).isEqualTo(7);
    assertThat(tables.get("u_ci_switch").record().topic()).isEqualTo("switches");
    assertThat(tables.get("u_ci_server").pageSize()).isEqualTo(1000);
    assertThat(tables.get("u_ci_server").record().topic()).isEqualTo("servicenow.u_ci_server");
    looks(3);
    assertThat(requested).as("nothing has changed since").hasValue(1);
  }

  @Test
  void tableThatIsNamedAndMatchedIsReadOnceAsItIsNamed() {
    config.put("tables", "u_ci_router,servers,u_ci_*,u_*");
    config.put("table.servers.name", "u_ci_server");
    connector.start(config);
    assertThat(tables().keySet()).containsExactly("servers", "u_ci_router", "u_cia", "u_incident");
  }

  @Test
  void pagesOfHiddenTablesEndNothing() {
    instance.hideRows("sys_db_object", row -> row.get("name").startsWith("u_ci_hidden"));
    for (int i = 0; i < 1500; i++) {
      define("u_ci_hidden%04d".formatted(i));
    }
    define("u_ci_last");
    connector.start(config);
    assertThat(tables().keySet())
        .containsExactly("u_ci_last", "u_ci_router", "u_ci_server", "u_incident");
  }

  @Test
  void badAnswersStopNoTableAndItGoesOnAfterwards() {
    connector.start(config);
    tables();
    for (Fault fault :
        List.of(
            Fault.error(403, "Insufficient rights", "denied"),
            Fault.answer(200, "application/json", "{\"result\":[]}"),
            Fault.answer(
                200, "application/json", "{\"result\":[{\"sys_id\":\"a\",\"name\":\"task\"}]}"),
            Fault.hibernating(),
            Fault.badGateway(),
            Fault.dropped())) {
      instance.faults().always(fault, OBJECTS);
      looks(4);
      instance.faults().clear();
    }
    instance.hideRows("sys_db_object", row -> row.get("name").equals("u_ci_server"));
    looks(4);
    instance.hideFields("sys_db_object", Set.of("name"));
    looks(4);
    assertThat(requested).hasValue(0);
    assertThat(tables().keySet()).containsExactly("u_ci_router", "u_ci_server", "u_incident");

    instance.hideFields("sys_db_object", Set.of());
    instance.showRows("sys_db_object");
    define("u_ci_switch");
    await().untilAtomic(requested, value -> assertThat(value).isEqualTo(1));
    assertThat(tables()).containsKey("u_ci_switch");
  }

  @Test
  void tableThatIsGoneIsNoLongerRead() {
    connector.start(config);
    tables();
    String id =
        instance.rows("sys_db_object").stream()
            .filter(row -> row.get("name").equals("u_ci_router"))
            .map(row -> row.get("sys_id"))
            .findFirst()
            .orElseThrow();
    instance.delete("sys_db_object", id);
    await().untilAtomic(requested, value -> assertThat(value).isEqualTo(1));
    assertThat(tables().keySet()).containsExactly("u_ci_server", "u_incident");
  }

  @Test
  void deadInstanceHoldsUpNobodyAndItsTablesAreReadWhenItLives() {
    instance.faults().always(Fault.noAnswer(Duration.ofMinutes(1)), OBJECTS);
    config.put("tables", "u_ci_*");
    config.put("servicenow.request.timeout.ms", "4000");
    try (LogText log = new LogText()) {
      long begin = System.nanoTime();
      connector.start(config);
      assertThat(connector.taskConfigs(3)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      assertThat(log.text()).contains("not known yet which tables match [u_ci_*]");
    }
    instance.faults().clear();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAtomic(requested, value -> assertThat(value).isEqualTo(1));
    assertThat(tables().keySet()).containsExactly("u_ci_router", "u_ci_server");
  }

  @Test
  void whoMayNotReadTheTableNamesIsToldAndNamedTablesAreRead() {
    instance.denyQueries("sys_db_object");
    try (LogText log = new LogText()) {
      connector.start(config);
      assertThat(tables().keySet()).containsExactly("u_incident");
      assertThat(log.text()).contains("'u_ci_*'", "personalize_dictionary", "not known yet");
    }
  }

  @Test
  void refusedCredentialsFailTheConnectorAndAreNotTriedAgain() {
    config.put("servicenow.password", "wrong");
    config.put("refused.timeout.ms", "0");
    connector.start(config);
    await().until(() -> raised.get() != null);
    assertThat(raised.get()).hasMessageContaining("401");
    assertThat(instance.requests().count()).isEqualTo(1);
  }

  @Test
  void stopEndsTheThreadWhateverItWaitsFor() {
    for (Fault fault : List.of(Fault.noAnswer(Duration.ofMinutes(1)), Fault.badGateway())) {
      instance.faults().always(fault, OBJECTS);
      connector.start(config);
      await().until(TablePatternsTest::waitsForAnAnswer);
      stopsInTime();
      assertThat(raised.get()).as("a stop is no error").isNull();
      instance.faults().clear();
    }
    config.put("tables.refresh.interval.ms", "3600000");
    connector.start(config);
    tables();
    stopsInTime();
  }

  @Test
  void patternsAreCheckedWithoutTheInstance() {
    config.put("servicenow.validation.timeout.ms", "0");
    config.put("table.u_ci_server.page.size", "7");
    config.put("table.u_ci_not_yet.query", "active=true");
    assertThat(errors()).isEmpty();

    config.put("table.u_ci_server.page.size", "many");
    config.put("table.u_ci_server.colour", "blue");
    config.put("table.u_ci_not_yet.name", "task");
    config.put("table.u_ci_*.page.size", "7");
    config.put("table.u_cia.page.size", "7");
    config.put("snapshot.mode", "never");
    assertThat(errors())
        .containsOnlyKeys(
            "table.u_ci_server.page.size",
            "table.u_ci_server.colour",
            "table.u_ci_not_yet.name",
            "table.u_ci_*.page.size",
            "table.u_cia.page.size",
            "start.timestamp");
    for (String wrong : List.of("*", "_?", "u_ci.*", "u_ci_[ab]*", "u_ci_*,u_ci_*")) {
      config.put("tables", wrong);
      assertThat(errors()).as(wrong).containsKey("tables");
    }
  }

  @Test
  void patternThatMatchesNothingIsAnError() {
    assertThat(errors()).isEmpty();
    config.put("tables", "u_incident,u_ci_x*,u_*_r?uter");
    assertThat(errors()).containsOnlyKeys("tables");
    assertThat(errors().get("tables")).singleElement().asString().contains("'u_ci_x*'");
    instance.denyQueries("sys_db_object");
    assertThat(errors().get("tables").toString()).contains("personalize_dictionary");
  }

  @Test
  void offsetsOfATableThatAPatternGivesAreAccepted() {
    config.put("table.u_ci_server.query", "active=true");
    Map<String, ?> offset =
        Map.of("version", 1L, "phase", "stream", "timestamp", "2026-03-01 12:00:00");
    assertThat(connector.alterOffsets(config, Map.of(partition("u_ci_server"), offset))).isTrue();
    assertThat(connector.alterOffsets(config, Map.of(partition("u_ci_not_yet"), offset))).isTrue();
    assertThatThrownBy(() -> connector.alterOffsets(config, Map.of(partition("u_cia"), offset)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'table' is 'u_cia'");
    Map<String, Object> ofOther = new HashMap<>(offset);
    ofOther.put("of", "u_ci_server");
    assertThatThrownBy(
            () -> connector.alterOffsets(config, Map.of(partition("u_ci_server"), ofOther)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("u_ci_server?active=true");
  }

  private Map<String, ?> partition(String table) {
    return Map.of("instance", instance.url().getHost(), "table", table);
  }

  private void define(String... names) {
    for (String name : names) {
      instance.defineTable(TableDefinition.table(name, ColumnDefinition.col("active", "boolean")));
    }
  }

  /** What the tasks that Connect would start read. */
  private Map<String, TableConfig> tables() {
    Map<String, TableConfig> tables = new TreeMap<>();
    for (Map<String, String> task : connector.taskConfigs(3)) {
      for (TableConfig table : SourceConfig.parse(task).tables()) {
        assertThat(tables.put(table.alias(), table)).as("read once").isNull();
      }
    }
    return tables;
  }

  /** Waits until the instance was asked so often from now on. */
  private void looks(int times) {
    instance.requests().clear();
    await().atMost(Duration.ofSeconds(20)).until(() -> instance.requests().count() >= times);
  }

  private static boolean waitsForAnAnswer() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("servicenow-source-.*-tables"))
        .anyMatch(thread -> thread.getState() == Thread.State.WAITING);
  }

  private void stopsInTime() {
    long begin = System.nanoTime();
    connector.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.matches("servicenow-source-.*-tables"));
  }

  private Map<String, List<String>> errors() {
    return new ServiceNowSourceConnector()
        .validate(config).configValues().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }
}
