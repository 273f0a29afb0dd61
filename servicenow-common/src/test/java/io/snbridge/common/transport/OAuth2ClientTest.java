/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.Clients.join;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.auth.Grant;
import io.snbridge.common.auth.OAuth2Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens and requests over one client. */
class OAuth2ClientTest {

  private final AtomicInteger tokens = new AtomicInteger();
  private StubInstance instance;
  private volatile String accepted = "t1";

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
    instance.otherwise(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/oauth_token.do")) {
            String token = "t" + tokens.incrementAndGet();
            json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":1800}").answer(exchange);
          } else {
            String sent = exchange.getRequestHeaders().getFirst("Authorization");
            json(sent.equals("Bearer " + accepted) ? 200 : 401, "{\"result\":[]}").answer(exchange);
          }
        });
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  @Test
  void oneSessionIsEnoughForRequestsAndTokens() {
    try (ServiceNowClient client = open(1)) {
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(client.send(get(instance.url(), "/a")));
      }
      calls.forEach(call -> join(call).orThrow());
      assertThat(tokens).hasValue(1);
    }
    StubInstance.Seen form = instance.seen().get(0);
    assertThat(form.method()).isEqualTo("POST");
    assertThat(form.header("Content-type")).startsWith("application/x-www-form-urlencoded");
    assertThat(form.body())
        .isEqualTo("client_id=id&client_secret=c%26s&grant_type=client_credentials");
    assertThat(form.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void firstTokenIsWaitedForEvenWithoutRetries() {
    ClientSettings once = Clients.retryTimeout(Clients.settings(instance.url()), Duration.ZERO);
    try (ServiceNowClient client = ServiceNowClient.open(once, credentials())) {
      join(client.send(get(instance.url(), "/a"))).orThrow();
    }
  }

  @Test
  void revokedTokenIsRenewedOnceForAllRequestsInFlight() {
    try (ServiceNowClient client = open(4)) {
      join(client.send(get(instance.url(), "/a"))).orThrow();
      accepted = "t2";
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(client.send(get(instance.url(), "/a")));
      }
      calls.forEach(call -> join(call).orThrow());
      assertThat(tokens).hasValue(2);
    }
  }

  @Test
  void secondRefusalIsFinal() {
    accepted = "none";
    try (ServiceNowClient client = open(1)) {
      assertThat(join(client.send(get(instance.url(), "/a"))))
          .isInstanceOf(Reply.Unauthorized.class);
      assertThat(tokens).hasValue(2);
      assertThat(instance.seen()).hasSize(4);
    }
  }

  /** Both the instance and its token endpoint, through a load balancer that has neither. */
  @Test
  void loadBalancerThatRefusesTokensAndRequestsForAMomentEndsNothing() {
    ClientSettings patient = Clients.settings(instance.url()).bearing(Duration.ofMinutes(10));
    try (ServiceNowClient client = ServiceNowClient.open(patient, credentials())) {
      instance.then(json(403, "{}")).then(StubInstance.html(404, "<html/>"));
      join(client.send(get(instance.url(), "/a"))).orThrow();
      accepted = "t2";
      instance
          .then(StubInstance.html(401, "<html/>"))
          .then(StubInstance.html(401, "<html/>"))
          .then(StubInstance.html(401, "<html/>"));
      join(client.send(get(instance.url(), "/a"))).orThrow();
    }
  }

  @Test
  void refusedClientIsUnauthorizedWithServiceNowsWords() {
    instance.otherwise(
        json(401, "{\"error_description\":\"access_denied\",\"error\":\"server_error\"}"));
    try (ServiceNowClient client = open(1)) {
      Reply<String> reply = join(client.send(get(instance.url(), "/a")));
      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Unauthorized.class,
              refused ->
                  assertThat(refused.failure().describe())
                      .contains("/oauth_token.do: status 401, server_error (access_denied")
                      .doesNotContain("c&s"));
      assertThat(instance.seen()).hasSize(1);
    }
  }

  @Test
  void tokenEndpointThatFailsForAMomentIsAskedAgain() {
    instance.then(json(503, "{}")).then(StubInstance.html(200, "<html/>"));
    try (ServiceNowClient client = open(1)) {
      join(client.send(get(instance.url(), "/a"))).orThrow();
    }
  }

  /** An identity provider's clock is not the instance's. */
  @Test
  void tokenEndpointDoesNotTellTheInstancesTime() {
    accepted = "none";
    try (ServiceNowClient client = open(1)) {
      join(client.send(get(instance.url(), "/a")));
      assertThat(tokens.get()).isPositive();
      assertThat(client.clock().now()).isEmpty();
      accepted = "t" + (tokens.get() + 1);
      join(client.send(get(instance.url(), "/a"))).orThrow();
      assertThat(client.clock().now()).isPresent();
    }
  }

  private ServiceNowClient open(int sessions) {
    return ServiceNowClient.open(
        Clients.concurrency(Clients.settings(instance.url()), sessions, 0), credentials());
  }

  private Credentials.Factory credentials() {
    return Authentication.oauth2(
        new OAuth2Settings(
            URI.create(instance.url() + "/oauth_token.do"),
            "id",
            "c&s",
            Optional.empty(),
            new Grant.ClientCredentials(),
            0.9));
  }
}
