/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.JavaProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The ServiceNow of the quickstart: the emulator in a process of its own, used as a person would.
 */
final class Instance implements AutoCloseable {

  static final String USER = "admin";
  static final String PASSWORD = "admin";

  private static final int IDS_AT_ONCE = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final JavaProcess process;

  private Instance(URI url, JavaProcess process) {
    this.url = url;
    this.process = process;
  }

  /** Starts the emulator with a company's data and some life in it; returns at once. */
  static Instance start(String classPath, Path folder, int port) throws IOException {
    JavaProcess process =
        JavaProcess.start(
            folder,
            new JavaProcess.Command(
                "emulator",
                classPath,
                "io.snbridge.emulator.EmulatorMain",
                "512m",
                List.of(
                    "--port",
                    Integer.toString(port),
                    "--user",
                    USER + ":" + PASSWORD,
                    "--company",
                    "--life",
                    "2")));
    return new Instance(URI.create("http://127.0.0.1:" + port), process);
  }

  URI url() {
    return url;
  }

  void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      process.requireAlive();
      try {
        count("sys_user", "");
        return;
      } catch (ConnectException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IllegalStateException(
        "The emulator did not answer within 30 s; see " + process.log());
  }

  /** How many rows match. */
  int count(String table, String query) throws IOException, InterruptedException {
    JsonNode stats =
        send(
            "GET",
            "/api/now/stats/" + table + "?sysparm_count=true&sysparm_query=" + encode(query),
            null);
    return stats.at("/result/stats/count").asInt();
  }

  /** The rows that match, 100 at most. */
  JsonNode rows(String table, String query) throws IOException, InterruptedException {
    return list(table, query, "sysparm_limit=100");
  }

  /** The row with that sys_id, if there is one. */
  Optional<JsonNode> row(String table, String sysId) throws IOException, InterruptedException {
    return Optional.ofNullable(rows(table, "sys_id=" + sysId).get(0));
  }

  /** The sys_ids of all rows of a table. */
  Set<String> ids(String table) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    String last = "";
    while (true) {
      JsonNode page =
          list(
              table,
              (last.isEmpty() ? "" : "sys_id>" + last + "^") + "ORDERBYsys_id",
              "sysparm_fields=sys_id&sysparm_limit=" + IDS_AT_ONCE);
      page.forEach(row -> ids.add(row.path("sys_id").asText()));
      if (page.size() < IDS_AT_ONCE) {
        return ids;
      }
      last = page.get(page.size() - 1).path("sys_id").asText();
    }
  }

  private JsonNode list(String table, String query, String parameters)
      throws IOException, InterruptedException {
    return send(
            "GET",
            "/api/now/table/" + table + "?" + parameters + "&sysparm_query=" + encode(query),
            null)
        .get("result");
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    String credentials = USER + ":" + PASSWORD;
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "%s %s: %d %s".formatted(method, path, response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  private static String encode(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.close();
  }
}
