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
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  private final List<ServiceNowClient> open = new ArrayList<>();
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
    open.forEach(ServiceNowClient::close);
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
    return ServiceNowClient.open(
        Clients.settings(instance.url()).bearing(TIMEOUT),
        Authentication.oauth2(oauth()),
        time.timing(),
        Clients.longestWaits());
  }

  private OAuth2Settings oauth() {
    return new OAuth2Settings(
        URI.create(instance.url() + "/oauth_token.do"),
        "id",
        "secret",
        Optional.empty(),
        new Grant.ClientCredentials(),
        0.9);
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

  /** ServiceNow locks a user after five wrong passwords, say, whoever has sent them. */
  @Test
  void tasksWithOneWrongPasswordTryItAsOftenAsOne() {
    instance.otherwise(json(401, OWN));
    List<ServiceNowClient> tasks = tasks(3, "wrong");
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    tasks.forEach(task -> calls.addAll(send(task, 4)));
    pass(Duration.ofSeconds(29), tasks);
    assertThat(calls).noneMatch(CompletableFuture::isDone);

    pass(Duration.ofSeconds(11), tasks);
    for (int task = 0; task < 3; task++) {
      assertThat(calls.subList(4 * task, 4 * task + 4))
          .anyMatch(RefusedCredentialsTest::isUnauthorized);
    }
    assertThat(instance.seen()).hasSize(4);
    tasks.forEach(ServiceNowClient::close);
  }

  @Test
  void tasksThatAreStartedAgainTryOnceAndNotAtOnce() {
    instance.otherwise(json(401, OWN));
    List<ServiceNowClient> tasks = tasks(2, "wrong");
    tasks.forEach(task -> send(task, 2));
    pass(Duration.ofSeconds(35), tasks);
    tasks.forEach(ServiceNowClient::close);
    int tried = instance.seen().size();

    List<ServiceNowClient> again = tasks(2, "wrong");
    CompletableFuture<Reply<String>> early = send(again.get(0), 1).get(0);
    pass(Duration.ofSeconds(1), again);
    assertThat(isUnauthorized(early)).isTrue();
    assertThat(((Reply.NotOk<String>) early.join()).failure().describe())
        .contains("User Not Authenticated", "not tried again within 30 s");
    assertThat(instance.seen()).hasSize(tried);

    pass(Duration.ofSeconds(30), again);
    List<CompletableFuture<Reply<String>>> later = new ArrayList<>();
    again.forEach(task -> later.addAll(send(task, 4)));
    pass(Duration.ofSeconds(2), again);
    assertThat(later.subList(0, 4)).anyMatch(RefusedCredentialsTest::isUnauthorized);
    assertThat(later.subList(4, 8)).anyMatch(RefusedCredentialsTest::isUnauthorized);
    assertThat(instance.seen()).hasSize(tried + 1);

    again.forEach(ServiceNowClient::close);
    time.advance(Duration.ofSeconds(31));
    instance.otherwise(json(200, "{\"result\":[]}"));
    List<ServiceNowClient> corrected = tasks(1, "wrong");
    CompletableFuture<Reply<String>> accepted = send(corrected.get(0), 1).get(0);
    pass(Duration.ofSeconds(1), corrected);
    assertThat(accepted.join()).isInstanceOf(Reply.Ok.class);
  }

  @Test
  void anotherSecretIsTriedAtOnce() {
    instance.otherwise(json(401, OWN));
    List<ServiceNowClient> tasks = tasks(1, "wrong");
    send(tasks.get(0), 1);
    pass(Duration.ofSeconds(35), tasks);
    instance.otherwise(json(200, "{\"result\":[]}"));

    List<ServiceNowClient> right = tasks(1, "right");
    CompletableFuture<Reply<String>> call = send(right.get(0), 1).get(0);
    pass(Duration.ofSeconds(1), right);
    assertThat(call.join()).isInstanceOf(Reply.Ok.class);
  }

  @Test
  void oneThatIsAcceptedLetsAllOthersGo() {
    instance.then(json(401, OWN)).then(json(401, OWN));
    List<ServiceNowClient> tasks = tasks(3, "late");
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    tasks.forEach(task -> calls.addAll(send(task, 4)));
    pass(Duration.ofSeconds(12), tasks);
    assertThat(calls).allMatch(call -> call.isDone() && call.join() instanceof Reply.Ok);
    tasks.forEach(ServiceNowClient::close);
  }

  /** A slow table holds up no other, not even at the very first. */
  @Test
  void firstAnswerIsNotWaitedForForLong() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(
        exchange -> {
          try {
            slow.await();
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          }
          json(200, "{\"result\":[]}").answer(exchange);
        });
    List<ServiceNowClient> tasks = tasks(2, "right");
    send(tasks.get(0), 1);
    settle(() -> instance.seen().size() == 1);
    CompletableFuture<Reply<String>> other = send(tasks.get(1), 1).get(0);
    time.settle();
    assertThat(instance.seen()).hasSize(1);
    time.advance(Duration.ofSeconds(2));
    settle(other::isDone);
    assertThat(other.join()).isInstanceOf(Reply.Ok.class);
    slow.countDown();
    tasks.forEach(ServiceNowClient::close);
  }

  /** Whoever has tried them and is closed meanwhile leaves that to others. */
  @Test
  void taskThatIsClosedWhileItTriesKeepsNoOtherFromIt() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(json(401, OWN));
    instance.then(
        exchange -> {
          try {
            slow.await();
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          }
        });
    List<ServiceNowClient> tasks = tasks(2, "late");
    send(tasks.get(0), 1);
    settle(() -> instance.seen().size() == 1);
    pass(Duration.ofMillis(500), tasks);
    time.advance(Duration.ofSeconds(1));
    settle(() -> instance.seen().size() == 2);
    CompletableFuture<Reply<String>> other = send(tasks.get(1), 1).get(0);
    time.settle();
    tasks.get(0).close();
    settle(other::isDone);
    assertThat(other.join()).isInstanceOf(Reply.Ok.class);
    slow.countDown();
  }

  /** An access policy, or a gateway's rule, may be for one API, or for one table. */
  @ParameterizedTest
  @CsvSource({
    "/api/now/stats/incident, /api/now/table/incident",
    "/api/now/table/incident, /api/now/table/problem",
    "/api/x/own/a, /a",
  })
  void apiOrTableThatIsRefusedEndsNoCallOfAnother(String refused, String open) {
    List<ServiceNowClient> tasks = acceptedTasks(2);
    refuse(path -> path.equals(refused));
    believe(tasks.get(1), refused, tasks);

    CompletableFuture<Reply<String>> good = tasks.get(0).send(get(instance.url(), open));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(good).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
  }

  /** The same table is asked for nothing, whichever row. */
  @Test
  void whatIsRefusedIsNotTriedByOthers() {
    List<ServiceNowClient> tasks = acceptedTasks(2);
    refuse(path -> path.startsWith("/api/now/table/incident"));
    believe(tasks.get(1), "/api/now/table/incident", tasks);
    int tried = instance.seen().size();

    CompletableFuture<Reply<String>> row =
        tasks.get(0).send(get(instance.url(), "/api/now/table/incident/1"));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(isUnauthorized(row)).isTrue();
    assertThat(instance.seen()).hasSize(tried);
  }

  /** Though all idle tasks wake up at once, and each is for another API. */
  @Test
  void passwordThatIsChangedIsTriedOnceMoreAtMostByAllTasksWhateverTheyAskFor() {
    List<ServiceNowClient> tasks = acceptedTasks(6);
    int accepted = instance.seen().size();
    refuse(path -> true);
    believe(tasks.get(0), "/api/now/table/a", tasks);
    assertThat(instance.seen()).hasSize(accepted + 4);

    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    for (String path : List.of("stats/a", "stats/b", "import/c", "table/d", "v1/batch")) {
      calls.add(tasks.get(calls.size() + 1).send(get(instance.url(), "/api/now/" + path)));
    }
    pass(Duration.ofSeconds(1), tasks);
    assertThat(calls).allMatch(RefusedCredentialsTest::isUnauthorized);
    assertThat(instance.seen()).hasSize(accepted + 4 + 1);
  }

  /**
   * Two tables of one API say nothing of another API; but that is tried no sooner than at any time.
   */
  @Test
  void whatAnotherTableTriedInVainIsTriedAtAnotherApiAfterAPause() {
    List<ServiceNowClient> tasks = acceptedTasks(5);
    int accepted = instance.seen().size();
    refuse(path -> true);
    believe(tasks.get(0), "/api/now/table/a", tasks);
    CompletableFuture<Reply<String>> trial =
        tasks.get(1).send(get(instance.url(), "/api/now/table/b"));
    pass(Duration.ofSeconds(1), tasks);
    CompletableFuture<Reply<String>> sameApi =
        tasks.get(2).send(get(instance.url(), "/api/now/table/c"));
    CompletableFuture<Reply<String>> another =
        tasks.get(3).send(get(instance.url(), "/api/now/stats/d"));
    pass(Duration.ofSeconds(25), tasks);
    assertThat(isUnauthorized(trial)).isTrue();
    assertThat(isUnauthorized(sameApi)).isTrue();
    assertThat(another).isNotDone();
    assertThat(instance.seen()).hasSize(accepted + 4 + 1);

    pass(Duration.ofSeconds(10), tasks);
    assertThat(isUnauthorized(another)).isTrue();
    assertThat(instance.seen()).hasSize(accepted + 4 + 2);
    CompletableFuture<Reply<String>> third =
        tasks.get(4).send(get(instance.url(), "/api/now/import/e"));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(isUnauthorized(third)).isTrue();
    assertThat(instance.seen()).hasSize(accepted + 4 + 2);
  }

  @Test
  void tablesOfARefusedApiEndNoCallOfAnotherApi() {
    List<ServiceNowClient> tasks = acceptedTasks(3);
    refuse(path -> path.startsWith("/api/now/import"));
    believe(tasks.get(0), "/api/now/import/a", tasks);
    CompletableFuture<Reply<String>> bad =
        tasks.get(1).send(get(instance.url(), "/api/now/import/b/insertMultiple"));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(isUnauthorized(bad)).isTrue();

    CompletableFuture<Reply<String>> good =
        tasks.get(2).send(get(instance.url(), "/api/now/table/c"));
    pass(Duration.ofSeconds(31), tasks);
    assertThat(good).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
  }

  /** Such as have never been accepted: ServiceNow locks the user at the fifth try. */
  @Test
  void newCredentialsThatOneApiRefusesAreNotTriedAtAnother() {
    refuse(path -> true);
    List<ServiceNowClient> tasks = tasks(2, "wrong");
    believe(tasks.get(0), "/api/now/table/a", tasks);
    CompletableFuture<Reply<String>> other =
        tasks.get(1).send(get(instance.url(), "/api/now/stats/b"));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(isUnauthorized(other)).isTrue();
    assertThat(instance.seen()).hasSize(4);
  }

  /** A proxy refuses its own user, whatever is asked for. */
  @Test
  void whatAProxyRefusesIsTriedAtNoOtherApi() {
    List<ServiceNowClient> tasks = acceptedTasks(2);
    instance.otherwise(html(407, "<html><title>Proxy</title></html>"));
    CompletableFuture<Reply<String>> first =
        tasks.get(0).send(get(instance.url(), "/api/now/table/a"));
    for (int i = 0; i < 70 && !first.isDone(); i++) {
      pass(Duration.ofSeconds(10), tasks);
    }
    assertThat(isUnauthorized(first)).isTrue();
    int tried = instance.seen().size();

    CompletableFuture<Reply<String>> other =
        tasks.get(1).send(get(instance.url(), "/api/now/stats/b"));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(isUnauthorized(other)).isTrue();
    assertThat(instance.seen()).hasSize(tried);
  }

  @Test
  void othersWaitForTheOutcomeOfTheTrial() throws Exception {
    List<ServiceNowClient> tasks = acceptedTasks(4);
    refuse(path -> path.equals("/bad"));
    believe(tasks.get(0), "/bad", tasks);
    int tried = instance.seen().size();
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(after(slow));
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>(send(tasks.get(1), 1));
    settle(() -> instance.seen().size() == tried + 1);
    List<ServiceNowClient> others = tasks.subList(2, 4);
    others.forEach(task -> calls.addAll(send(task, 2)));
    pass(Duration.ofSeconds(5), others);
    assertThat(instance.seen()).hasSize(tried + 1);
    assertThat(calls).noneMatch(CompletableFuture::isDone);

    slow.countDown();
    settle(() -> calls.stream().allMatch(CompletableFuture::isDone));
    assertThat(calls).allMatch(call -> call.join() instanceof Reply.Ok);
  }

  @Test
  void trialOfATaskThatIsClosedIsMadeByAnother() throws Exception {
    List<ServiceNowClient> tasks = acceptedTasks(3);
    refuse(path -> path.equals("/bad"));
    believe(tasks.get(0), "/bad", tasks);
    int tried = instance.seen().size();
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(after(slow));
    send(tasks.get(1), 1);
    settle(() -> instance.seen().size() == tried + 1);
    CompletableFuture<Reply<String>> other = send(tasks.get(2), 1).get(0);
    time.settle();
    assertThat(instance.seen()).hasSize(tried + 1);
    tasks.get(1).close();
    settle(other::isDone);
    assertThat(other.join()).isInstanceOf(Reply.Ok.class);
    slow.countDown();
  }

  /** An answer that says nothing of the credentials is not the trial's outcome. */
  @Test
  void trialThatMeetsAnOutageIsMadeAgain() {
    List<ServiceNowClient> tasks = acceptedTasks(3);
    refuse(path -> path.equals("/bad"));
    believe(tasks.get(0), "/bad", tasks);
    instance.then(html(503, "<html><title>Down</title></html>"));
    CompletableFuture<Reply<String>> first = send(tasks.get(1), 1).get(0);
    CompletableFuture<Reply<String>> second = send(tasks.get(2), 1).get(0);
    pass(Duration.ofSeconds(2), tasks);
    assertThat(first).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
    assertThat(second).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
  }

  /** What names its path has nothing asked for twice. */
  @Test
  void requestIsMadeOncePerAttempt() {
    instance.otherwise(json(401, OWN));
    Call<String> plain = get(instance.url(), "/a");
    AtomicInteger made = new AtomicInteger();
    Call<String> counting =
        new Call<>() {
          @Override
          public Request request() {
            made.incrementAndGet();
            return plain.request();
          }

          @Override
          public String path() {
            return plain.path();
          }

          @Override
          public String read(InputStream body) throws IOException {
            return plain.read(body);
          }
        };
    CompletableFuture<Reply<String>> call = client.send(counting);
    pass(Duration.ofSeconds(40));
    assertThat(isUnauthorized(call)).isTrue();
    assertThat(made).hasValue(instance.seen().size());
  }

  @Test
  void callThatDoesNotNameItsPathHoldsUpNoOther() {
    instance.then(json(401, OWN));
    CompletableFuture<Reply<String>> refused = send(1).get(0);
    settle(() -> instance.seen().size() == 1);
    pass(Duration.ZERO);
    Call<String> broken =
        new Call<>() {
          @Override
          public Request request() {
            throw new AssertionError("not asked for");
          }

          @Override
          public String path() {
            throw new IllegalStateException("a bug");
          }

          @Override
          public String read(InputStream body) {
            return "";
          }
        };
    CompletableFuture<Reply<String>> call = client.send(broken);
    pass(Duration.ofSeconds(5));
    assertThat(call).isCompletedExceptionally();
    assertThat(refused).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
  }

  @Test
  void whoHasNoTimeToWaitForTheCredentialsIsToldSo() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(after(slow));
    ServiceNowClient task = tasks(1, "new").get(0);
    send(task, 1);
    settle(() -> instance.seen().size() == 1);
    ClientSettings hasty =
        Clients.retryTimeout(Clients.settings(instance.url()), Duration.ofSeconds(1));
    ServiceNowClient other =
        ServiceNowClient.open(
            hasty.bearing(Duration.ofMillis(500)),
            Clients.BASIC,
            identity("new"),
            time.timing(),
            Clients.longestWaits());
    open.add(other);
    CompletableFuture<Reply<String>> call = send(other, 1).get(0);
    pass(Duration.ofMillis(1500), other);
    assertThat(((Reply.NotOk<String>) call.join()).failure().describe())
        .contains("not sent within", "whether the same credentials are accepted");
    slow.countDown();
  }

  /** With cookies: what is refused in an old session is asked once more in a fresh one. */
  @Test
  void triesAreAsManyInOldSessionsAsWithoutAny() {
    List<ServiceNowClient> tasks = tasksInSessions(4);
    int accepted = instance.seen().size();
    refuse(path -> true);
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    tasks.subList(0, 3).forEach(task -> calls.addAll(send(task, 1)));
    pass(Duration.ofSeconds(32), tasks);
    assertThat(calls).allMatch(RefusedCredentialsTest::isUnauthorized);
    int tried = instance.seen().size();
    assertThat(tried).isBetween(accepted + 4, accepted + 3 + 4);

    CompletableFuture<Reply<String>> trial =
        tasks.get(3).send(get(instance.url(), "/api/now/table/b"));
    pass(Duration.ofSeconds(1), tasks);
    assertThat(isUnauthorized(trial)).isTrue();
    assertThat(instance.seen()).hasSize(tried + 1);
  }

  /** A stale session is nobody's fault, and costs no time. */
  @Test
  void oldSessionsThatAreRefusedHoldUpNobody() {
    List<ServiceNowClient> tasks = tasksInSessions(4);
    instance.otherwise(
        exchange -> {
          boolean old = exchange.getRequestHeaders().containsKey("Cookie");
          json(old ? 401 : 200, old ? OWN : "{\"result\":[]}").answer(exchange);
        });
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    tasks.forEach(task -> calls.addAll(send(task, 1)));
    settle(() -> calls.stream().allMatch(CompletableFuture::isDone));
    assertThat(calls).allMatch(call -> call.join() instanceof Reply.Ok);
  }

  /** A slow answer to who was let in before the password was changed. */
  @Test
  void whatLeftBeforeARefusalDoesNotLetAllOthersTry() {
    List<ServiceNowClient> tasks = acceptedTasks(5);
    int accepted = instance.seen().size();
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(after(slow));
    CompletableFuture<Reply<String>> early = send(tasks.get(0), 1).get(0);
    settle(() -> instance.seen().size() == accepted + 1);
    time.advance(Duration.ofSeconds(1));
    refuse(path -> true);
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>(send(tasks.get(1), 1));
    pass(Duration.ofMillis(500), tasks.get(1));
    tasks.subList(2, 5).forEach(task -> calls.addAll(send(task, 4)));
    time.settle();
    slow.countDown();
    settle(early::isDone);
    assertThat(early.join()).isInstanceOf(Reply.Ok.class);
    pass(Duration.ofSeconds(33), tasks);
    assertThat(instance.seen()).hasSize(accepted + 1 + 4);
  }

  /** A task whose machine slept sends nothing for a while, or until it asks Kafka again. */
  @Test
  void taskThatIsHeldBackWhileItTriesKeepsNoOtherFromIt() {
    List<ServiceNowClient> tasks = acceptedTasks(3);
    refuse(path -> path.equals("/bad"));
    believe(tasks.get(0), "/bad", tasks);
    Call<String> plain = get(instance.url(), "/a");
    CountDownLatch slept = new CountDownLatch(1);
    CountDownLatch sleeps = new CountDownLatch(1);
    Call<String> sleeping =
        new Call<>() {
          @Override
          public Request request() {
            sleeps.countDown();
            try {
              slept.await();
            } catch (InterruptedException closing) {
              Thread.currentThread().interrupt();
            }
            return plain.request();
          }

          @Override
          public String path() {
            return plain.path();
          }

          @Override
          public String read(InputStream body) throws IOException {
            return plain.read(body);
          }
        };
    tasks.get(1).polled();
    CompletableFuture<Reply<String>> held = tasks.get(1).send(sleeping);
    settle(() -> sleeps.getCount() == 0);
    time.stop(Duration.ofSeconds(9));
    slept.countDown();
    settle(tasks.get(1)::isIdle);
    CompletableFuture<Reply<String>> other = send(tasks.get(2), 1).get(0);
    pass(Duration.ofSeconds(1), tasks);
    assertThat(other).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
    assertThat(held).isNotDone();
  }

  /** Its renewal waits for another host, say; or its answer does not come. */
  @Test
  void trierThatDoesNotEndKeepsOthersFromItForHalfAMinuteAtMost() {
    acceptedTasks(1);
    List<ServiceNowClient> tasks =
        tasks(2, "right", Clients.requestTimeout(settings(), Duration.ofMinutes(5)));
    int accepted = instance.seen().size();
    instance.then(json(401, OWN));
    CountDownLatch slow = new CountDownLatch(1);
    instance.then(after(slow));
    send(tasks.get(0), 1);
    settle(() -> tasks.get(0).isIdle() && instance.seen().size() == accepted + 1);
    time.advance(Duration.ofSeconds(1));
    settle(() -> instance.seen().size() == accepted + 2);
    CompletableFuture<Reply<String>> other = send(tasks.get(1), 1).get(0);
    time.advance(Duration.ofSeconds(29));
    time.settle();
    assertThat(instance.seen()).hasSize(accepted + 2);
    time.advance(Duration.ofSeconds(2));
    settle(tasks.get(1)::isIdle);
    assertThat(other).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
    slow.countDown();
  }

  /** Tasks that were let in, each in a session of its own. */
  private List<ServiceNowClient> tasksInSessions(int count) {
    instance.otherwise(json(200, "{\"result\":[]}", "Set-Cookie", "JSESSIONID=A; Path=/"));
    List<ServiceNowClient> tasks = tasks(count, "right");
    for (ServiceNowClient task : tasks) {
      CompletableFuture<Reply<String>> first = send(task, 1).get(0);
      pass(Duration.ofSeconds(1), task);
      assertThat(first).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
    }
    return tasks;
  }

  private static StubInstance.Handler after(CountDownLatch slow) {
    return exchange -> {
      try {
        slow.await();
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      }
      json(200, "{\"result\":[]}").answer(exchange);
    };
  }

  /** Tasks whose credentials were accepted before. */
  private List<ServiceNowClient> acceptedTasks(int count) {
    List<ServiceNowClient> tasks = tasks(count, "right");
    CompletableFuture<Reply<String>> first = send(tasks.get(0), 1).get(0);
    pass(Duration.ofSeconds(1), tasks);
    assertThat(first).isCompletedWithValueMatching(Reply.Ok.class::isInstance);
    return tasks;
  }

  private void refuse(Predicate<String> paths) {
    instance.otherwise(
        exchange -> {
          boolean bad = paths.test(exchange.getRequestURI().getPath());
          json(bad ? 401 : 200, bad ? OWN : "{\"result\":[]}").answer(exchange);
        });
  }

  /** Has it refused until that is believed. */
  private void believe(ServiceNowClient task, String path, List<ServiceNowClient> tasks) {
    CompletableFuture<Reply<String>> bad = task.send(get(instance.url(), path));
    for (int i = 0; i < 45 && !bad.isDone(); i++) {
      pass(Duration.ofSeconds(1), tasks);
    }
    assertThat(isUnauthorized(bad)).isTrue();
  }

  @Test
  void tokenEndpointThatRefusesIsAskedByOneTaskOnly() {
    instance.otherwise(json(401, "{\"error\":\"invalid_client\"}"));
    ClientIdentity wrong = identity("wrong secret");
    List<ServiceNowClient> tasks = new ArrayList<>();
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(
          ServiceNowClient.open(
              Clients.settings(instance.url()).bearing(TIMEOUT),
              Authentication.oauth2(oauth()),
              wrong,
              time.timing(),
              Clients.longestWaits()));
      calls.addAll(send(tasks.get(i), 3));
    }
    open.addAll(tasks);
    pass(Duration.ofSeconds(5), tasks);
    assertThat(calls).allMatch(RefusedCredentialsTest::isUnauthorized);
    assertThat(instance.seen()).hasSize(1);
    tasks.forEach(ServiceNowClient::close);
  }

  private ClientIdentity identity(String secret) {
    return new ClientIdentity(instance.url().toString(), instance.url() + secret);
  }

  private ClientSettings settings() {
    return Clients.settings(instance.url()).bearing(TIMEOUT);
  }

  private List<ServiceNowClient> tasks(int count, String secret) {
    return tasks(count, secret, settings());
  }

  private List<ServiceNowClient> tasks(int count, String secret, ClientSettings settings) {
    List<ServiceNowClient> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(
          ServiceNowClient.open(
              settings, Clients.BASIC, identity(secret), time.timing(), Clients.longestWaits()));
    }
    open.addAll(tasks);
    return tasks;
  }

  private List<CompletableFuture<Reply<String>>> send(ServiceNowClient task, int count) {
    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(task.send(get(instance.url(), "/a")));
    }
    return calls;
  }

  private void pass(Duration duration, List<ServiceNowClient> tasks) {
    for (long i = 0; i < duration.toMillis(); i += 500) {
      settle(() -> tasks.stream().allMatch(ServiceNowClient::isIdle));
      time.advance(Duration.ofMillis(500));
    }
    settle(() -> tasks.stream().allMatch(ServiceNowClient::isIdle));
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
      assertThat(Thread.currentThread().isInterrupted()).as("the test's time is over").isFalse();
    } while (!settled.getAsBoolean());
    time.settle();
  }

  private static boolean isUnauthorized(CompletableFuture<Reply<String>> call) {
    return call.isDone() && call.join() instanceof Reply.Unauthorized;
  }
}
