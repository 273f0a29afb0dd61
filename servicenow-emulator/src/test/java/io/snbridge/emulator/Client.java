/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plain client for the tests. */
final class Client {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI url;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Client(ServiceNowEmulator emulator) {
    url = emulator.url();
    headers.put("Accept", "application/json");
    headers.put("Authorization", basic("admin", "secret"));
  }

  static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  Client with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  Client without(String header) {
    headers.remove(header);
    return this;
  }

  /** An answer with what tests look at. */
  record Reply(HttpResponse<String> http) {
    int status() {
      return http.statusCode();
    }

    String body() {
      return http.body();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    Map<String, Object> json() {
      try {
        return JsonText.object(http.body());
      } catch (IOException e) {
        throw new UncheckedIOException(http.body(), e);
      }
    }

    List<Map<String, Object>> rows() {
      return JsonText.asList(json().get("result")).stream().map(JsonText::asObject).toList();
    }

    Map<String, Object> row() {
      return JsonText.asObject(json().get("result"));
    }

    List<Object> column(String name) {
      return rows().stream().map(row -> row.get(name)).toList();
    }

    String error() {
      return String.valueOf(JsonText.asObject(json().get("error")).get("message"));
    }
  }

  Reply get(String path, String... parameters) {
    return send("GET", path + query(parameters), null);
  }

  Reply list(String table, String query, String... parameters) {
    StringBuilder path = new StringBuilder("/api/now/table/" + table + query(parameters));
    path.append(parameters.length == 0 ? "?" : "&");
    path.append("sysparm_query=").append(URLEncoder.encode(query, StandardCharsets.UTF_8));
    return send("GET", path.toString(), null);
  }

  Reply post(String path, String json) {
    return send("POST", path, json);
  }

  Reply send(String method, String path, String body) {
    try {
      return trySend(method, path, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply trySend(String method, String path, String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
    headers.forEach(request::header);
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    try {
      return new Reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String query(String... parameters) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i + 1 < parameters.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      query.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return query.toString();
  }
}
