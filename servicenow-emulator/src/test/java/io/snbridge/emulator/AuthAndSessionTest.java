/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.RequestMatcher.any;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthAndSessionTest {
  private static final String PATH = "/api/now/table/sys_audit_delete";
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String CLIENT = "client_id=app&client_secret=shh";

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(
          b ->
              b.clock(EmulatorClock.manual(START))
                  .credentials("admin", "secret")
                  .oauthClient("app", "shh")
                  .apiKey("key-1"));

  private ServiceNowEmulator emulator;
  private Client client;

  @BeforeEach
  void client() {
    emulator = SERVICENOW.emulator();
    emulator.clock().set(START);
    client = new Client(emulator);
  }

  private Client.Reply token(String form) {
    return new Client(emulator)
        .without("Authorization")
        .with("Content-Type", "application/x-www-form-urlencoded")
        .post("/oauth_token.do", form);
  }

  private int statusWith(String token) {
    return client.with("Authorization", "Bearer " + token).get(PATH).status();
  }

  @Test
  void basicAndKeysOpenTheDoorAndNothingElseDoes() {
    assertThat(client.get(PATH).status()).isEqualTo(200);
    assertThat(client.with("Authorization", Client.basic("admin", "wrong")).get(PATH).body())
        .isEqualTo(
            "{\"error\":{\"message\":\"User Not Authenticated\",\"detail\":\"Required to provide"
                + " Auth information\"},\"status\":\"failure\"}");
    assertThat(client.without("Authorization").get(PATH).status()).isEqualTo(401);
    assertThat(client.with("x-sn-apikey", "key-1").get(PATH).status()).isEqualTo(200);
    assertThat(client.with("x-sn-apikey", "key-2").get(PATH).status()).isEqualTo(401);
  }

  @Test
  void theSameTokenComesBackWithItsLifeBegunAnewUntilItDies() {
    Map<String, Object> first = token("grant_type=client_credentials&" + CLIENT).json();
    assertThat(first)
        .containsEntry("expires_in", "1800")
        .containsEntry("token_type", "Bearer")
        .doesNotContainKey("refresh_token");
    emulator.clock().advance(Duration.ofSeconds(1700));
    Map<String, Object> again = token("grant_type=client_credentials&" + CLIENT).json();
    assertThat(again.get("access_token")).isEqualTo(first.get("access_token"));
    assertThat(again).containsEntry("expires_in", "1800");
    emulator.clock().advance(Duration.ofSeconds(1700));
    assertThat(statusWith(first.get("access_token").toString())).isEqualTo(200);
    emulator.clock().advance(Duration.ofSeconds(100));
    assertThat(statusWith(first.get("access_token").toString())).isEqualTo(401);
    assertThat(emulator.tokens().deadUses()).isEqualTo(1);
    Map<String, Object> fresh = token("grant_type=client_credentials&" + CLIENT).json();
    assertThat(fresh.get("access_token")).isNotEqualTo(first.get("access_token"));
    assertThat(statusWith(fresh.get("access_token").toString())).isEqualTo(200);
    emulator.tokens().revokeAll();
    assertThat(statusWith(fresh.get("access_token").toString())).isEqualTo(401);
  }

  @Test
  void passwordsComeWithARefreshToken() {
    Map<String, Object> first =
        token("grant_type=password&username=admin&password=secret&" + CLIENT).json();
    String refresh = first.get("refresh_token").toString();
    emulator.tokens().revokeAll();
    Map<String, Object> next =
        token("grant_type=refresh_token&refresh_token=" + refresh + "&" + CLIENT).json();
    assertThat(next).containsEntry("refresh_token", refresh);
    assertThat(statusWith(next.get("access_token").toString())).isEqualTo(200);
  }

  @Test
  void aJwtSpeaksForItsSubject() {
    String grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&" + CLIENT;
    String good = jwt("admin", START.plusSeconds(60));
    String token = token(grant + "&assertion=" + good).json().get("access_token").toString();
    assertThat(statusWith(token)).isEqualTo(200);
    assertThat(token(grant + "&assertion=" + jwt("nobody", START.plusSeconds(60))).status())
        .isEqualTo(401);
    assertThat(token(grant + "&assertion=" + jwt("admin", START.minusSeconds(1))).status())
        .isEqualTo(401);
  }

  private static String jwt(String subject, Instant expires) {
    String claims = "{\"sub\":\"%s\",\"exp\":%d}".formatted(subject, expires.getEpochSecond());
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  @Test
  void everyOauthFailureLooksTheSame() {
    String denied = "{\"error_description\":\"access_denied\",\"error\":\"server_error\"}";
    for (String form :
        List.of(
            "grant_type=client_credentials&client_id=app&client_secret=wrong",
            "grant_type=password&username=admin&password=wrong&" + CLIENT,
            "grant_type=refresh_token&refresh_token=dead&" + CLIENT,
            "grant_type=nosuch&" + CLIENT)) {
      assertThat(token(form).status()).isEqualTo(401);
      assertThat(token(form).body()).isEqualTo(denied);
    }
    assertThat(client.post("/oauth_token.do", "{}").status()).as("JSON").isEqualTo(401);
  }

  @Test
  void aSessionIsKeptByItsCookie() {
    String cookie = client.get(PATH).header("Set-Cookie");
    assertThat(cookie).startsWith("JSESSIONID=");
    client.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    client.get(PATH);
    client.get(PATH);
    assertThat(emulator.sessionsOpened()).isEqualTo(1);
    assertThat(emulator.greatestConcurrencyPerSession()).isEqualTo(1);
    assertThat(emulator.requests().count()).isEqualTo(3);
  }

  @Test
  void sessionsOfANodeThatIsGoneAreRefusedAndNewOnesAreNot() {
    String cookie = client.get(PATH).header("Set-Cookie");
    client.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    emulator.refuseSessions(403);
    Client.Reply refused = client.get(PATH);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("Set-Cookie")).as("it keeps its cookie").isEqualTo(cookie);
    assertThat(client.get(PATH).status()).isEqualTo(403);
    assertThat(client.without("Cookie").get(PATH).status()).isEqualTo(200);
    assertThat(client.post("/emulator/sessions/refuse", "").status()).isEqualTo(200);
    emulator.refuseSessions(401);
    client.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    assertThat(client.get(PATH).status()).isEqualTo(401);
  }

  @Test
  void lifeOfARefreshTokenBeginsAnewByThePasswordOnly() {
    String byPassword = "grant_type=password&username=admin&password=secret&" + CLIENT;
    String refresh = token(byPassword).json().get("refresh_token").toString();
    String byRefresh = "grant_type=refresh_token&refresh_token=" + refresh + "&" + CLIENT;
    emulator.clock().advance(Duration.ofDays(99));
    assertThat(token(byPassword).json()).containsEntry("refresh_token", refresh);
    emulator.clock().advance(Duration.ofDays(99));
    assertThat(token(byRefresh).status()).isEqualTo(200);
    emulator.clock().advance(Duration.ofDays(2));
    assertThat(token(byRefresh).status()).isEqualTo(401);
  }

  @Test
  void whatQueuesTooLongOnASessionIsDroppedWith202() {
    String cookie = client.get(PATH).header("Set-Cookie");
    client.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    CountDownLatch go = new CountDownLatch(1);
    emulator.faults().next(1, waiting(go), any());
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> client.get(PATH).status(), threads));
      }
      Awaitility.await().until(() -> answers.stream().filter(a -> a.isDone()).count() == 4);
      go.countDown();
      List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();
      assertThat(statuses.stream().filter(s -> s == 202)).hasSize(4);
      assertThat(statuses.stream().filter(s -> s == 200)).hasSize(11);
      assertThat(emulator.greatestConcurrencyPerSession()).isEqualTo(11);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatExceedsTheSemaphoresOfANodeIs429WithoutHeaders() {
    emulator.switches().nodeSemaphores(2, 3);
    CountDownLatch go = new CountDownLatch(1);
    emulator.faults().next(2, waiting(go), any());
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> client.get(PATH).status(), threads));
      }
      Awaitility.await().until(() -> answers.stream().filter(a -> a.isDone()).count() == 3);
      go.countDown();
      assertThat(answers.stream().map(CompletableFuture::join).filter(s -> s == 429)).hasSize(3);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Fault waiting(CountDownLatch go) {
    return Fault.custom(
        "waiting",
        (request, proceed) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return proceed.get();
        });
  }

  @Test
  void requestsAreRecordedBeforeTheirAnswerArrives() {
    client.get(PATH, "sysparm_query", "a=1^b=2");
    List<RecordedRequest> seen = emulator.requests().toTable("sys_audit_delete");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).query()).isEqualTo("a=1^b=2");
    assertThat(seen.get(0).status()).isEqualTo(200);
    assertThat(seen.get(0).start()).isEqualTo(START);
    assertThat(emulator.requests().countByStatus()).containsEntry(200, 1L);
  }

  @Test
  void bodiesAreCompressedForWhoAcceptsIt() {
    Client zipped = client.with("Accept-Encoding", "gzip");
    assertThat(zipped.get("/api/now/table/sys_dictionary").header("Content-Encoding"))
        .isEqualTo("gzip");
    assertThat(zipped.get(PATH).header("Content-Encoding")).isEmpty();
    emulator.switches().gzip(false);
    assertThat(zipped.get("/api/now/table/sys_dictionary").header("Content-Encoding")).isEmpty();
  }
}
