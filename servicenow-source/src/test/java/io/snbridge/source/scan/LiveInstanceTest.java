/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.config.Connection;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.source.LogText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveInstanceTest {

  private ServiceNowEmulator emulator;
  private ServiceNowClient client;
  private LiveInstance instance;

  private void open(Duration ahead) {
    emulator =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials("u", "p")
            .clock(EmulatorClock.offset(ahead))
            .table(
                TableDefinition.table(
                    "incident", ColumnDefinition.col("short_description", "string")))
            .start();
    client =
        Connection.of(
                Map.of(
                    "servicenow.url", emulator.url().toString(),
                    "servicenow.username", "u",
                    "servicenow.password", "p",
                    "servicenow.request.timeout.ms", "5000",
                    "servicenow.retry.initial.backoff.ms", "1",
                    "servicenow.retry.max.backoff.ms", "5"))
            .open();
    instance = new LiveInstance(client);
  }

  @AfterEach
  void close() {
    client.close();
    emulator.close();
  }

  private static void isNear(Instant time, Instant expected) {
    assertThat(Duration.between(time, expected).abs()).isLessThan(Duration.ofSeconds(20));
  }

  private int requests() {
    return (int) emulator.requests().count();
  }

  @Test
  void oneAnswerIsEnoughWhereTheWorkersClockAgrees() throws Exception {
    open(Duration.ZERO);
    try (LogText log = new LogText()) {
      isNear(instance.now("incident"), Instant.now());
      assertThat(requests()).isEqualTo(1);
      isNear(instance.now("incident"), Instant.now());
      assertThat(requests()).isEqualTo(1);
      assertThat(log.messages("WARN", LiveInstance.class)).isEmpty();
    }
  }

  @Test
  void severalAnswersAreAskedForWhereItDoesNotAndThatIsSaidOnce() throws Exception {
    open(Duration.ofHours(-1));
    try (LogText log = new LogText()) {
      isNear(instance.now("incident"), Instant.now().minusSeconds(3600));
      assertThat(requests()).isEqualTo(3);
      isNear(instance.now("incident"), Instant.now().minusSeconds(3600));
      assertThat(requests()).isEqualTo(3);
      assertThat(log.messages("WARN", LiveInstance.class))
          .singleElement()
          .asString()
          .contains(" behind this worker's", "read late");
    }
  }

  @Test
  void clockThatIsAheadWouldMissChanges() throws Exception {
    open(Duration.ofHours(1));
    try (LogText log = new LogText()) {
      isNear(instance.now("incident"), Instant.now().plusSeconds(3600));
      assertThat(log.messages("WARN", LiveInstance.class))
          .singleElement()
          .asString()
          .contains(" ahead of this worker's", "missed");
    }
  }

  @Test
  void whatTheLastAnswerToldIsAskedForOnlyOnce() throws Exception {
    open(Duration.ofHours(1));
    isNear(instance.told("incident"), Instant.now().plusSeconds(3600));
    isNear(instance.told("incident"), Instant.now().plusSeconds(3600));
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void pagesAndCountsComeFromTheInstance() throws Exception {
    open(Duration.ZERO);
    String unused = emulator.insert("incident", Map.of("short_description", "a"));
    unused = emulator.insert("incident", Map.of("short_description", "b"));
    EncodedQuery all = EncodedQuery.everything();
    assertThat(instance.count("incident", all)).isEqualTo(2);
    assertThat(instance.tryCount("incident", all)).isEqualTo(2);
    PageRequest request =
        new PageRequest("incident", all, List.of("sys_id"), 5, 0, false, DisplayValue.FALSE);
    assertThat(instance.page(() -> request, failed -> {}).rows()).hasSize(2);
    assertThat(
            instance
                .page(() -> request, failed -> {}, () -> CompletableFuture.completedFuture(null))
                .rows())
        .hasSize(2);
  }

  @Test
  void nextAttemptWaitsForLeave() throws Exception {
    open(Duration.ZERO);
    emulator
        .faults()
        .next(2, Fault.transactionCancelled(), RequestMatcher.path("/api/now/table/incident"));
    AtomicInteger leaves = new AtomicInteger();
    assertThat(
            instance.page(
                () -> Tables.ANY_ROW,
                failed -> {},
                () -> {
                  leaves.incrementAndGet();
                  return CompletableFuture.completedFuture(null);
                }))
        .isNotNull();
    assertThat(leaves).hasValue(2);
  }

  @Test
  void fewTriesEndWhatIsTooMuchAndWhatBreaksIsNoAnswer() {
    open(Duration.ZERO);
    emulator.faults().always(Fault.transactionCancelled(), RequestMatcher.path("/api/now/stats"));
    assertThatThrownBy(() -> instance.tryCount("incident", EncodedQuery.everything()))
        .isInstanceOf(TooMuch.class);
    assertThatThrownBy(
            () ->
                instance.page(
                    () -> {
                      throw new UnsupportedOperationException("broken");
                    },
                    failed -> {}))
        .isNotInstanceOf(TooMuch.class)
        .hasStackTraceContaining("broken");
  }

  @Test
  void readerOfAClosedClientEndsAsIfItWereInterrupted() {
    open(Duration.ZERO);
    emulator
        .faults()
        .always(Fault.noAnswer(Duration.ofSeconds(4)), RequestMatcher.path("/api/now"));
    Thread closing =
        new Thread(
            () -> {
              while (emulator.requests().count() == 0) {
                Thread.onSpinWait();
              }
              client.close();
            });
    closing.start();
    assertThatThrownBy(() -> instance.ask("incident")).isInstanceOf(InterruptedException.class);
  }
}
