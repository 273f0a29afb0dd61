/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
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
        ConnectionConfig.open(
            new AbstractConfig(
                ConnectionConfig.definition(),
                Map.of(
                    "servicenow.url", emulator.url().toString(),
                    "servicenow.username", "u",
                    "servicenow.password", "p",
                    "servicenow.request.timeout.ms", "300",
                    "servicenow.retry.initial.backoff.ms", "1",
                    "servicenow.retry.max.backoff.ms", "5")),
            LogContext.current());
    instance =
        new RetryingInstance(
            new LiveInstance(client), new TableRetries("incident", Tables.PATIENCE, sleeper));
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
    assertThat(sleeper.passed()).isGreaterThanOrEqualTo(Tables.PATIENCE.timeout());
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
