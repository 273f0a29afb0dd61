/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.console.CommandException;
import io.snbridge.common.log.Words;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The REST API of Kafka Connect. Thread-safe. */
public final class ConnectRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A worker itself answers after 90 s at the latest. */
  private static final Duration ANSWER = Duration.ofSeconds(100);

  private static final int NOT_FOUND = 404;

  /** "Cannot complete request momentarily"; nothing has been done then. */
  private static final int REBALANCING = 409;

  /** Of one that stands before a worker, and has none. */
  private static final Set<Integer> GATEWAYS = Set.of(502, 503, 504);

  private static final int TRIES = 20;
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          // The credentials would go along.
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String url;
  private final Optional<String> authorization;
  private final Duration longest;

  /**
   * @param url of a worker; with {@code user:password@}, signs in with these
   * @throws CommandException when it is no URL
   */
  public ConnectRest(String url) {
    this(url, ANSWER);
  }

  ConnectRest(String url, Duration longest) {
    this.longest = longest;
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException wrong) {
      // Its message has all of the URL, and what makes it none is often a password.
      throw CommandException.decide(
          "The URL of Connect is not a URL: %s, character %d. In a password, write %%25 for %%, and so on"
              .formatted(wrong.getReason(), wrong.getIndex() + 1));
    }
    if (address.getHost() == null
        || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        || url.indexOf('@') != url.lastIndexOf('@')
        || String.valueOf(address.getRawPath()).contains("@")) {
      throw CommandException.decide(
          "The URL of Connect begins with http:// or https:// and names a host, as in"
              + " http://localhost:8083. In a password, write %40 for @, %2F for /, and so on");
    }
    String user = address.getRawUserInfo();
    this.url = url.replaceFirst("/+$", "").replace(user == null ? "" : user + "@", "");
    this.authorization =
        Optional.ofNullable(address.getUserInfo())
            .map(
                pair ->
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /** Without user and password. */
  public String url() {
    return url;
  }

  /**
   * Asks.
   *
   * @param path begins with a slash, its parts encoded by {@link #encoded}
   * @throws CommandException when there is no answer, or another than success
   */
  public JsonNode get(String path) throws InterruptedException {
    return send("GET", path, null);
  }

  /** Sends a document; see {@link #get}. */
  public JsonNode patch(String path, JsonNode body) throws InterruptedException {
    return send("PATCH", path, body);
  }

  /** Sends nothing, to have something happen; see {@link #get}. */
  public void put(String path) throws InterruptedException {
    var unused = send("PUT", path, null);
  }

  /** Puts a document in the place of another; see {@link #get}. */
  public void put(String path, JsonNode body) throws InterruptedException {
    var unused = send("PUT", path, body);
  }

  /** A part of a path. */
  public static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path, @Nullable JsonNode body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<String> response = answer(request.build());
    for (int i = 1; response.statusCode() == REBALANCING && i < TRIES; i++) {
      TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
      response = answer(request.build());
    }
    if (response.statusCode() / 100 != 2) {
      throw refused(method, path, response);
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException notConnect) {
      throw CommandException.decide(
          "%s%s does not answer with JSON. Is it the URL of a Connect worker?"
              .formatted(url, path));
    }
  }

  /** All of it: the client's own timeout ends with the headers. */
  private HttpResponse<String> answer(HttpRequest request) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request, BodyHandlers.ofString());
    try {
      return sent.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException noAnswer) {
      throw unreachable(String.valueOf(noAnswer.getCause()), noAnswer);
    } catch (TimeoutException late) {
      throw unreachable("no whole answer within " + Words.of(longest), late);
    } finally {
      sent.cancel(true);
    }
  }

  private CommandException unreachable(String why, Exception cause) {
    return CommandException.unreachable(
        "Connect does not answer at %s: %s".formatted(url, why), cause);
  }

  private CommandException refused(String method, String path, HttpResponse<String> response) {
    String message = response.body();
    try {
      message = JSON.readTree(response.body()).path("message").asText(message);
    } catch (JsonProcessingException notConnects) {
      // A proxy's, then: told as it is.
    }
    if (response.statusCode() == NOT_FOUND && message.isBlank()) {
      message = "there is no such thing. Is it the URL of a Connect worker, 3.6 or later?";
    }
    if (response.statusCode() / 100 == 3) {
      message = "it sends us on to " + response.headers().firstValue("Location").orElse("nowhere");
    }
    String told = "%s %s%s: %d, %s".formatted(method, url, path, response.statusCode(), message);
    if (GATEWAYS.contains(response.statusCode())) {
      return CommandException.unreachable(told);
    }
    return response.statusCode() / 100 == 5 || response.statusCode() == REBALANCING
        ? CommandException.undecided(told)
        : CommandException.decide(told);
  }
}
