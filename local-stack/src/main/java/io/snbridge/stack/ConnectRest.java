/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The REST API of a Connect worker, as an operator uses it. Thread-safe. */
public final class ConnectRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI url;

  public ConnectRest(URI url) {
    this.url = url;
  }

  public URI url() {
    return url;
  }

  /** The names of all connectors. */
  public JsonNode connectors() throws IOException, InterruptedException {
    return send("GET", "/connectors", null);
  }

  /** Creates a connector from a document {@code {"name", "config"}}. */
  public JsonNode create(JsonNode connector) throws IOException, InterruptedException {
    return send("POST", "/connectors", connector);
  }

  /** Creates or changes a connector. */
  public JsonNode configure(String name, JsonNode config) throws IOException, InterruptedException {
    return send("PUT", "/connectors/" + name + "/config", config);
  }

  public JsonNode status(String name) throws IOException, InterruptedException {
    return send("GET", "/connectors/" + name + "/status", null);
  }

  public JsonNode offsets(String name) throws IOException, InterruptedException {
    return send("GET", "/connectors/" + name + "/offsets", null);
  }

  /**
   * Puts a source position in the place of the stored one; the connector must be stopped.
   *
   * @throws IOException when it is refused: with the reason
   */
  public JsonNode alterOffset(String name, JsonNode partition, JsonNode offset)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode entry = body.putArray("offsets").addObject();
    entry.set("partition", partition);
    entry.set("offset", offset);
    return send("PATCH", "/connectors/" + name + "/offsets", body);
  }

  /** Forgets all offsets; the connector must be stopped. */
  public JsonNode resetOffsets(String name) throws IOException, InterruptedException {
    return send("DELETE", "/connectors/" + name + "/offsets", null);
  }

  public void resume(String name) throws IOException, InterruptedException {
    send("PUT", "/connectors/" + name + "/resume", null);
  }

  public void stop(String name) throws IOException, InterruptedException {
    send("PUT", "/connectors/" + name + "/stop", null);
  }

  public void delete(String name) throws IOException, InterruptedException {
    send("DELETE", "/connectors/" + name, null);
  }

  /** What {@code validate} says of a configuration: {@code error_count} and an entry per key. */
  public JsonNode validate(JsonNode config) throws IOException, InterruptedException {
    String type = config.path("connector.class").asText();
    return send("PUT", "/connector-plugins/" + type + "/config/validate", config);
  }

  /** The plugins that the worker found. */
  public JsonNode plugins() throws IOException, InterruptedException {
    return send("GET", "/connector-plugins", null);
  }

  /** Whether the connector runs with at least one task, and all its tasks run. */
  public boolean isRunning(String name) throws IOException, InterruptedException {
    JsonNode status = status(name);
    if (!status.at("/connector/state").asText().equals("RUNNING")
        || status.at("/tasks").isEmpty()) {
      return false;
    }
    for (JsonNode task : status.at("/tasks")) {
      if (!task.path("state").asText().equals("RUNNING")) {
        return false;
      }
    }
    return true;
  }

  private JsonNode send(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(95))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "%s %s: %d %s".formatted(method, path, response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }
}
