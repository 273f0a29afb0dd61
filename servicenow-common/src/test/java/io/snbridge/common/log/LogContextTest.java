/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.LogContexts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;
import org.slf4j.Mdcs;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** Connect's context goes wherever the work goes, and nowhere else. */
class LogContextTest {

  private static final String KEY = "connector.context";

  /** How the MDCs of Kafka's two logging libraries treat a new thread. */
  enum Mdc {
    RELOAD4J_INHERITS,
    LOG4J2_DOES_NOT
  }

  private MDCAdapter before;

  private void install(Mdc mdc) {
    before = Mdcs.install(mdc == Mdc.RELOAD4J_INHERITS ? new BasicMDCAdapter() : new PlainMdc());
  }

  @AfterEach
  void putBack() {
    MDC.clear();
    Mdcs.install(before);
  }

  private static LogContext task(String connector, String task) {
    MDC.put(KEY, "[" + connector + "|task-" + task + "] ");
    LogContext context =
        LogContexts.ofTask("sink", Map.of("name", connector, ConnectorMetrics.TASK_NUMBER, task));
    MDC.remove(KEY);
    return context;
  }

  @ParameterizedTest
  @EnumSource
  void threadHasTheContextOfItsTaskWhoeverBeginsIt(Mdc mdc) throws Exception {
    install(mdc);
    LogContext orders = task("orders", "3");
    MDC.put(KEY, "[another|task-0] ");
    AtomicReference<String> seen = new AtomicReference<>();
    Thread thread = orders.thread("columns", () -> seen.set(MDC.get(KEY)));
    thread.start();
    thread.join();
    assertThat(seen).hasValue("[orders|task-3] ");
    assertThat(thread.getName()).isEqualTo("servicenow-sink-orders-3-columns");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(MDC.get(KEY)).isEqualTo("[another|task-0] ");
  }

  @ParameterizedTest
  @EnumSource
  void threadsOfAPoolAreNumberedAndKeepTheContextFromTaskToTask(Mdc mdc) throws Exception {
    install(mdc);
    ExecutorService pool = Executors.newFixedThreadPool(1, task("orders", "0").threads("request"));
    for (int i = 0; i < 2; i++) {
      assertThat(pool.submit(() -> Thread.currentThread().getName() + MDC.get(KEY)).get())
          .isEqualTo("servicenow-sink-orders-0-request-1[orders|task-0] ");
    }
    pool.shutdownNow();
  }

  /** Before Java 24, virtual threads that wait can hold up all others. */
  @ParameterizedTest
  @EnumSource
  void threadsOfWhichThereAreManyHaveTheContextAndAreVirtualWhereThatIsSafe(Mdc mdc)
      throws Exception {
    install(mdc);
    AtomicReference<String> seen = new AtomicReference<>();
    Thread thread = task("orders", "0").manyThreads("read").newThread(() -> seen.set(MDC.get(KEY)));
    assertThat(thread.getName()).isEqualTo("servicenow-sink-orders-0-read-1");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.toString().startsWith("VirtualThread"))
        .isEqualTo(Runtime.version().feature() >= 24);
    thread.start();
    thread.join();
    assertThat(seen).hasValue("[orders|task-0] ");
  }

  @ParameterizedTest
  @EnumSource
  void threadThatTasksShareHasTheContextOfTheOneItWorksForAndItsOwnAfterwards(Mdc mdc)
      throws Exception {
    install(mdc);
    LogContext one = task("one", "0");
    LogContext two = task("two", "1");
    ExecutorService shared = Executors.newSingleThreadExecutor();
    shared.submit(() -> MDC.put(KEY, "[its own] ")).get();
    AtomicReference<String> seen = new AtomicReference<>();
    Runnable look = () -> seen.set(MDC.get(KEY));

    shared.submit(one.wrap(look)).get();
    assertThat(seen).hasValue("[one|task-0] ");
    shared.submit(two.wrap(look)).get();
    assertThat(seen).hasValue("[two|task-1] ");
    shared
        .submit(
            () -> two.wrap((String a, String b) -> seen.set(a + b + MDC.get(KEY))).accept("a", "b"))
        .get();
    assertThat(seen).hasValue("ab[two|task-1] ");
    shared.submit(LogContext.of("x", "[none] ").wrap(look)).get();
    shared.submit(look).get();
    assertThat(seen).as("afterwards").hasValue("[its own] ");
    assertThatThrownBy(
            () ->
                shared
                    .submit(
                        one.wrap(
                            () -> {
                              throw new IllegalStateException("seen");
                            }))
                    .get())
        .hasRootCauseMessage("seen");
    shared.submit(look).get();
    assertThat(seen).as("after a failure").hasValue("[its own] ");
    shared.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void whatHasNoContextTakesNoneFromOthersAndLeavesNoneBehind(Mdc mdc) throws Exception {
    install(mdc);
    LogContext none = LogContext.current();
    LogContext orders = task("orders", "0");
    AtomicReference<String> seen = new AtomicReference<>("nothing yet");
    MDC.put(KEY, "[another|task-0] ");
    Thread thread = none.thread("pacing", () -> seen.set(MDC.get(KEY)));
    thread.start();
    thread.join();
    assertThat(seen).hasNullValue();
    MDC.remove(KEY);

    ExecutorService shared = Executors.newSingleThreadExecutor();
    shared.submit(orders.wrap(() -> seen.set(MDC.get(KEY)))).get();
    assertThat(seen).hasValue("[orders|task-0] ");
    shared.submit(() -> seen.set(MDC.get(KEY))).get();
    assertThat(seen).hasNullValue();
    shared.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void whatGoesOnAfterAWaitHasTheContext(Mdc mdc) throws Exception {
    install(mdc);
    LogContext orders = task("orders", "0");
    CompletableFuture<String> dependent = new CompletableFuture<>();
    CompletableFuture<Void> waited = new CompletableFuture<>();
    var unused =
        waited.thenRun(() -> dependent.complete(Thread.currentThread().getName() + MDC.get(KEY)));
    orders.after(Duration.ofMillis(1)).execute(() -> waited.complete(null));
    assertThat(dependent.get(10, TimeUnit.SECONDS))
        .isEqualTo("servicenow-sink-orders-0-waited[orders|task-0] ");
  }

  @ParameterizedTest
  @EnumSource
  void validationHasAContextOfItsOwnForConnectSetsNone(Mdc mdc) throws Exception {
    install(mdc);
    AtomicReference<String> seen = new AtomicReference<>();
    Thread thread =
        LogContexts.ofValidation(Map.of("name", "orders"))
            .thread("question-1", () -> seen.set(MDC.get(KEY)));
    thread.start();
    thread.join();
    assertThat(seen).hasValue("[orders|validate] ");
    assertThat(thread.getName()).isEqualTo("servicenow-check-orders-question-1");
  }
}
