/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.StubInstance.html;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which refusals of the credentials are believed, and when. */
@Timeout(60)
class RefusedCredentialsTest {

  private static final String OWN =
      "{\"error\":{\"message\":\"User Not Authenticated\",\"detail\":\"Required to provide"
          + " Auth information\"},\"status\":\"failure\"}";
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final ManualTime time = new ManualTime();
  private StubInstance instance;
  private ServiceNowClient client;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
    client =
        ServiceNowClient.open(
            Clients.settings(instance.url()).bearing(TIMEOUT),
            Clients.BASIC,
            time.timing(),
            Clients.longestWaits());
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  @Test
  void refusalsInARowOfAnInstanceThatStartsAreBorne() {
    instance.otherwise(json(401, OWN));
    List<CompletableFuture<Reply<String>>> calls = send(20);
    pass(Duration.ofSeconds(20));
    assertThat(calls).noneMatch(CompletableFuture::isDone);

    instance.otherwise(json(200, "{\"result\":[]}"));
    pass(Duration.ofSeconds(15));
    assertThat(calls).allMatch(call -> call.isDone() && call.join() instanceof Reply.Ok);
  }

  /** Those under way at the first refusal, and then one at a time: ServiceNow locks users. */
  @Test
  void wrongPasswordIsBelievedAfterHalfAMinuteAndTriedSeldom() {
    instance.otherwise(json(401, OWN));
    List<CompletableFuture<Reply<String>>> calls = send(20);
    pass(Duration.ofSeconds(29));
    assertThat(calls).noneMatch(CompletableFuture::isDone);

    pass(Duration.ofSeconds(10));
    assertThat(calls).anyMatch(RefusedCredentialsTest::isUnauthorized);
    assertThat(instance.seen().size()).isLessThanOrEqualTo(4 + 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407})
  void whatAGatewaySaysIsBorneForItsTimeAndThenBelieved(int status) {
    instance.otherwise(html(status, "<html><title>Starting</title></html>"));
    List<CompletableFuture<Reply<String>>> calls = send(20);
    pass(TIMEOUT.minusSeconds(40));
    assertThat(calls).noneMatch(CompletableFuture::isDone);
    assertThat(instance.seen().size()).isLessThan(4 + 2 + 20);

    pass(Duration.ofSeconds(90));
    assertThat(calls).anyMatch(RefusedCredentialsTest::isUnauthorized);
  }

  /** By who revokes them, or by a node that does not know of them yet. */
  @Test
  void tokensThatAreRefusedInARowEndNothing() {
    try (ServiceNowClient tokens = withTokens()) {
      accept("Bearer t4");
      CompletableFuture<Reply<String>> call = tokens.send(get(instance.url(), "/a"));
      pass(Duration.ofSeconds(25), tokens);
      assertThat(call).isDone();
      assertThat(call.join()).isInstanceOf(Reply.Ok.class);
    }
  }

  @Test
  void refusalOfEveryTokenIsBelievedAfterHalfAMinute() {
    try (ServiceNowClient tokens = withTokens()) {
      accept("none");
      CompletableFuture<Reply<String>> call = tokens.send(get(instance.url(), "/a"));
      pass(Duration.ofSeconds(25), tokens);
      assertThat(call).isNotDone();
      pass(Duration.ofSeconds(15), tokens);
      assertThat(isUnauthorized(call)).isTrue();
    }
  }

  private ServiceNowClient withTokens() {
    OAuth2Settings settings =
        new OAuth2Settings(
            URI.create(instance.url() + "/oauth_token.do"),
            "id",
            "secret",
            Optional.empty(),
            new Grant.ClientCredentials(),
            0.9);
    return ServiceNowClient.open(
        Clients.settings(instance.url()).bearing(TIMEOUT),
        Authentication.oauth2(settings),
        time.timing(),
        Clients.longestWaits());
  }

  /** Each answer of the token endpoint has another token. */
  private void accept(String authorization) {
    AtomicInteger issued = new AtomicInteger();
    instance.otherwise(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/oauth_token.do")) {
            String token = "t" + issued.incrementAndGet();
            json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":1800}").answer(exchange);
          } else {
            boolean fits =
                authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            json(fits ? 200 : 401, fits ? "{\"result\":[]}" : OWN).answer(exchange);
          }
        });
  }

  /** An instance that is down refuses nobody. */
  @Test
  void refusalsBeforeAndAfterAnOutageAreNotInARow() {
    instance.otherwise(html(401, "<html><title>Going down</title></html>"));
    CompletableFuture<Reply<String>> call = send(1).get(0);
    pass(Duration.ofSeconds(1));
    instance.otherwise(html(503, "<html><title>Down</title></html>"));
    pass(TIMEOUT.plusMinutes(1));
    instance.otherwise(html(401, "<html><title>Starting</title></html>"));
    pass(Duration.ofMinutes(1));
    assertThat(call).isNotDone();

    instance.otherwise(json(200, "{\"result\":[]}"));
    pass(Duration.ofSeconds(90));
    assertThat(call).isDone();
    assertThat(call.join()).isInstanceOf(Reply.Ok.class);
  }

  /** Though others are accepted all the time. */
  @Test
  void callThatAloneIsRefusedAgainAndAgainEndsAlone() {
    instance.otherwise(
        exchange -> {
          boolean bad = exchange.getRequestURI().getPath().equals("/bad");
          json(bad ? 401 : 200, bad ? OWN : "{\"result\":[]}").answer(exchange);
        });
    CompletableFuture<Reply<String>> bad = client.send(get(instance.url(), "/bad"));
    for (int i = 0; i < 10 && !bad.isDone(); i++) {
      CompletableFuture<Reply<String>> good = send(1).get(0);
      pass(Duration.ofSeconds(35));
      assertThat(good).isDone();
      assertThat(good.join()).isInstanceOf(Reply.Ok.class);
    }
    assertThat(isUnauthorized(bad)).isTrue();
  }

  @Test
  void refusalsNowAndThenAreNotCountedTogether() {
    for (int i = 0; i < 20; i++) {
      instance.then(json(401, OWN));
      CompletableFuture<Reply<String>> call = send(1).get(0);
      pass(Duration.ofSeconds(5));
      assertThat(call).isDone();
      assertThat(call.join()).isInstanceOf(Reply.Ok.class);
    }
  }

  private List<CompletableFuture<Reply<String>>> send(int count) {
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(client.send(get(instance.url(), "/a")));
    }
    return calls;
  }

  private void pass(Duration duration) {
    pass(duration, client);
  }

  private void pass(Duration duration, ServiceNowClient whose) {
    for (long i = 0; i < duration.toMillis(); i += 500) {
      settle(whose::isIdle);
      time.advance(Duration.ofMillis(500));
    }
    settle(whose::isIdle);
  }

  private void settle(BooleanSupplier settled) {
    do {
      time.settle();
      Thread.onSpinWait();
    } while (!settled.getAsBoolean());
    time.settle();
  }

  private static boolean isUnauthorized(CompletableFuture<Reply<String>> call) {
    return call.isDone() && call.join() instanceof Reply.Unauthorized;
  }
}
