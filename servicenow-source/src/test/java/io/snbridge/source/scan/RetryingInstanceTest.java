/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.config.Connection;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions of which the reader has no smaller one. */
@Timeout(30)
class RetryingInstanceTest {

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private final ManualPause sleeper = new ManualPause();
  private ServiceNowClient client;
  private Instance instance;

  @BeforeEach
  void open() {
    client =
        Connection.of(
                Map.of(
                    "servicenow.url", emulator.url().toString(),
                    "servicenow.username", "u",
                    "servicenow.password", "p",
                    "servicenow.request.timeout.ms", "300",
                    "servicenow.retry.initial.backoff.ms", "1",
                    "servicenow.retry.max.backoff.ms", "5"))
            .open();
    instance =
        new RetryingInstance(
            new LiveInstance(client), new TableRetries("incident", Tables.RETRY_BUDGET, sleeper));
  }

  @AfterEach
  void close() {
    client.close();
    emulator.close();
  }

  /** The instance answers, and never in its time. */
  @Test
  void countThatIsAlwaysCancelledIsBorneAsLongAsARefusal() {
    emulator.faults().always(Fault.transactionCancelled(), RequestMatcher.path("/api/now/stats"));

    assertThatThrownBy(() -> instance.count("sys_db_object", EncodedQuery.everything()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("/api/now/stats/sys_db_object", "Transaction cancelled");
    assertThat(sleeper.passed()).isGreaterThanOrEqualTo(Tables.RETRY_BUDGET.timeout());
  }

  @Test
  void refusalIsAskedForAgainAndThrownWhenItsTimeIsOver() throws Exception {
    ServiceNowException refused = failed(new Reply.Refused<>(FAILURE));
    TableRetries retries = new TableRetries("incident", Tables.RETRY_BUDGET, sleeper);
    assertThat(new RetryingInstance(told(refused, refused), retries).page(Tables.ANY_ROW))
        .isNotNull();
    assertThat(sleeper.waits()).hasSize(2);
    RuntimeException[] forEver = new RuntimeException[1_000];
    Arrays.fill(forEver, refused);
    Instance never = new RetryingInstance(told(forEver), retries);
    assertThatThrownBy(() -> never.page(Tables.ANY_ROW)).isSameAs(refused);
    assertThat(sleeper.passed()).isGreaterThanOrEqualTo(Tables.RETRY_BUDGET.timeout());
  }

  private final TableRetries outlasting = new TableRetries("incident", Tables.OUTLASTING, sleeper);

  private static ServiceNowException failed(Reply.NotOk<?> reply) {
    return new ServiceNowException(reply);
  }

  private static final Failure FAILURE = new Failure(Request.Method.GET, "/p", 403, "no", "", "c");

  /** Answers as it is told to, until there is nothing more to be told. */
  private static Instance told(RuntimeException... failures) {
    Deque<RuntimeException> left = new ArrayDeque<>(List.of(failures));
    FakeInstance rows = new FakeInstance();
    rows.beforePage =
        request -> {
          if (!left.isEmpty()) {
            throw left.remove();
          }
        };
    return rows;
  }

  /** Trying them again locks the account. */
  @Test
  void credentialsAreNotTriedAgain() {
    Instance locked =
        new RetryingInstance(told(failed(new Reply.Unauthorized<>(FAILURE))), outlasting);
    assertThatThrownBy(() -> locked.page(Tables.ANY_ROW)).isInstanceOf(ServiceNowException.class);
    assertThat(sleeper.waits()).isEmpty();
  }

  @Test
  void tableThatIsGivenUpIsNoMoreOnceItIsAnswered() throws Exception {
    RuntimeException refused = failed(new Reply.Refused<>(FAILURE));
    RuntimeException never = new TooMuch(FakeInstance.cancelled());
    for (RuntimeException failure : List.of(refused, never)) {
      AtomicBoolean givenUp = new AtomicBoolean();
      FakeInstance rows = new FakeInstance();
      int[] asked = {0};
      rows.beforePage =
          request -> {
            givenUp.compareAndSet(false, outlasting.areGivenUp());
            if (++asked[0] < 6) {
              throw failure;
            }
          };
      assertThat(new RetryingInstance(rows, outlasting).page(Tables.ANY_ROW)).isNotNull();
      assertThat(givenUp).isTrue();
      assertThat(outlasting.areGivenUp()).isFalse();
    }
  }

  @Test
  void tableThatIsGivenUpIsNoMoreOnceTheQuestionIsFoundToBeTooMuch() {
    RuntimeException refused = failed(new Reply.Refused<>(FAILURE));
    RuntimeException never = new TooMuch(FakeInstance.cancelled());
    Instance told =
        new RetryingInstance(told(refused, refused, refused, refused, refused, never), outlasting);
    assertThatThrownBy(() -> told.page(() -> Tables.ANY_ROW, unused -> {})).isSameAs(never);
    assertThat(outlasting.areGivenUp()).isFalse();
  }

  /** An instance that is down says nothing of the question. */
  @Test
  void countIsAskedAsLongAsTheInstanceIsDown() throws Exception {
    emulator
        .faults()
        .next(4, Fault.noAnswer(Duration.ofSeconds(1)), RequestMatcher.path("/api/now/stats"));

    assertThat(instance.count("sys_db_object", EncodedQuery.everything())).isNotNegative();
    assertThat(sleeper.waits()).isEmpty();
  }
}
