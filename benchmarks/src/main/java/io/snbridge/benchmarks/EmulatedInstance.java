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
import java.nio.file.Path;
import java.time.Duration;
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

  private JsonNode stats() throws IOException, InterruptedException {
    return send("GET", "/emulator/stats", null);
  }

  /** Lets every request to the table take that much longer. */
  void delay(Duration time) throws IOException, InterruptedException {
    send(
        "POST",
        "/emulator/faults",
        "{\"fault\":\"latency\",\"table\":\"%s\",\"seconds\":\"%s\"}"
            .formatted(TABLE, time.toMillis() / 1000.0));
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(Duration.ofSeconds(10))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("%s %s: %s".formatted(method, path, response.body()));
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    process.close();
  }
}
