/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class ConnectErrorsTest {

  private final ServiceNowException refused =
      new ServiceNowException(
          new Reply.Refused<>(
              new Failure(
                  Request.Method.GET, "/api/now/table/x", 400, "Invalid table x", "", "c0ffee")));

  @Test
  void messageHasTheContextAndWhatServiceNowSaid() {
    ConnectException error = ConnectErrors.fatal("Table 'x'", refused);

    assertThat(error)
        .hasMessage(
            "Table 'x': GET /api/now/table/x: status 400, Invalid table x [correlation id c0ffee]")
        .hasCause(refused);
  }

  @Test
  void wrappersOfFuturesAreTakenOff() {
    Throwable wrapped = new ExecutionException(new CompletionException(refused));

    assertThat(ConnectErrors.fatal("Table 'x'", wrapped)).cause().isSameAs(refused);
  }

  @Test
  void nothingStaysRetriable() {
    RetriableException retriable = new RetriableException("again");

    assertThat(ConnectErrors.fatal("Table 'x'", retriable))
        .isNotInstanceOf(RetriableException.class)
        .hasCause(retriable);
  }

  @Test
  void failureWithoutAMessageIsNamedByItsClass() {
    assertThat(ConnectErrors.fatal("Table 'x'", new IllegalStateException()))
        .hasMessage("Table 'x': java.lang.IllegalStateException");
  }
}
