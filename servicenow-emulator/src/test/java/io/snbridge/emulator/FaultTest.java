/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.RequestMatcher.any;
import static io.snbridge.emulator.RequestMatcher.method;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.emulator.http.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaultTest {
  private static final String PATH = "/api/now/table/u_thing";
  private static final String INSERT = "{\"name\":\"new\"}";

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(
          b ->
              b.clock(EmulatorClock.manual(Instant.parse("2026-03-01T10:00:00Z")))
                  .setup(e -> e.table("u_thing", col("name", "string")))
                  .setup(e -> e.insert("u_thing", Map.of("name", "one")))
                  .setup(e -> e.insert("u_thing", Map.of("name", "two"))));

  private ServiceNowEmulator emulator;
  private Client client;

  @BeforeEach
  void client() {
    emulator = SERVICENOW.emulator();
    client = new Client(emulator);
  }

  private Client.Reply once(Fault fault) {
    emulator.faults().next(1, fault, any());
    Client.Reply reply = client.list("u_thing", "");
    assertThat(client.list("u_thing", "").rows()).as("only once").hasSize(2);
    return reply;
  }

  private Client.Reply posted(Fault fault) {
    emulator.faults().next(1, fault, method("POST"));
    return client.post(PATH, INSERT);
  }

  @Test
  void transactionCancelled() {
    Client.Reply reply = posted(Fault.transactionCancelled());
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.error()).startsWith("Transaction cancelled");
    assertThat(emulator.count("u_thing")).isEqualTo(2);
  }

  @Test
  void truncatedResultHasRowsThenAStringThenAnError() {
    Client.Reply reply = once(Fault.truncatedResult());
    assertThat(reply.status()).isEqualTo(200);
    List<?> result = JsonText.asList(reply.json().get("result"));
    assertThat(result.get(0)).isInstanceOf(Map.class);
    assertThat(result.get(result.size() - 1)).isEqualTo("");
    assertThat(reply.error()).startsWith("Transaction cancelled");
  }

  @Test
  void malformedJsonIsNoJson() {
    Client.Reply reply = once(Fault.malformedJson());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).startsWith("{\"result\":[{").contains(",}\"\"],\"error\"");
    assertThatThrownBy(() -> JsonText.read(reply.body())).isInstanceOf(IOException.class);
  }

  @Test
  void nullAndEmptyBodies() {
    assertThat(once(Fault.nullBody()).body()).isEqualTo("null");
    assertThat(once(Fault.emptyBody()).body()).isEmpty();
  }

  @Test
  void hibernatingIs5904BytesOfHtmlWith200() {
    Client.Reply reply = once(Fault.hibernating());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/html");
    assertThat(reply.body()).hasSize(5904).contains("Your instance is hibernating");
    assertThat(once(Fault.loginPage()).body()).contains("Log in");
  }

  @Test
  void droppedIs202AndDoesNothing() {
    Client.Reply reply = posted(Fault.dropped());
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body()).isEmpty();
    assertThat(emulator.count("u_thing")).isEqualTo(2);
  }

  @Test
  void throttledWithEveryKindOfHeaders() {
    Client.Reply retry = once(Fault.tooManyRequests(Duration.ofSeconds(7)));
    assertThat(retry.status()).isEqualTo(429);
    assertThat(retry.header("Retry-After")).isEqualTo("7");
    Client.Reply limited = once(Fault.rateLimited(Duration.ofHours(1)));
    assertThat(limited.header("Retry-After")).isEqualTo("3600");
    assertThat(limited.header("X-RateLimit-Limit")).isEqualTo("100");
    String reset = Long.toString(Instant.parse("2026-03-01T11:00:00Z").getEpochSecond());
    assertThat(limited.header("X-RateLimit-Reset")).isEqualTo(reset);
    Client.Reply only = once(Fault.rateLimitedByResetOnly(Duration.ofHours(1)));
    assertThat(only.header("X-RateLimit-Reset")).isEqualTo(reset);
    assertThat(only.header("Retry-After")).isEmpty();
    Client.Reply bare = once(Fault.tooManyRequestsWithoutHeaders());
    assertThat(bare.status()).isEqualTo(429);
    assertThat(bare.header("Retry-After")).isEmpty();
  }

  @Test
  void gatewayPagesAreHtml() {
    assertThat(once(Fault.badGateway()).status()).isEqualTo(502);
    assertThat(once(Fault.unavailable()).status()).isEqualTo(503);
    Client.Reply tooLong = once(Fault.uriTooLong());
    assertThat(tooLong.status()).isEqualTo(414);
    assertThat(tooLong.header("Content-Type")).isEqualTo("text/html");
  }

  @Test
  void refusals() {
    assertThat(once(Fault.paginationTooLong()).error()).isEqualTo("Pagination not supported");
    assertThat(once(Fault.unauthorized()).status()).isEqualTo(401);
    assertThat(once(Fault.error(403, "Operation Failed", "no")).status()).isEqualTo(403);
    assertThat(once(Fault.answer(418, "text/plain", "tea")).body()).isEqualTo("tea");
  }

  @Test
  void errorsBehindWhichTheWriteHappened() {
    assertThat(posted(Fault.forbiddenButWritten()).status()).isEqualTo(403);
    assertThat(emulator.count("u_thing")).isEqualTo(3);
    assertThat(posted(Fault.cancelledButWritten()).status()).isEqualTo(500);
    assertThat(emulator.count("u_thing")).isEqualTo(4);
  }

  @Test
  void connectionsAreCutBeforeTheWriteAndAfterIt() {
    assertThatThrownBy(() -> cut(Fault.cutBeforeCommit())).isInstanceOf(IOException.class);
    assertThat(emulator.count("u_thing")).isEqualTo(2);
    assertThatThrownBy(() -> cut(Fault.cutAfterCommit())).isInstanceOf(IOException.class);
    assertThat(emulator.count("u_thing")).isEqualTo(3);
    assertThatThrownBy(() -> cut(Fault.cutInBody())).isInstanceOf(IOException.class);
    assertThat(emulator.count("u_thing")).isEqualTo(4);
    assertThatThrownBy(() -> cut(Fault.noAnswer(Duration.ZERO))).isInstanceOf(IOException.class);
    assertThat(emulator.count("u_thing")).isEqualTo(4);
    assertThatThrownBy(() -> cut(Fault.noAnswerButWritten(Duration.ZERO)))
        .isInstanceOf(IOException.class);
    assertThat(emulator.count("u_thing")).isEqualTo(5);
  }

  @Test
  void requestThatWasCutGoesOnInTheBackground() {
    assertThatThrownBy(() -> cut(Fault.cutAndWrittenLater(Duration.ofMillis(200))))
        .isInstanceOf(IOException.class);
    assertThat(emulator.count("u_thing")).isEqualTo(2);
    Awaitility.await().untilAsserted(() -> assertThat(emulator.count("u_thing")).isEqualTo(3));
  }

  private void cut(Fault fault) throws IOException {
    emulator.faults().next(1, fault, any());
    client.trySend("POST", PATH, INSERT);
  }

  @Test
  void slowBodiesAndLateAnswersAreRightInTheEnd() {
    long start = System.nanoTime();
    assertThat(once(Fault.slowBody(Duration.ofMillis(300))).rows()).hasSize(2);
    assertThat(once(Fault.latency(Duration.ofMillis(200))).rows()).hasSize(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(480));
  }

  @Test
  void datesAreWrongInTheirHeaderOnly() {
    assertThat(once(Fault.dateAhead(Duration.ofHours(1))).header("Date"))
        .isEqualTo("Sun, 1 Mar 2026 11:00:00 GMT");
    Client.Reply behind = once(Fault.dateBehind(Duration.ofHours(1)));
    assertThat(behind.header("Date")).isEqualTo("Sun, 1 Mar 2026 09:00:00 GMT");
    assertThat(behind.rows()).hasSize(2);
  }

  @Test
  void latencyComesOnTopOfAnotherFault() {
    emulator.faults().always(Fault.latency(Duration.ofMillis(100)), any());
    emulator.faults().next(1, Fault.nullBody(), any());
    long start = System.nanoTime();
    assertThat(client.list("u_thing", "").body()).isEqualTo("null");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(95));
  }

  @Test
  void anAnswerThatTakesATimeIsNotSentSooner() {
    long start = System.nanoTime();
    assertThat(once(Fault.takes(Duration.ofMillis(200))).rows()).hasSize(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(195));
  }

  @Test
  void aWaitingRequestDoesNotHoldUpTheClose() {
    ServiceNowEmulator other = ServiceNowEmulator.builder().start();
    other.faults().always(Fault.noAnswer(Duration.ofHours(1)), any());
    Client waiting = new Client(other);
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(() -> waiting.get("/api/now/table/sys_db_object"))
            .handle((reply, broken) -> broken == null ? "answered" : "broken");
    Awaitility.await().until(() -> other.faults().injected() == 1);
    other.close();
    assertThat(answer.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo("broken");
  }

  @Test
  void faultsHitWhatTheyAreMeantForUntilTheyEnd() {
    emulator.faults().next(2, Fault.nullBody(), RequestMatcher.table("u_thing"));
    emulator.faults().always(Fault.badGateway(), method("DELETE"));
    assertThat(client.list("sys_db_object", "").status()).isEqualTo(200);
    assertThat(client.list("u_thing", "").body()).isEqualTo("null");
    assertThat(client.list("u_thing", "").body()).isEqualTo("null");
    assertThat(client.list("u_thing", "").rows()).hasSize(2);
    assertThat(client.send("DELETE", PATH + "/x", null).status()).isEqualTo(502);
    assertThat(client.send("DELETE", PATH + "/x", null).status()).isEqualTo(502);
    emulator.faults().clear();
    assertThat(client.send("DELETE", PATH + "/x", null).status()).isEqualTo(404);
  }

  @Test
  void aFractionIsTheSameForTheSameSeed() {
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      emulator.faults().clear();
      emulator.faults().fraction(0.5, Fault.unavailable(), any());
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        statuses.add(client.list("u_thing", "").status());
      }
      runs.add(statuses);
    }
    assertThat(runs.get(0)).contains(200, 503).isEqualTo(runs.get(1));
  }

  @Test
  void everyNamedFaultCanBeMade() {
    for (String name : FaultNames.all()) {
      assertThat(FaultNames.fault(name, Duration.ZERO).name()).isEqualTo(name);
    }
  }
}
