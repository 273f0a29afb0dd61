/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.StubInstance.html;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting, on a clock that only the test moves. The answers come over a real socket. */
class PacingTest {

  private static final String LIMIT =
      "{\"error\":{\"message\":\"Rate limit exceeded\",\"detail\":\"Rate limit of 100 requests per"
          + " hour for Table API exceeded\"},\"status\":\"failure\"}";

  private final ManualTime time = new ManualTime();
  private StubInstance instance;
  private ServiceNowClient client;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
    client = open(Clients.settings(instance.url()));
  }

  private ServiceNowClient open(ClientSettings settings) {
    return ServiceNowClient.open(settings, Clients.BASIC, time.timing(), Clients.longestWaits());
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  @Test
  void hourLongRetryAfterHoldsEveryRequest() {
    instance.then(json(429, LIMIT, "Retry-After", "3600"));
    var throttled = client.send(get(instance.url(), "/first"));
    settleUntil(this::isHeld);
    var other = client.send(get(instance.url(), "/second"));

    time.advance(Duration.ofSeconds(3599));
    assertThat(instance.seen()).hasSize(1);
    assertThat(other).isNotDone();
    assertThat(threadsWaiting()).isZero();

    time.advance(Duration.ofSeconds(2));
    settleUntil(() -> throttled.isDone() && other.isDone());
    assertThat(instance.seen()).hasSize(3);
    assertThat(throttled.join().orThrow()).contains("result");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void workersClockThatIsSetChangesNoWait(int hours) {
    instance.then(json(429, LIMIT, "Retry-After", "100"));
    var call = client.send(get(instance.url(), "/a"));
    settleUntil(this::isHeld);
    time.setClock(Duration.ofHours(hours));
    var other = client.send(get(instance.url(), "/b"));

    time.advance(Duration.ofSeconds(95));
    settleUntil(client::isIdle);
    assertThat(instance.seen()).hasSize(1);
    time.advance(Duration.ofSeconds(6));
    settleUntil(() -> call.isDone() && other.isDone());
  }

  @Test
  void workersClockThatIsSetBackStopsNeitherPacedRequestsNorProbes() {
    try (ServiceNowClient paced =
        open(Clients.concurrency(Clients.settings(instance.url()), 4, 0.5))) {
      var first = paced.send(get(instance.url(), "/a"));
      settleUntil(first::isDone);
      time.setClock(Duration.ofHours(-1));
      var second = paced.send(get(instance.url(), "/a"));
      time.advance(Duration.ofSeconds(2));
      settleUntil(second::isDone);
    }
    instance.otherwise(html(502, "<html><title>502 Bad Gateway</title></html>"));
    var probed = client.send(get(instance.url(), "/a"));
    for (int i = 0; i < 100 && !client.pacer().isProbing(); i++) {
      time.advance(Duration.ofSeconds(5));
      settleUntil(client::isIdle);
    }
    time.setClock(Duration.ofHours(-1));
    instance.otherwise(json(200, "{\"result\":[]}"));
    for (int i = 0; i < 20; i++) {
      time.advance(Duration.ofSeconds(5));
      settleUntil(client::isIdle);
    }
    assertThat(probed).isDone();
  }

  @Test
  void laterOfTheTwoHeadersWins() {
    // Counted by the answer's own Date, which the server takes from the real clock.
    long reset = Instant.now().plusSeconds(500).getEpochSecond();
    instance.then(
        json(429, LIMIT, "Retry-After", "100", "X-RateLimit-Reset", Long.toString(reset)));
    var call = client.send(get(instance.url(), "/a"));
    settleUntil(this::isHeld);

    time.advance(Duration.ofSeconds(495));
    assertThat(instance.seen()).hasSize(1);
    time.advance(Duration.ofSeconds(10));
    settleUntil(call::isDone);
  }

  @Test
  void refusalWithoutHeadersHoldsEveryRequestToo() {
    instance.then(json(429, "{}"));
    var throttled = client.send(get(instance.url(), "/first"));
    settleUntil(this::isHeld);
    var other = client.send(get(instance.url(), "/second"));

    time.advance(Duration.ofMillis(99));
    assertThat(instance.seen()).hasSize(1);

    time.advance(Duration.ofMillis(200));
    settleUntil(() -> throttled.isDone() && other.isDone());
  }

  @Test
  void retryAfterOfAnOutageHoldsToo() {
    instance.then(json(503, "{}", "Retry-After", "120"));
    var call = client.send(get(instance.url(), "/a"));
    settleUntil(this::isHeld);

    time.advance(Duration.ofSeconds(115));
    assertThat(instance.seen()).hasSize(1);
    time.advance(Duration.ofSeconds(6));
    settleUntil(call::isDone);
  }

  @Test
  void retryTimeoutCountsTheWaitAndGivesTheLastReply() {
    try (ServiceNowClient hasty =
        open(Clients.retryTimeout(Clients.settings(instance.url()), Duration.ofMinutes(10)))) {
      instance.then(json(429, LIMIT, "Retry-After", "3600"));
      var call = hasty.send(get(instance.url(), "/a"));
      settleUntil(call::isDone);
      assertThat(call.join())
          .isInstanceOfSatisfying(
              Reply.Throttled.class,
              reply ->
                  assertThat(reply.until())
                      .isBetween(
                          time.instant().plusSeconds(3590), time.instant().plusSeconds(3600)));

      var behindTheGate = hasty.send(get(instance.url(), "/b"));
      time.advance(Duration.ofMinutes(10));
      assertThat(behindTheGate.join()).isInstanceOf(Reply.Throttled.class);
      assertThat(instance.seen()).hasSize(1);
    }
  }

  @Test
  void queueBeforeACallDoesNotCountAsItsRetries() {
    ClientSettings slow = Clients.concurrency(Clients.settings(instance.url()), 1, 1);
    try (ServiceNowClient hasty = open(Clients.retryTimeout(slow, Duration.ofSeconds(5)))) {
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(hasty.send(get(instance.url(), "/a")));
      }
      for (int i = 1; i <= 20; i++) {
        int expected = i;
        settleUntil(() -> done(calls) == expected);
        time.advance(Duration.ofSeconds(1));
      }
      assertThat(calls).allMatch(call -> call.join() instanceof Reply.Ok);
    }
  }

  @Test
  void fractionalRateIsKept() {
    try (ServiceNowClient slow =
        open(Clients.concurrency(Clients.settings(instance.url()), 4, 0.5))) {
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        calls.add(slow.send(get(instance.url(), "/a")));
      }
      settleUntil(() -> instance.seen().size() == 1);
      for (int sent = 2; sent <= 10; sent++) {
        int expected = sent;
        time.advance(Duration.ofMillis(1999));
        assertThat(instance.seen()).hasSize(expected - 1);
        time.advance(Duration.ofMillis(1));
        settleUntil(() -> instance.seen().size() == expected && done(calls) == expected);
      }
    }
  }

  @Test
  void deadInstanceGetsOneProbeAtATime() {
    instance.otherwise(html(502, "<html><title>502 Bad Gateway</title></html>"));
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(client.send(get(instance.url(), "/a")));
    }
    settleUntil(() -> instance.seen().size() >= Breaker.THRESHOLD && client.pacer().isProbing());
    int atOpening = instance.seen().size();
    // 4 sessions were under way at most when it opened.
    assertThat(atOpening).isLessThanOrEqualTo(Breaker.THRESHOLD + 3);

    // Probes back off like all else: 0.1 + 0.2 + ... + 25.6 s are nine, then one each 30 s.
    for (int second = 0; second < 110; second++) {
      time.advance(Duration.ofSeconds(1));
      int seen = instance.seen().size();
      settleUntil(() -> instance.seen().size() >= seen && client.isIdle());
    }
    assertThat(instance.seen().size() - atOpening).isBetween(5, 14);
    assertThat(calls).noneMatch(CompletableFuture::isDone);

    instance.otherwise(json(200, "{\"result\":[]}"));
    // Steps shorter than the request deadline, which runs on this clock too.
    for (int i = 0; i < 100 && done(calls) < 20; i++) {
      time.advance(Duration.ofSeconds(5));
      settleUntil(client::isIdle);
    }
    assertThat(done(calls)).isEqualTo(20);
  }

  @Test
  void refusalsDoNotOpenTheBreaker() {
    instance.otherwise(json(404, "{}"));
    for (int i = 0; i < 20; i++) {
      var call = client.send(get(instance.url(), "/a"));
      settleUntil(call::isDone);
    }
    assertThat(client.pacer().isProbing()).isFalse();
  }

  @Test
  void failureInACallersCodeWhileWaitingFreesItsSession() {
    ClientSettings single = Clients.concurrency(Clients.settings(instance.url()), 1, 0);
    try (ServiceNowClient hasty = open(Clients.retryTimeout(single, Duration.ofMinutes(10)))) {
      instance.then(json(429, LIMIT, "Retry-After", "3600"));
      var throttled = hasty.send(get(instance.url(), "/a"));
      settleUntil(throttled::isDone);
      var broken = hasty.send(unaskable());
      var next = hasty.send(get(instance.url(), "/b"));
      time.advance(Duration.ofMinutes(10));

      assertThat(broken).isCompletedExceptionally();
      time.advance(Duration.ofMinutes(10));
      assertThat(next.join()).isInstanceOf(Reply.Throttled.class);
    }
  }

  private static Call<String> unaskable() {
    return new Call<>() {
      @Override
      public Request request() {
        throw new IllegalStateException("a bug");
      }

      @Override
      public String path() {
        return "/";
      }

      @Override
      public String read(InputStream body) {
        return "";
      }
    };
  }

  /** A page that is too large for the deadline says nothing about the other tables. */
  @Test
  void slowPagesDoNotOpenTheBreaker() {
    instance.otherwise(exchange -> {});
    try (ServiceNowClient hasty =
        open(Clients.retryTimeout(Clients.settings(instance.url()), Duration.ZERO))) {
      for (int i = 1; i <= Breaker.THRESHOLD + 2; i++) {
        int sent = i;
        var call = hasty.send(get(instance.url(), "/large"));
        settleUntil(() -> instance.seen().size() == sent);
        time.advance(Duration.ofSeconds(11));
        settleUntil(call::isDone);
        assertThat(call.join()).isInstanceOf(Reply.Poisoned.class);
      }
      assertThat(hasty.pacer().isProbing()).isFalse();
    }
  }

  private boolean isHeld() {
    return client.pacer().gate().isPresent() && client.isIdle();
  }

  private static long done(List<? extends CompletableFuture<?>> calls) {
    return calls.stream().filter(CompletableFuture::isDone).count();
  }

  private void settleUntil(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              time.settle();
              return condition.getAsBoolean();
            });
  }

  private static long threadsWaiting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith("servicenow-request"))
        .filter(
            entry ->
                java.util.Arrays.stream(entry.getValue())
                    .anyMatch(
                        frame -> frame.getClassName().startsWith("io.snbridge.common.transport")))
        .count();
  }
}
