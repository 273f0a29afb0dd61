/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.Clients.join;
import static io.snbridge.common.transport.Clients.post;
import static io.snbridge.common.transport.StubInstance.html;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on a real socket and in real time. */
class ServiceNowClientTest {

  private static final String ACL = "{\"error\":{\"message\":\"No\",\"detail\":\"ACL\"}}";

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
  void schemeMayBeInUpperCase() {
    URI url = URI.create("HTTP" + instance.url().toString().substring(4));
    try (ServiceNowClient loud = ServiceNowClient.open(Clients.settings(url), Clients.BASIC)) {
      assertThat(join(loud.send(get(url, "/a"))).orThrow()).isEqualTo("{\"result\":[]}");
    }
  }

  @Test
  void requestCarriesCredentialsAndWhoItIsFrom() {
    Reply<String> reply = join(client.send(get(instance.url(), "/api/now/table/a?x=1%5E2")));

    assertThat(reply.orThrow()).isEqualTo("{\"result\":[]}");
    StubInstance.Seen seen = instance.seen().get(0);
    assertThat(seen.uri().getRawQuery()).isEqualTo("x=1%5E2");
    assertThat(seen.header("Authorization")).isEqualTo("Basic YWRtaW46czNjcmV0LXBhNTV3b3Jk");
    assertThat(seen.header("User-agent")).isEqualTo("snbridge-kafka-connect-servicenow/test");
    assertThat(seen.header("Accept")).isEqualTo("application/json");
    assertThat(seen.header("Accept-encoding")).contains("gzip");
    assertThat(seen.headers()).doesNotContainKey("Upgrade");
  }

  @Test
  void everyAttemptNamesItsRequest() {
    instance.then(json(503, "{}"));

    join(client.send(get(instance.url(), "/a"))).orThrow();

    assertThat(instance.seen())
        .hasSize(2)
        .allMatch(seen -> seen.header("X-correlation-id").equals("cid-a"));
  }

  @Test
  void failureSaysWhatTheInstanceCallsTheAttempt() {
    String denied = "{\"error\":{\"message\":\"No\",\"detail\":\"Never\"}}";
    instance.then(json(403, denied, "X-Transaction-ID", "3f1c9a7d2b40"));
    instance.then(json(403, denied, "X-Transaction-ID", "<script> s3cret"));

    assertThat(((Reply.NotOk<?>) join(client.send(get(instance.url(), "/a")))).failure().describe())
        .endsWith("[correlation id cid-a, transaction id 3f1c9a7d2b40]");
    assertThat(((Reply.NotOk<?>) join(client.send(get(instance.url(), "/a")))).failure().describe())
        .as("what does not look like an id is not shown")
        .endsWith("[correlation id cid-a]");
  }

  /** The instance runs a session's requests one by one: one that hangs would block the session. */
  @Test
  void nextRequestDoesNotQueueBehindOneThatHangs() {
    try (ServiceNowEmulator emulator =
            ServiceNowEmulator.builder()
                .port(0)
                .credentials("admin", "s3cret-pa55word")
                .table(TableDefinition.table("u_any"))
                .start();
        ServiceNowClient single =
            ServiceNowClient.open(
                Clients.concurrency(
                    Clients.requestTimeout(
                        Clients.settings(emulator.url()), Duration.ofMillis(500)),
                    1,
                    0),
                Clients.BASIC)) {
      join(single.send(get(emulator.url(), "/api/now/table/u_any"))).orThrow();
      emulator.faults().next(1, Fault.noAnswer(Duration.ofMinutes(1)), RequestMatcher.any());

      join(single.send(get(emulator.url(), "/api/now/table/u_any"))).orThrow();

      assertThat(emulator.sessionsOpened()).isEqualTo(2);
    }
  }

  /** To connect may take seconds, and writes may end meanwhile. */
  @Test
  void bodyIsMadeWhenItsConnectionIsThere() throws Exception {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    AtomicInteger made = new AtomicInteger();
    try (ServiceNowClient refused =
        ServiceNowClient.open(
            Clients.retryTimeout(Clients.settings(nobody), Duration.ofMillis(1)), Clients.BASIC)) {
      assertThat(join(refused.send(counted(nobody, made)))).isInstanceOf(Reply.Retriable.class);
      assertThat(made).hasValue(0);
    }
    join(client.send(counted(instance.url(), made))).orThrow();
    assertThat(made).hasValue(1);
    assertThat(instance.seen().get(0).body()).isEqualTo("{}");
  }

