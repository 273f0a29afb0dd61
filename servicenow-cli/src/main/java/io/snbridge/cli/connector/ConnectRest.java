/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.console.CommandException;
import java.io.IOException;
import java.net.URI;
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
import java.util.concurrent.TimeUnit;
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

  private static final int TRIES = 20;
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final String url;
  private final Optional<String> authorization;

  /**
   * @param url of a worker; with {@code user:password@}, signs in with these
   * @throws CommandException when it is no URL
   */
  public ConnectRest(String url) {
    URI address;
    try {
      address = URI.create(url);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.decide("The URL of Connect is not a URL: " + wrong.getMessage());
    }
    if (address.getHost() == null
        || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
      throw CommandException.decide(
          "The URL of Connect begins with http:// or https:// and names a host, as in"
              + " http://localhost:8083");
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
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofString());
      for (int i = 1; response.statusCode() == REBALANCING && i < TRIES; i++) {
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
        response = http.send(request.build(), BodyHandlers.ofString());
      }
    } catch (IOException noAnswer) {
      throw CommandException.unreachable(
          "Connect does not answer at %s: %s".formatted(url, noAnswer), noAnswer);
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
    return CommandException.decide(
        "%s %s%s: %d, %s".formatted(method, url, path, response.statusCode(), message));
  }
}
