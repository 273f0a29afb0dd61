/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceNowClientTest {

  private StubInstance instance;
  private ServiceNowClient client;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
    client = ServiceNowClient.open(Clients.settings(instance.url()), Clients.BASIC);
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  @Test
  void answeredRequestCarriesCredentialsAndWhoItIsFrom() {
    Reply<String> reply =
        Clients.join(client.send(Clients.get(instance.url(), "/api/now/table/a?x=1%5E2")));

    assertThat(reply.orThrow()).isEqualTo("{\"result\":[]}");
    StubInstance.Seen seen = instance.seen().get(0);
    assertThat(seen.uri().getRawQuery()).isEqualTo("x=1%5E2");
    assertThat(seen.header("Authorization")).isEqualTo("Basic YWRtaW46czNjcmV0LXBhNTV3b3Jk");
    assertThat(seen.header("User-agent")).isEqualTo("snbridge-kafka-connect-servicenow/test");
    assertThat(seen.header("Accept")).isEqualTo("application/json");
    assertThat(seen.header("Accept-encoding")).isEqualTo("gzip");
    assertThat(seen.headers()).doesNotContainKey("Upgrade");
    assertThat(client.clock().now()).isPresent();
  }

  @Test
  void poisonedPageIsAskedForAgain() {
    instance.then(StubInstance.html(200, "<html><h1>Your instance is hibernating</h1></html>"));

    assertThat(Clients.join(client.send(Clients.get(instance.url(), "/a"))).orThrow())
        .contains("result");
    assertThat(instance.seen()).hasSize(2);
  }

  @Test
  void stalledBodyMeetsTheDeadline() {
    instance.otherwise(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        });
    try (ServiceNowClient hasty =
        ServiceNowClient.open(
            Clients.retryTimeout(
                Clients.requestTimeout(Clients.settings(instance.url()), Duration.ofMillis(300)),
                Duration.ZERO),
            Clients.BASIC)) {
      Reply<String> reply = Clients.join(hasty.send(Clients.get(instance.url(), "/a")));

      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Poisoned.class, poisoned -> assertThat(poisoned.tooMuch()).isTrue());
    }
  }
}
