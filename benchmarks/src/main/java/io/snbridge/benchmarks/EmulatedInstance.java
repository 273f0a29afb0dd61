/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.JavaProcess;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The emulator in a process of its own, with one wide table. */
final class EmulatedInstance implements AutoCloseable {

  static final String USER = "bench";
  static final String PASSWORD = "bench";
  static final String TABLE = "u_wide";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final int rows;
  private final JavaProcess process;

  private EmulatedInstance(URI url, int rows, JavaProcess process) {
    this.url = url;
    this.rows = rows;
    this.process = process;
  }

  /** Starts it and returns at once. */
  static EmulatedInstance start(String classPath, Path folder, int rows) throws IOException {
    int port = Ports.free();
    return new EmulatedInstance(
        URI.create("http://127.0.0.1:" + port),
        rows,
        JavaProcess.start(
            folder,
            new JavaProcess.Command(
                "emulator",
                classPath,
                "io.snbridge.emulator.EmulatorMain",
                "1536m",
                List.of(
                    "--port",
                    Integer.toString(port),
                    "--user",
                    USER + ":" + PASSWORD,
                    "--wide-table",
                    TABLE + ":" + rows))));
  }

  URI url() {
    return url;
  }

  ProcessHandle handle() {
    return process.handle();
  }

  /** Waits until the table is filled and it answers. */
  void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (System.nanoTime() < deadline) {
      process.requireAlive();
      try {
        // It listens before the table is full.
        if (stats().path("rows").path(TABLE).asInt() == rows) {
          return;
        }
      } catch (IOException notYet) {
        // Asked again.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("The emulator did not answer; see " + process.log());
  }

  /** Requests that it has answered. */
  long requests() throws IOException, InterruptedException {
    return stats().path("requests").asLong();
  }

  /** Rows that it has inserted, updated and deleted. */
  long changes() throws IOException, InterruptedException {
    return stats().path("changes").asLong();
  }

  /** Ids of rows of the table. */
  List<String> ids(int count) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      JsonNode page =
          send(
              "GET",
              "/api/now/table/%s?sysparm_fields=sys_id&sysparm_limit=10000&sysparm_query=sys_id%%3E%s%%5EORDERBYsys_id"
                  .formatted(TABLE, ids.isEmpty() ? "" : ids.get(ids.size() - 1)),
              null);
      page.path("result").forEach(row -> ids.add(row.path("sys_id").asText()));
    }
    return ids.subList(0, count);
  }

  private JsonNode stats() throws IOException, InterruptedException {
    return send("GET", "/emulator/stats", null);
  }

  /** Lets every request take that long, all that the emulator does for it included. */
  void delay(Duration time) throws IOException, InterruptedException {
    send(
        "POST",
        "/emulator/faults",
        "{\"fault\":\"takes\",\"seconds\":\"%s\"}".formatted(time.toMillis() / 1000.0));
  }

  /** Lets requests take as long as they take. */
  void endDelay() throws IOException, InterruptedException {
    send("DELETE", "/emulator/faults", null);
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", "application/json")
            .header("Authorization", authorization())
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("%s %s: %s".formatted(method, path, response.body()));
    }
    return JSON.readTree(response.body());
  }

  /** The header's value that its user signs in with. */
  static String authorization() {
    String user = USER + ":" + PASSWORD;
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    process.close();
  }
}
