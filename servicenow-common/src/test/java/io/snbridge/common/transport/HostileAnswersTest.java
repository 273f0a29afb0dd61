/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.Clients.join;
import static io.snbridge.common.transport.Clients.post;
import static io.snbridge.common.transport.StubInstance.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.auth.Authentication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.IntSummaryStatistics;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What answers may do at most that somebody made to do harm: an instance that was broken into, or a
 * gateway.
 */
@Timeout(30)
class HostileAnswersTest {

  private static final String PASSWORD = "s3cret-pa55word";

  private StubInstance instance;
  private ServiceNowClient client;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
    client = open(Clients.BASIC);
  }

  private ServiceNowClient open(Credentials.Factory credentials) {
    ClientSettings once =
        Clients.concurrency(
            Clients.retryTimeout(Clients.settings(instance.url()), Duration.ZERO), 1, 0);
    return ServiceNowClient.open(once, credentials);
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  /** A few bytes on the wire that become gigabytes. */
  @Test
  void answerThatHasNoEndIsNotReadToItsEnd() {
    instance.otherwise(HostileAnswersTest::bomb);

    assertThat(join(client.send(counting(get(instance.url(), "/a").request()))))
        .isInstanceOfSatisfying(
            Reply.Poisoned.class,
            reply -> {
              assertThat(reply.failure().isTooLong()).isTrue();
              assertThat(reply.tooMuch()).isTrue();
            });
    assertThat(join(client.send(counting(post(instance.url(), "/a", "{}").request()))))
        .as("a write that may have been done")
        .isInstanceOf(Reply.Unknown.class);
  }

  @Test
  void errorThatHasNoEndIsNotReadToItsEnd() {
    instance.otherwise(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(400, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write("{\"error\":{\"message\":\"".getBytes(UTF_8));
            byte[] block = "x".repeat(1 << 20).getBytes(UTF_8);
            for (int i = 0; i < 1_000; i++) {
              out.write(block);
            }
          }
        });

    assertThat(join(client.send(get(instance.url(), "/a"))))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            reply -> assertThat(reply.failure().describe().length()).isLessThan(3_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5_000})
  void headersWithoutEndAreNotKept(int headers) {
    instance.otherwise(
        exchange -> {
          String value = "x".repeat(5_000_000 / headers);
          for (int i = 0; i < headers; i++) {
            exchange.getResponseHeaders().set("X-Header-" + i, value);
          }
          json(200, "{\"result\":[]}").answer(exchange);
        });

    assertThat(join(client.send(get(instance.url(), "/a")))).isInstanceOf(Reply.Retriable.class);
  }

  @Test
  void everNewCookiesAreNotKept() {
    instance.otherwise(
        exchange -> {
          String name = "c" + instance.seen().size();
          json(200, "{}", "Set-Cookie", name + "=" + "x".repeat(1_000) + "; Path=/")
              .answer(exchange);
        });
    for (int i = 0; i < 50; i++) {
      join(client.send(get(instance.url(), "/a"))).orThrow();
    }

    IntSummaryStatistics sent =
        instance.seen().stream()
            .mapToInt(seen -> seen.header("Cookie").length())
            .summaryStatistics();
    assertThat(sent.getMax()).isBetween(3_000, 20_000);
  }

  @Test
  void cookieIsOfItsHostOnly() {
    Session session = new Session();
    URI here = URI.create("https://dev1.service-now.com/api");
    session.keep(here, "mine=1; Path=/");
    session.keep(here, "ours=2; Path=/; Domain=.service-now.com");
    session.keep(here, "theirs=3; Path=/; Domain=login.example.com");
    session.keep(here, "nobodys=4; Path=/; Domain=ev1.service-now.com");

    assertThat(session.header(here)).contains("mine=1", "ours=2").doesNotContain("=3", "=4");
    assertThat(session.header(URI.create("https://login.example.com/oauth_token.do"))).isEmpty();
  }

  /** As an instance and its load balancer set them; without them each request is another node's. */
  @Test
  void cookiesOfAnInstanceComeBack() {
    Session session = new Session();
    URI here = URI.create("https://dev1.service-now.com/api/now/table/incident");
    session.keep(here, "BIGipServerpool_dev1=1174.50.000; path=/; Httponly; Secure; SameSite=None");
    session.keep(here, "JSESSIONID=A1B2; Path=/; Secure; HttpOnly; SameSite=None; Secure");
    session.keep(
        here,
        "glide_user_route=glide.ab12; Max-Age=2147483647;"
            + " Expires=Sat, 18-Dec-2094 01:58:15 GMT; Path=/; Secure; HttpOnly");
    session.keep(here, "glide_session_store=C3D4; Max-Age=60; Path=/; Secure; HttpOnly");
    session.keep(here, "shared=1; Path=/; Domain=service-now.com; Secure");
    session.keep(here, "old=1; Path=/; Domain=DEV1.Service-Now.com");
    session.keep(here, "old=; Max-Age=0; Path=/; Domain=DEV1.Service-Now.com");
    session.keep(here, "glide_user=x; Expires=Thu, 01-Jan-1970 00:00:10 GMT; Path=/");

    assertThat(session.header(here).split("; "))
        .containsExactlyInAnyOrder(
            "BIGipServerpool_dev1=1174.50.000",
            "JSESSIONID=A1B2",
            "glide_user_route=glide.ab12",
            "glide_session_store=C3D4",
            "shared=1");
    session.keep(here, "JSESSIONID=E5F6; Path=/; Secure; HttpOnly");
    assertThat(session.header(here)).contains("JSESSIONID=E5F6").doesNotContain("A1B2");
  }

  /** Neither a redirect nor a link is followed, so no credentials get there. */
  @ParameterizedTest
  @ValueSource(ints = {200, 201, 300, 301, 302, 303, 305, 307, 308, 401, 407, 503})
  void anotherHostIsNeverAsked(int status) throws Exception {
    try (StubInstance other = new StubInstance()) {
      String there = other.url() + "/api/now/table/incident";
      instance.otherwise(
          exchange -> {
            exchange.getResponseHeaders().set("Link", "<" + there + ">;rel=\"next\"");
            exchange.getResponseHeaders().set("Refresh", "0; url=" + there);
            exchange.getResponseHeaders().set("Content-Location", there);
            exchange
                .getResponseHeaders()
                .set("Alt-Svc", "h2=\"" + other.url().getAuthority() + "\"");
            json(
                    status,
                    "{\"result\":[{\"caller\":{\"link\":\"" + there + "\",\"value\":\"1\"}}]}",
                    "Location",
                    there)
                .answer(exchange);
          });
      join(client.send(get(instance.url(), "/a")));
      join(client.send(post(instance.url(), "/a", "{}")));

      assertThat(instance.seen()).hasSize(2);
      assertThat(other.seen()).isEmpty();
    }
  }

  /** As gateways do that show the request with their error. */
  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 503})
  void credentialsThatAreSentBackAreNotShown(int status) {
    String basic = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8));
    instance.then(json(200, "{}", "Set-Cookie", "JSESSIONID=c00kie-value; Path=/"));
    instance.otherwise(
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          String cookie = exchange.getRequestHeaders().getFirst("Cookie");
          json(
                  status,
                  "{\"error\":{\"message\":\"%s is wrong\",\"detail\":\"%s %s %s\"}}"
                      .formatted(sent, PASSWORD, basic, cookie))
              .answer(exchange);
        });
    join(client.send(readingErrors(get(instance.url(), "/a").request())));
    Reply<String> reply = join(client.send(readingErrors(get(instance.url(), "/a").request())));

    assertThat(reply.toString())
        .contains("is wrong")
        .doesNotContain(basic, PASSWORD, "c00kie-value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<title>key k3y-of-the-api</title>", "<TITLE>k3y-of-the-api </TITLE>"})
  void credentialsInATitleAreNotShown(String page) {
    instance.otherwise(StubInstance.html(200, "<html>" + page + "</html>"));
    try (ServiceNowClient byKey = open(Authentication.apiKey("k3y-of-the-api"))) {
      assertThat(join(byKey.send(get(instance.url(), "/a"))).toString())
          .contains("an HTML page titled")
          .doesNotContain("k3y-of-the-api");
    }
  }

  /** What HttpClient cannot read it quotes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n%s\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
        "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
        "HTTP/1.1 %s\r\n\r\n",
        "HTTP/%s 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 1\r\n\r\nx"
      })
  void credentialsInAnAnswerThatIsNotHttpAreNotShown(String answer) throws Exception {
    String key = "K3y-of-the-api";
    try (ServerSocket gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(() -> answerAll(gateway, answer.formatted(key).getBytes(UTF_8)));
      answering.setDaemon(true);
      answering.start();
      URI url = URI.create("http://127.0.0.1:" + gateway.getLocalPort());
      ClientSettings once = Clients.retryTimeout(Clients.settings(url), Duration.ZERO);
      try (ServiceNowClient byKey = ServiceNowClient.open(once, Authentication.apiKey(key))) {
        Reply<String> reply = join(byKey.send(get(url, "/a")));
        assertThat(reply).isInstanceOf(Reply.NotOk.class);
        assertThat(reply.toString()).contains("[hidden]").doesNotContainIgnoringCase(key);
      }
    }
  }

  private static void answerAll(ServerSocket gateway, byte[] answer) {
    try {
      while (true) {
        try (Socket connection = gateway.accept()) {
          connection.getInputStream().read(new byte[10_000]);
          connection.getOutputStream().write(answer);
        }
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  /** A secret that is cut in two is no longer found by who looks for it. */
  @Test
  void secretAtTheEndOfALongTextIsNotShown() {
    for (int i = 950; i < 1_000; i++) {
      instance.then(json(400, "{\"error\":{\"message\":\"" + "x".repeat(i) + PASSWORD + "\"}}"));
      assertThat(join(client.send(get(instance.url(), "/a"))).toString())
          .doesNotContain(PASSWORD.substring(0, 6));
    }
  }

  @Test
  void textOfAnAnswerIsOneBoundedLine() {
    String evil = "a\\nERROR b\\r\\u001b[2J\\u2028\\u0085\\u202Etxt\\u2066x\\u0000";
    instance.then(
        json(400, "{\"error\":{\"message\":\"" + evil + "\",\"detail\":\"" + evil + "\"}}"));
    instance.then(StubInstance.answer(200, "text/" + "x".repeat(9_000), "no json"));
    for (int i = 0; i < 2; i++) {
      Reply<String> reply = join(client.send(get(instance.url(), "/a")));
      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.NotOk.class,
              no ->
                  assertThat(no.failure().describe())
                      .hasSizeLessThan(3_000)
                      .doesNotContainPattern(
                          "[\\p{Cntrl}\\u0085\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]"));
    }
  }

  private static void bomb(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, 0);
    try (GZIPOutputStream out =
        new GZIPOutputStream(exchange.getResponseBody()) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write('{');
      byte[] block = " ".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 400; i++) {
        out.write(block);
      }
      out.write('}');
    }
  }

  /** Reads all there is, and keeps nothing. */
  private static Call<String> counting(Request request) {
    return reading(request, body -> body.transferTo(OutputStream.nullOutputStream()) + " bytes");
  }

  /** Does not believe an answer that has an error, and says which. */
  private static Call<String> readingErrors(Request request) {
    return reading(
        request,
        body -> {
          String text = new String(body.readAllBytes(), UTF_8);
          if (text.contains("error")) {
            throw new PoisonedBodyException("an error: " + text, false);
          }
          return text;
        });
  }

  private interface Reading {
    String read(InputStream body) throws IOException;
  }

  private static Call<String> reading(Request request, Reading reading) {
    return new Call<>() {
      @Override
      public Request request() {
        return request;
      }

      @Override
      public String path() {
        return request.uri().getPath();
      }

      @Override
      public String read(InputStream body) throws IOException {
        return reading.read(body);
      }
    };
  }
}
