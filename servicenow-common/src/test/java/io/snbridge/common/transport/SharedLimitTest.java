/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.auth.Grant;
import io.snbridge.common.auth.OAuth2Settings;
import io.snbridge.common.transport.SharedLimit.Member;
import io.snbridge.common.transport.SharedLimit.Permit;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clients of one user: tasks of several connectors in one worker. */
class SharedLimitTest {

  private static final Optional<String> USER = Optional.of("https://x kafka.connect");
  private static final Optional<String> OTHER = Optional.of("https://x other.user");

  private final ManualTime time = new ManualTime();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    assertThat(SharedLimit.accounts()).as("entries go with their last client").isZero();
  }

  private Member join(Optional<String> account, int own) {
    Member member = SharedLimit.join(account, own, held -> {}, time.timing().nanoTime());
    open.add(member);
    return member;
  }

  private static List<Permit> enter(Member member, int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> member.enter(() -> {}))
        .flatMap(Optional::stream)
        .toList();
  }

  private ServiceNowClient client(StubInstance instance, Optional<String> account) {
    ServiceNowClient client =
        ServiceNowClient.open(
            Clients.settings(instance.url()),
            Clients.BASIC,
            account,
            time.timing(),
            Clients.longestWaits());
    open.add(client);
    return client;
  }

  @Test
  void refusalOfOneHoldsTwentyAndWhoComesLaterButNoOtherUser() throws Exception {
    try (StubInstance instance = new StubInstance()) {
      List<ServiceNowClient> tasks =
          IntStream.range(0, 20).mapToObj(i -> client(instance, USER)).toList();
      ServiceNowClient another = client(instance, OTHER);
      instance.then(json(429, "{}", "Retry-After", "100"));
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      calls.add(tasks.get(0).send(get(instance.url(), "/first")));
      settleUntil(
          () -> tasks.stream().allMatch(task -> task.pacer().gate().isPresent() && task.isIdle()));

      assertThat(tasks.get(0).pacer().heldByAnother()).as("its log has the 429 itself").isEmpty();
      assertThat(tasks.get(1).pacer().heldByAnother().orElseThrow())
          .contains("1 min", "same user", "429");
      tasks.forEach(task -> calls.add(task.send(get(instance.url(), "/a"))));
      calls.add(client(instance, USER).send(get(instance.url(), "/late")));
      time.advance(Duration.ofSeconds(99));
      assertThat(instance.seen()).hasSize(1);

      var others = another.send(get(instance.url(), "/other"));
      settleUntil(others::isDone);
      assertThat(instance.seen()).hasSize(2);

      time.advance(Duration.ofSeconds(2));
      settleUntil(() -> calls.stream().allMatch(CompletableFuture::isDone));
    }
  }

  @Test
  void withoutARefusalEveryClientHasAsManyInFlightAsItWants() throws Exception {
    CountDownLatch all = new CountDownLatch(40);
    CountDownLatch go = new CountDownLatch(1);
    try (StubInstance instance = new StubInstance()) {
      instance.otherwise(
          exchange -> {
            all.countDown();
            try {
              go.await();
            } catch (InterruptedException closing) {
              Thread.currentThread().interrupt();
            }
            json(200, "{\"result\":[]}").answer(exchange);
          });
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ServiceNowClient task = client(instance, USER);
        for (int j = 0; j < 4; j++) {
          calls.add(task.send(get(instance.url(), "/a")));
        }
      }
      time.settle();
      settleUntil(() -> all.getCount() == 0);
      go.countDown();
      settleUntil(() -> calls.stream().allMatch(CompletableFuture::isDone));
    }
  }

  @Test
  void refusalHalvesWhatIsInFlightOnceAndAnswersGiveItBackOneByOne() {
    List<Member> members = IntStream.range(0, 4).mapToObj(i -> join(USER, 4)).toList();
    List<Permit> left = members.stream().flatMap(member -> enter(member, 4).stream()).toList();
    assertThat(left).hasSize(16);
    for (int i = 0; i < 16; i++) {
      // The others left before they could know.
      members.get(i / 4).answered(left.get(i), true);
    }

    for (int allowed = 8; allowed < 16; allowed++) {
      List<Permit> round = enter(members.get(0), 20);
      assertThat(round).hasSize(allowed);
      round.forEach(permit -> members.get(0).answered(permit, false));
      if (allowed == 9) {
        assertThat(enter(join(OTHER, 4), 4)).as("another user's").hasSize(4);
      }
    }
    assertThat(enter(members.get(0), 100)).as("the bound is gone").hasSize(100);
  }

  @Test
  void laterRefusalHalvesAgainAndOneRequestIsAlwaysAllowed() {
    Member member = join(USER, 8);
    for (int allowed : new int[] {8, 4, 2, 1, 1}) {
      List<Permit> round =
          IntStream.range(0, 8)
              .mapToObj(i -> member.enter(() -> {}))
              .flatMap(Optional::stream)
              .toList();
      assertThat(round).hasSize(allowed);
      member.answered(round.get(0), true);
      round.stream().skip(1).forEach(member::ended);
    }
  }

  /** Requests of another client, and those of one that was closed, make room. */
  @Test
  void whoWaitsIsWokenWhenAnotherClientHasMadeRoom() {
    Member one = join(USER, 1);
    Member other = join(USER, 1);
    Permit refused = one.enter(() -> {}).orElseThrow();
    one.answered(refused, true);
    Permit only = one.enter(() -> {}).orElseThrow();
    AtomicInteger woken = new AtomicInteger();

    assertThat(other.enter(woken::incrementAndGet)).isEmpty();
    one.ended(only);
    assertThat(woken).hasValue(1);

    Permit again = one.enter(() -> {}).orElseThrow();
    assertThat(other.enter(woken::incrementAndGet)).isEmpty();
    one.close();
    assertThat(woken).hasValue(2);
    assertThat(other.enter(() -> {})).isPresent();
    one.ended(again);
    assertThat(other.enter(() -> {})).as("counted out only once").isPresent();
  }

  /** So that who cannot start, again and again, is not counted among the others. */
  @Test
  void clientThatCannotBeOpenedIsNoMember() {
    Credentials.Factory broken =
        (tokens, timing) -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(
            () ->
                ServiceNowClient.open(
                    Clients.settings(URI.create("https://x.example")),
                    broken,
                    USER,
                    time.timing(),
                    Clients.longestWaits()))
        .hasMessage("broken");
    assertThat(SharedLimit.accounts()).isZero();
  }

  /** It may be a gateway's, and about what that client asks for. */
  @Test
  void timeThatAnythingElseThanA429NamesHoldsNoOther() throws Exception {
    try (StubInstance instance = new StubInstance()) {
      ServiceNowClient one = client(instance, USER);
      ServiceNowClient other = client(instance, USER);
      instance.then(json(503, "{}", "Retry-After", "3600"));
      var held = one.send(get(instance.url(), "/a"));
      settleUntil(() -> one.pacer().gate().isPresent() && one.isIdle());

      var free = other.send(get(instance.url(), "/b"));
      settleUntil(free::isDone);
      assertThat(held).isNotDone();
    }
  }

  /** Tokens may be an identity provider's, and who has one needs none. */
  @Test
  void a429ToARequestForATokenHoldsNoOther() throws Exception {
    AtomicBoolean limited = new AtomicBoolean();
    try (StubInstance instance = new StubInstance()) {
      instance.otherwise(
          exchange -> {
            boolean token = exchange.getRequestURI().getPath().equals("/oauth_token.do");
            (token && limited.get()
                    ? json(429, "{}", "Retry-After", "3600")
                    : json(200, token ? "{\"access_token\":\"t\"}" : "{\"result\":[]}"))
                .answer(exchange);
          });
      ServiceNowClient one = withTokens(instance);
      var before = one.send(get(instance.url(), "/a"));
      settleUntil(before::isDone);
      limited.set(true);
      ServiceNowClient other = withTokens(instance);
      var held = other.send(get(instance.url(), "/b"));
      settleUntil(() -> other.pacer().gate().isPresent() && other.isIdle());

      var free = one.send(get(instance.url(), "/c"));
      settleUntil(free::isDone);
      assertThat(held).isNotDone();
    }
  }

  private ServiceNowClient withTokens(StubInstance instance) {
    OAuth2Settings settings =
        new OAuth2Settings(
            URI.create(instance.url() + "/oauth_token.do"),
            "id",
            "secret",
            Optional.empty(),
            new Grant.ClientCredentials(),
            0.9);
    ServiceNowClient client =
        ServiceNowClient.open(
            Clients.settings(instance.url()),
            Authentication.oauth2(settings),
            USER,
            time.timing(),
            Clients.longestWaits());
    open.add(client);
    return client;
  }

  @Test
  void requestThatFindsNoRoomInItsTimeIsNotBlamedOnTheInstance() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (StubInstance instance = new StubInstance()) {
      instance.then(json(429, "{}", "Retry-After", "1"));
      instance.then(
          exchange -> {
            try {
              slow.await();
            } catch (InterruptedException closing) {
              Thread.currentThread().interrupt();
            }
            json(200, "{\"result\":[]}").answer(exchange);
          });
      ServiceNowClient one = client(instance, USER);
      var first = one.send(get(instance.url(), "/a"));
      settleUntil(() -> one.pacer().gate().isPresent() && one.isIdle());
      time.advance(Duration.ofSeconds(3));
      settleUntil(() -> instance.seen().size() == 2);

      ServiceNowClient other =
          ServiceNowClient.open(
              Clients.retryTimeout(Clients.settings(instance.url()), Duration.ofSeconds(5)),
              Clients.BASIC,
              USER,
              time.timing(),
              Clients.longestWaits());
      open.add(other);
      var second = other.send(get(instance.url(), "/b"));
      time.settle();
      time.advance(Duration.ofSeconds(6));
      settleUntil(second::isDone);
      assertThat(second.join())
          .isInstanceOfSatisfying(
              Reply.Retriable.class,
              failed ->
                  assertThat(failed.failure().describe())
                      .contains("servicenow.retry.timeout.ms", "same user"));
      slow.countDown();
      settleUntil(first::isDone);
    }
  }

  /** A step of it may be under way on another thread. */
  @Test
  void clientThatIsBeingClosedTakesNoLeaveFromTheOthers() {
    Member closing = join(USER, 1);
    Member other = join(USER, 8);
    other.answered(other.enter(() -> {}).orElseThrow(), true);

    closing.close();
    closing.enter(() -> {}).ifPresent(closing::ended);
    assertThat(other.enter(() -> {})).isPresent();
  }

  @Test
  void refusalsThatNameNoTimeBackOffTogether() {
    Member one = join(USER, 4);
    Member other = join(USER, 4);

    assertThat(one.unnamed(Duration::ofSeconds)).isEqualTo(Duration.ofSeconds(1));
    assertThat(other.unnamed(Duration::ofSeconds))
        .as("of the same moment")
        .isEqualTo(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(other.unnamed(Duration::ofSeconds)).isEqualTo(Duration.ofSeconds(2));
    time.advance(Duration.ofSeconds(2));
    one.answered(one.enter(() -> {}).orElseThrow(), false);
    assertThat(other.unnamed(Duration::ofSeconds)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void throttledClientsGetAllTheirRequestsThrough() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (StubInstance instance = new StubInstance()) {
      instance.otherwise(
          exchange ->
              (number.incrementAndGet() % 7 == 0
                      ? json(429, "{}", "Retry-After", "1")
                      : json(200, "{\"result\":[]}"))
                  .answer(exchange));
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ServiceNowClient task = client(instance, USER);
        for (int j = 0; j < 20; j++) {
          calls.add(task.send(get(instance.url(), "/a")));
        }
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                time.advance(Duration.ofMillis(100));
                return calls.stream().allMatch(CompletableFuture::isDone);
              });
      assertThat(calls).allMatch(call -> call.join() instanceof Reply.Ok);
    }
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
}