  private static Call<String> counted(URI base, AtomicInteger made) {
    return Clients.call(
        Request.write(
            Request.Method.POST,
            base.resolve("/a"),
            () -> {
              made.incrementAndGet();
              return "{}";
            },
            "cid"));
  }

  @Test
  void bodyIsSentAsUtf8WithItsType() {
    instance.then(json(201, "{\"result\":{}}"));

    join(client.send(post(instance.url(), "/a", "{\"x\":\"ä€\"}"))).orThrow();

    assertThat(instance.seen().get(0).body()).isEqualTo("{\"x\":\"ä€\"}");
    assertThat(instance.seen().get(0).header("Content-type")).startsWith("application/json");
  }

  @Test
  void compressedBodyIsRead() {
    instance.then(
        exchange -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write("{\"result\":[1]}".getBytes(StandardCharsets.UTF_8));
          }
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, bytes.size());
          exchange.getResponseBody().write(bytes.toByteArray());
          exchange.close();
        });

    assertThat(join(client.send(get(instance.url(), "/a"))).orThrow())
        .isEqualTo("{\"result\":[1]}");
  }

  @Test
  void totalCountAndInstanceTimeAreTold() {
    instance.then(json(200, "{\"result\":[]}", "X-Total-Count", "42"));

    Reply<String> reply = join(client.send(get(instance.url(), "/a")));

    assertThat(((Reply.Ok<String>) reply).totalCount()).hasValue(42);
    assertThat(client.clock().now().orElseThrow())
        .isBetween(Instant.now().minusSeconds(3), Instant.now());
  }

  @Test
  void errorDoesNotTellTheInstancesTime() {
    instance.then(json(404, "{\"error\":{\"message\":\"a gateway's\"}}"));

    assertThat(join(client.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Refused.class);

    assertThat(client.clock().now()).isEmpty();
  }

  @Test
  void anotherHostDoesNotTellTheInstancesTime() throws Exception {
    try (StubInstance other = new StubInstance()) {
      join(client.send(get(other.url(), "/a"))).orThrow();
      assertThat(client.clock().now()).isEmpty();
    }
  }

  @Test
  void poisonedPageIsAskedForAgain() {
    instance.then(html(200, "<html><h1>Your instance is hibernating</h1></html>"));

    assertThat(join(client.send(get(instance.url(), "/a"))).orThrow()).contains("result");
    assertThat(instance.seen()).hasSize(2);
  }

  @Test
  void passwordThatIsRefusedIsNotTriedTwice() {
    instance.then(
        json(
            401,
            "{\"error\":{\"message\":\"User Not Authenticated\",\"detail\":\"Required to provide"
                + " Auth information\"},\"status\":\"failure\"}"));

    Reply<String> reply = join(client.send(get(instance.url(), "/a")));

    assertThat(reply).isInstanceOf(Reply.Unauthorized.class);
    assertThat(instance.seen()).hasSize(1);
    assertThatThrownBy(reply::orThrow)
        .isInstanceOf(ServiceNowException.class)
        .hasMessage(
            "GET /a: status 401, User Not Authenticated (Required to provide Auth information)"
                + " [correlation id cid-a]");
  }

  /** Another node does not know them, and says so of whatever is asked (KB2466644). */
  private AtomicInteger refuseOldSessions(int status) {
    AtomicInteger opened = new AtomicInteger();
    instance.otherwise(
        exchange -> {
          boolean old = exchange.getRequestHeaders().containsKey("Cookie");
          String session = "JSESSIONID=s" + opened.incrementAndGet();
          json(
                  old ? status : 200,
                  old ? "{\"error\":{\"message\":\"Nein\",\"detail\":\"Nie\"}}" : "{\"result\":[]}",
                  "Set-Cookie",
                  session)
              .answer(exchange);
        });
    return opened;
  }

  /** With more, a request may find the one of the request before it not given back yet. */
  private ServiceNowClient withOneSession() {
    return ServiceNowClient.open(
        Clients.concurrency(Clients.settings(instance.url()), 1, 0), Clients.BASIC);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void sessionThatIsRefusedRefusesNothing(int status) {
    refuseOldSessions(status);
    try (ServiceNowClient one = withOneSession()) {
      for (int i = 0; i < 5; i++) {
        assertThat(join(one.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Ok.class);
      }
      Request change =
          Request.write(Request.Method.PATCH, instance.url().resolve("/b"), "{}", "cid-change");
      assertThat(join(one.send(Clients.call(change)))).isInstanceOf(Reply.Ok.class);
    }
    // The first one has no cookie; each that follows is asked once more, without one.
    assertThat(instance.seen()).hasSize(11);
  }

  @Test
  void refusalOfAFreshSessionIsBelieved() {
    instance.then(json(200, "{\"result\":[]}", "Set-Cookie", "JSESSIONID=s"));
    instance.otherwise(json(403, "{}", "Set-Cookie", "JSESSIONID=t"));
    try (ServiceNowClient one = withOneSession()) {
      join(one.send(get(instance.url(), "/a"))).orThrow();
      assertThat(join(one.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Refused.class);
    }
    assertThat(instance.seen()).hasSize(3);
    assertThat(instance.seen().get(1).header("Cookie")).contains("JSESSIONID=s");
    assertThat(instance.seen().get(2).header("Cookie")).isEmpty();
  }

  /** Of the session or not: whoever is refused in a fresh one is refused in the next one, too. */
  @ParameterizedTest
  @ValueSource(strings = {ACL, "{}"})
  void refusalsInARowAreNotAskedForTwiceEach(String body) {
    instance.then(json(200, "{\"result\":[]}", "Set-Cookie", "JSESSIONID=s"));
    instance.otherwise(json(403, body, "Set-Cookie", "JSESSIONID=t"));
    try (ServiceNowClient one = withOneSession()) {
      join(one.send(get(instance.url(), "/a"))).orThrow();
      for (int i = 0; i < 50; i++) {
        assertThat(join(one.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Refused.class);
      }
    }
    assertThat(instance.seen()).hasSizeBetween(51, 53);
  }

  /** However many were refused before: none is believed that was sent in an old session. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void sessionThatIsRefusedAfterRefusalsRefusesNothing(int status) {
    instance.otherwise(json(403, ACL, "Set-Cookie", "JSESSIONID=t"));
    try (ServiceNowClient one = withOneSession()) {
      for (int i = 0; i < 10; i++) {
        assertThat(join(one.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Refused.class);
      }
      refuseOldSessions(status);
      for (int i = 0; i < 10; i++) {
        assertThat(join(one.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Ok.class);
      }
    }
  }

  /** It may have been done (KB2697679). */
  @Test
  void createThatServiceNowRefusesIsNotSentTwice() {
    refuseOldSessions(403);
    try (ServiceNowClient one = withOneSession()) {
      join(one.send(get(instance.url(), "/a"))).orThrow();
      assertThat(join(one.send(post(instance.url(), "/a", "{}"))))
          .isInstanceOf(Reply.Refused.class);
    }
    assertThat(instance.seen()).hasSize(2);
  }

  @Test
  void redirectIsNotFollowed() {
    instance.then(json(302, "", "Location", "/login.do"));

    join(client.send(get(instance.url(), "/a"))).orThrow();

    assertThat(instance.seen())
        .allSatisfy(seen -> assertThat(seen.uri().getPath()).isEqualTo("/a"));
  }

  @Test
  void stalledBodyMeetsTheDeadline() {
    instance.otherwise(ServiceNowClientTest::stall);
    try (ServiceNowClient hasty = hasty(Duration.ofMillis(300))) {
      long start = System.nanoTime();
      Reply<String> reply = join(hasty.send(get(instance.url(), "/a")));

      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Poisoned.class, poisoned -> assertThat(poisoned.tooMuch()).isTrue());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void bodyThatDripsMeetsTheDeadline() {
    instance.otherwise(
        exchange -> {
          begin(exchange);
          for (int i = 0; i < 100; i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            pause(50);
          }
        });
    try (ServiceNowClient hasty = hasty(Duration.ofMillis(400))) {
      long start = System.nanoTime();
      assertThat(join(hasty.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Poisoned.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void outcomeOfWriteThatMeetsTheDeadlineIsUnknown() {
    instance.otherwise(ServiceNowClientTest::stall);
    try (ServiceNowClient hasty = hasty(Duration.ofMillis(300))) {
      assertThat(join(hasty.send(post(instance.url(), "/a", "{}"))))
          .isInstanceOf(Reply.Unknown.class);
      assertThat(instance.seen()).hasSize(1);
    }
  }

  @Test
  void hangingBodyDoesNotHoldUpClose() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    instance.otherwise(
        exchange -> {
          stall(exchange);
          stalled.countDown();
        });
    CompletableFuture<Reply<String>> inFlight = client.send(get(instance.url(), "/a"));
    List<CompletableFuture<Reply<String>>> waiting = new ArrayList<>();
    assertThat(stalled.await(5, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 20; i++) {
      waiting.add(client.send(get(instance.url(), "/b")));
    }

    long start = System.nanoTime();
    client.close();

    assertThatThrownBy(() -> inFlight.get(1, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
    for (CompletableFuture<Reply<String>> call : waiting) {
      assertThatThrownBy(() -> call.get(1, TimeUnit.SECONDS))
          .isInstanceOf(CancellationException.class);
    }
    await().atMost(Duration.ofSeconds(1)).until(ServiceNowClientTest::noThreadLeft);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThatThrownBy(() -> client.send(get(instance.url(), "/c")).join())
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void hangingConnectDoesNotHoldUpClose() throws Exception {
    List<SocketChannel> crowd = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Once its backlog is full, Linux lets further connections hang.
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(full.getLocalSocketAddress());
        crowd.add(channel);
      }
      URI url = URI.create("http://127.0.0.1:" + full.getLocalPort());
      ServiceNowClient hanging = ServiceNowClient.open(Clients.settings(url), Clients.BASIC);
      CompletableFuture<Reply<String>> call = hanging.send(get(url, "/a"));
      await().until(ServiceNowClientTest::isConnecting);

      hanging.close();

      assertThat(call).isCancelled();
      await().atMost(Duration.ofSeconds(1)).until(() -> !isConnecting());
    } finally {
      for (SocketChannel channel : crowd) {
        channel.close();
      }
    }
  }

  private static boolean isConnecting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("servicenow-request"))
        .anyMatch(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(frame -> frame.getMethodName().equals("connect")));
  }

  @Test
  void cancelledCallFreesItsSession() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    instance.then(
        exchange -> {
          stall(exchange);
          stalled.countDown();
        });
    try (ServiceNowClient single =
        ServiceNowClient.open(
            Clients.concurrency(Clients.settings(instance.url()), 1, 0), Clients.BASIC)) {
      CompletableFuture<Reply<String>> hanging = single.send(get(instance.url(), "/a"));
      assertThat(stalled.await(5, TimeUnit.SECONDS)).isTrue();

      hanging.cancel(false);

      assertThat(join(single.send(get(instance.url(), "/b"))).orThrow()).contains("result");
    }
  }

  @Test
  void sessionHasOneRequestInFlight() {
    AtomicInteger sessions = new AtomicInteger();
    Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    instance.otherwise(
        exchange -> {
          String cookie = exchange.getRequestHeaders().getFirst("Cookie");
          String name = cookie == null ? "JSESSIONID=s" + sessions.incrementAndGet() : cookie;
          AtomicInteger now = inFlight.computeIfAbsent(name, unused -> new AtomicInteger());
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          pause(3);
          now.decrementAndGet();
          exchange.getResponseHeaders().set("Set-Cookie", name + "; Path=/; HttpOnly");
          json(200, "{\"result\":[]}").answer(exchange);
        });

    List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(client.send(get(instance.url(), "/a")));
    }
    calls.forEach(call -> join(call).orThrow());

    assertThat(most).hasValue(1);
    assertThat(sessions.get()).isBetween(1, 4);
  }

  @Test
  void nothingIsLeakedByAnswersThatAreNotReadToTheEnd() {
    String page = "<html>" + "x".repeat(300_000) + "</html>";
    for (int i = 0; i < 10; i++) {
      instance.then(html(403, page));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(join(client.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Refused.class);
    }
    assertThat(join(client.send(get(instance.url(), "/a"))).orThrow()).contains("result");
  }

  @Test
  void failureInACallersCodeIsTheFuturesFailure() {
    Call<String> broken =
        new Call<>() {
          @Override
          public Request request() {
            throw new IllegalStateException("a bug");
          }

          @Override
          public String path() {
            return "/";
          }

          @Override
          public String read(java.io.InputStream body) {
            return "";
          }
        };
    for (int i = 0; i < 6; i++) {
      assertThatThrownBy(() -> join(client.send(broken))).hasRootCauseMessage("a bug");
    }
    assertThat(join(client.send(get(instance.url(), "/a"))).orThrow()).contains("result");
  }

  @Test
  void nothingSentIsRetriableEvenForAWrite() throws Exception {
    StubInstance gone = new StubInstance();
    gone.close();
    try (ServiceNowClient lost =
        ServiceNowClient.open(
            Clients.retryTimeout(Clients.settings(gone.url()), Duration.ZERO), Clients.BASIC)) {
      assertThat(join(lost.send(post(gone.url(), "/a", "{}")))).isInstanceOf(Reply.Retriable.class);
    }
  }

  @Test
  void unknownHostIsRetriable() {
    URI nowhere = URI.create("http://nowhere.invalid");
    try (ServiceNowClient lost =
        ServiceNowClient.open(
            Clients.retryTimeout(Clients.settings(nowhere), Duration.ZERO), Clients.BASIC)) {
      assertThat(join(lost.send(post(nowhere, "/a", "{}")))).isInstanceOf(Reply.Retriable.class);
    }
  }

  @Test
  void connectionCutBeforeTheAnswerLeavesAWriteUnknown() {
    instance.otherwise(HttpExchange::close);
    try (ServiceNowClient hasty = hasty(Duration.ofSeconds(5))) {
      assertThat(join(hasty.send(post(instance.url(), "/a", "{}"))))
          .isInstanceOf(Reply.Unknown.class);
      assertThat(join(hasty.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Retriable.class);
    }
  }

  @Test
  void bodyCutInTheMiddleIsPoisoned() {
    instance.otherwise(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("{\"result\":[".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    try (ServiceNowClient hasty = hasty(Duration.ofSeconds(5))) {
      assertThat(join(hasty.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Poisoned.class);
      assertThat(join(hasty.send(post(instance.url(), "/a", "{}"))))
          .isInstanceOf(Reply.Unknown.class);
    }
  }

  private ServiceNowClient hasty(Duration timeout) {
    return ServiceNowClient.open(
        Clients.retryTimeout(
            Clients.requestTimeout(Clients.settings(instance.url()), timeout), Duration.ZERO),
        Clients.BASIC);
  }

  private static void begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write('{');
    exchange.getResponseBody().flush();
  }

  private static void stall(HttpExchange exchange) throws IOException {
    begin(exchange);
  }

  private static void pause(long millis) {
    try {
      new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean noThreadLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("servicenow-"));
  }

  /** Each one meets its deadline somewhere else on its way, and HttpClient in another state. */
  @ParameterizedTest
  @ValueSource(longs = {50, 100, 200, 500, 1000, 2000})
  void deadlineThatComesAtAnyMomentIsAReply(long micros) {
    ClientSettings hasty =
        Clients.retryTimeout(
            Clients.requestTimeout(
                Clients.settings(instance.url()), Duration.ofNanos(micros * 1000)),
            Duration.ZERO);
    try (ServiceNowClient client = ServiceNowClient.open(hasty, Clients.BASIC)) {
      List<CompletableFuture<Reply<String>>> calls = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        calls.add(client.send(get(instance.url(), "/a")));
      }
      assertThat(calls).allSatisfy(call -> assertThat(call.join()).isInstanceOf(Reply.class));
    }
  }

  /** What fails then was ended by the client itself, and is not tried again. */
  @Test
  void nothingIsSaidOfWhatFailsBecauseTheClientIsClosed() {
    instance.otherwise(html(503, "down"));
    Call<String> closing =
        new Call<>() {
          private final Call<String> plain = get(instance.url(), "/a");

          @Override
          public Request request() {
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

          @Override
          public void attemptFailed(Reply.NotOk<String> reply) {
            client.close();
          }
        };
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      CompletableFuture<Reply<String>> call = client.send(closing);
      await().until(() -> call.isDone() && client.isIdle());
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("WARN");
  }
}
