/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.failsafe.spi.Scheduler;
import io.snbridge.common.auth.Authentication;
import io.snbridge.common.transport.ClientSettings;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.Timing;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task whose process was stopped, so that its partitions may be another's. */
class AbsentTaskTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private volatile Duration away = Duration.ZERO;
  private final ServiceNowClient client = client();
  private final TaskDriver driver;

  AbsentTaskTest() {
    emulator.table(TABLE, ColumnDefinition.col("name", "string"));
    driver =
        new TaskDriver(
                new ServiceNowSinkTask(
                    new Connections((config, logs) -> client, Connections.CONFIGURED.producers()),
                    ServiceNowSinkTask.LONGEST_REVOCATION),
                emulator,
                true,
                Map.of("servicenow.max.concurrent.requests", "1"))
            .assign(P0);
    driver.put();
  }

  private ServiceNowClient client() {
    ClientSettings settings =
        new ClientSettings(
            emulator.url(),
            "test",
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            1,
            0,
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Optional.empty(),
            Duration.ZERO);
    Timing timing =
        new Timing(
            Clock.systemUTC(), () -> System.nanoTime() + away.toNanos(), Scheduler.of(executor));
    return ServiceNowClient.open(settings, Authentication.basic("u", "p"), timing, new Random());
  }

  @AfterEach
  void close() {
    driver.close();
    executor.shutdownNow();
    emulator.close();
  }

  private static SinkRecord[] records(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                new SinkRecord(
                    "orders", 0, null, "%032x".formatted(i + 1), null, Map.of("name", "n" + i), i))
        .toArray(SinkRecord[]::new);
  }

  private int writes() {
    return emulator.requests().matching(request -> !request.method().equals("GET")).size();
  }

  @Test
  void whatItHadAndGetsIsNotWrittenWhenItsPartitionsAreTaken() {
    emulator.faults().always(Fault.latency(Duration.ofMillis(100)), RequestMatcher.writes());
    driver.put(records(0, 20));
    await().until(() -> writes() >= 2);
    away = away.plus(LONG);
    await().until(() -> client.traffic().inFlight() == 0);
    int before = writes();

    // What its consumer had read before gets through, too.
    driver.put(records(20, 40));
    await().during(Duration.ofMillis(500)).until(() -> writes() == before);
    long begin = System.nanoTime();
    driver.lose(P0);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("nothing that is held back is waited for")
        .isLessThan(ServiceNowSinkTask.LONGEST_REVOCATION);

    away = away.plusSeconds(2);
    driver.put();
    away = away.plusSeconds(2);
    driver.put();
    away = away.plusSeconds(2);
    await().during(Duration.ofMillis(500)).until(() -> writes() == before);
  }

  @Test
  void whatItKeepsIsWrittenLater() {
    away = away.plus(LONG);
    driver.put(records(0, 20));
    await().during(Duration.ofMillis(500)).until(() -> writes() == 0);
    away = away.plusSeconds(2);
    driver.put();
    away = away.plusSeconds(2);
    driver.put();
    assertThat(writes()).isZero();
    away = away.plusSeconds(2);
    driver.drain();
    assertThat(emulator.rows(TABLE)).hasSize(20);
  }
}
