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
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerderLike;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of tasks, whose settings outlive a worker, when it starts and ServiceNow is odd. */
@Timeout(60)
class FirstLookTest {

  private static final RequestMatcher OBJECTS = RequestMatcher.table("sys_db_object");
  private static final Set<String> ALL = Set.of("u_incident", "u_ci_server", "u_ci_router");

  private final Map<String, String> config = new HashMap<>();
  private final AtomicInteger requested = new AtomicInteger();
  private final AtomicInteger offsetReads = new AtomicInteger();
  private final AtomicReference<Exception> raised = new AtomicReference<>();
  private final AtomicBoolean hasOffsets = new AtomicBoolean(true);
  private final ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
  private ServiceNowEmulator instance;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("reader", "right").start();
    for (String table : ALL) {
      instance.defineTable(TableDefinition.table(table, ColumnDefinition.col("active", "boolean")));
    }
    config.put("name", "patterns");
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.username", "reader");
    config.put("servicenow.password", "right");
    config.put("servicenow.retry.initial.backoff.ms", "10");
    config.put("servicenow.retry.max.backoff.ms", "20");
    config.put("schema.mode", "none");
    config.put("tables", "u_incident,u_ci_*");
    config.put("tables.refresh.interval.ms", "1000");
    connector.initialize(new Worker());
  }

  @AfterEach
  void stop() {
    connector.stop();
    instance.close();
  }

  static Stream<Fault> oddAnswers() {
    return Stream.of(
        Fault.error(403, "Insufficient rights", "denied"),
        Fault.answer(200, "application/json", "{\"result\":[]}"));
  }

  @ParameterizedTest
  @MethodSource("oddAnswers")
  void oddFirstAnswersLeaveTheTasksAsTheyAre(Fault odd) {
    instance.faults().next(2, odd, OBJECTS);
    connector.start(config);
    tasksGoOnUntilAllAreKnown();
  }

  @Test
  void tablesThatAreHiddenAtFirstAreNotTakenForGone() {
    instance.hideRows("sys_db_object", row -> row.get("name").equals("u_ci_server"));
    connector.start(config);
    assertThatThrownBy(() -> connector.taskConfigs(3)).isInstanceOf(RetriableException.class);
    instance.showRows("sys_db_object");
    tasksGoOnUntilAllAreKnown();
  }

  @Test
  void withoutFormerTasksNamedTablesAreReadAtOnce() {
    hasOffsets.set(false);
    instance.denyQueries("sys_db_object");
    connector.start(config);
    assertThat(tables()).containsExactly("u_incident");
  }

  @Test
  void connectorOfPatternsOnlyWaitsForThem() {
    hasOffsets.set(false);
    config.put("tables", "u_ci_*");
    instance.denyQueries("sys_db_object");
    connector.start(config);
    assertThatThrownBy(() -> connector.taskConfigs(3))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("[u_ci_*] is not known yet");
    // Its standalone worker would never answer whoever created it.
    assertThat(StandaloneHerderLike.ask(() -> connector.taskConfigs(3))).isEmpty();
  }

  @Test
  void tableThatIsHiddenForGoodDoesNotKeepOthersThatAreGone() {
    connector.start(config);
    assertThat(tables()).isEqualTo(ALL);
    instance.hideRows("sys_db_object", row -> !row.get("name").equals("u_incident"));
    looks(4);
    assertThat(requested).as("hidden is not gone").hasValue(0);
    instance
        .faults()
        .always(
            Fault.error(400, "Invalid table u_ci_router", ""), RequestMatcher.table("u_ci_router"));
    await().untilAtomic(requested, value -> assertThat(value).isEqualTo(1));
    assertThat(tables()).containsExactly("u_ci_server", "u_incident");
  }

  /** The wait between two looks is doubled while tables are not known. */
  @Test
  void monitorLooksForEver() {
    config.put("tables.refresh.interval.ms", "1");
    connector.start(config);
    looks(150);
    assertThat(raised).hasValue(null);
  }

  /** It serves all connectors, and comes again and again. */
  @Test
  void threadOfTheHerderWaitsOnceForAnAnswer() {
    instance.faults().always(Fault.latency(Duration.ofSeconds(8)), OBJECTS);
    connector.start(config);
    assertThatThrownBy(() -> connector.taskConfigs(3)).isInstanceOf(RetriableException.class);
    long begun = System.nanoTime();
    assertThatThrownBy(() -> connector.taskConfigs(3)).isInstanceOf(RetriableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
  }

  /** Each question reads Kafka's topic to its end. */
  @Test
  void offsetsOfAllTablesAreReadInOneQuestion() {
    hasOffsets.set(false);
    config.put("tables", "u_incident,u_one,u_two,u_ci_*");
    connector.start(config);
    assertThat(tables()).contains("u_incident", "u_one", "u_two");
    assertThat(offsetReads).hasValueLessThanOrEqualTo(1);
  }

  /** ServiceNow locks users out. */
  @Test
  void refusedCredentialsEndTheQuestionsOfMissingTables() {
    config.put("refused.timeout.ms", "1000");
    connector.start(config);
    assertThat(tables()).isEqualTo(ALL);
    instance.faults().always(Fault.unauthorized(), RequestMatcher.table("u_ci_server"));
    instance.faults().always(Fault.unauthorized(), RequestMatcher.table("u_ci_router"));
    instance.hideRows("sys_db_object", row -> true);
    await().untilAtomic(raised, error -> assertThat(error).hasMessageContaining("401"));
  }

  private void tasksGoOnUntilAllAreKnown() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try {
                assertThat(tables()).isEqualTo(ALL);
                return true;
              } catch (RetriableException tasksStay) {
                return false;
              }
            });
  }

  private Set<String> tables() {
    Set<String> tables = new TreeSet<>();
    for (Map<String, String> task : connector.taskConfigs(3)) {
      SourceConfig.parse(task).tables().forEach(table -> tables.add(table.alias()));
    }
    return tables;
  }

  private void looks(int times) {
    instance.requests().clear();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> instance.requests().toTable("sys_db_object").size() >= times);
  }

  private final class Worker implements SourceConnectorContext {

    @Override
    public void requestTaskReconfiguration() {
      requested.incrementAndGet();
    }

    @Override
    public void raiseError(Exception error) {
      raised.set(error);
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          offsetReads.incrementAndGet();
          return stored(partition);
        }

        private <T> Map<String, Object> stored(Map<String, T> partition) {
          return hasOffsets.get() && partition.get("table").equals("u_incident")
              ? Map.of("version", 1L)
              : null;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          offsetReads.incrementAndGet();
          Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
          List.copyOf(partitions).forEach(partition -> found.put(partition, stored(partition)));
          return found;
        }
      };
    }
  }
}
