/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static io.snbridge.common.transport.StubInstance.html;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.auth.Grant;
import io.snbridge.common.auth.OAuth2Settings;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.Credentials;
import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.StubInstance;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client on a real socket has as metrics. */
class ClientMetricsTest {

  private final Map<String, Supplier<?>> shown = new HashMap<>();
  private StubInstance instance;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  private ServiceNowClient open(Credentials.Factory credentials) {
    ServiceNowClient client = ServiceNowClient.open(Clients.settings(instance.url()), credentials);
    ClientMetrics.show((name, description, tags, value) -> shown.put(name, value), client);
    return client;
  }

  private double value(String name) {
    return ((Number) shown.get(name).get()).doubleValue();
  }

  private void send(ServiceNowClient client, Purpose purpose) {
    Clients.join(client.send(Clients.get(instance.url(), "/a"), purpose));
  }

  @Test
  void answersCountByClassOfStatusAndRequestsByPurpose() {
    try (ServiceNowClient client = open(Clients.BASIC)) {
      send(client, Purpose.CHANGES);
      instance.then(json(404, "{}"));
      send(client, Purpose.IDLE);
      instance.then(json(301, "{}"));
      send(client, Purpose.SNAPSHOT);
      instance.then(json(503, "{}"));
      send(client, Purpose.SNAPSHOT);
      instance.then(exchange -> exchange.close());
      send(client, Purpose.CHANGES);

      assertThat(value("answers-2xx-total")).isEqualTo(4);
      assertThat(value("answers-3xx-total")).isEqualTo(1);
      assertThat(value("answers-4xx-total")).isEqualTo(1);
      assertThat(value("answers-5xx-total")).isEqualTo(1);
      assertThat(value("answers-none-total")).isEqualTo(1);
      assertThat(value("requests-total")).as("sum of all").isEqualTo(8);
      assertThat(value("requests-for-changes-total")).isEqualTo(3);
      assertThat(value("requests-for-idle-tables-total")).isEqualTo(1);
      assertThat(value("requests-for-snapshots-total")).isEqualTo(4);
      assertThat(value("requests-for-tokens-total")).isZero();
      assertThat(value("request-time-ms-p99")).isNotNegative();
      // The longest one is told in whole milliseconds.
      assertThat(value("request-time-ms-p99")).isLessThan(value("request-time-ms-max") + 1);
    }
  }

  @Test
  void tokensCountAndSoDoRequestsForThem() {
    instance.otherwise(
        exchange ->
            (exchange.getRequestURI().getPath().equals("/oauth_token.do")
                    ? json(200, "{\"access_token\":\"t\",\"expires_in\":1800}")
                    : json(200, "{\"result\":[]}"))
                .answer(exchange));
    OAuth2Settings settings =
        new OAuth2Settings(
            instance.url().resolve("/oauth_token.do"),
            "id",
            "secret",
            Optional.empty(),
            new Grant.ClientCredentials(),
            0.9);
    try (ServiceNowClient client = open(Authentication.oauth2(settings))) {
      instance.then(json(503, "{}"));
      send(client, Purpose.CHANGES);

      assertThat(value("tokens-renewed-total")).isEqualTo(1);
      assertThat(value("requests-for-tokens-total")).isEqualTo(2);
      assertThat(value("requests-for-changes-total")).isEqualTo(1);
    }
  }

  @Test
  void outageCountsOnceHoweverLongItLasts() {
    instance.otherwise(html(502, "<html><title>502 Bad Gateway</title></html>"));
    try (ServiceNowClient client = open(Clients.BASIC)) {
      assertThat(value("outages-total")).isZero();
      var call = client.send(Clients.get(instance.url(), "/a"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> value("instance-down") == 1 && value("answers-5xx-total") > 6);
      assertThat(value("outages-total")).isEqualTo(1);
      instance.otherwise(json(200, "{\"result\":[]}"));
      Clients.join(call).orThrow();
      assertThat(value("instance-down")).isZero();
      assertThat(value("outages-total")).isEqualTo(1);
    }
  }
}
