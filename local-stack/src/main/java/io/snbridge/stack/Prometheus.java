/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The Prometheus that is installed, looking at one worker each second. */
public final class Prometheus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI url;
  private final JavaProcess process;

  private Prometheus(URI url, JavaProcess process) {
    this.url = url;
    this.process = process;
  }

  /** Whether its program, and the one that tests rules, can be started. */
  public static boolean isInstalled() {
    return isOnPath("prometheus") && isOnPath("promtool");
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param folder for its configuration, data and log
   * @param rules the text of a rules file
   * @param exporter the port of the worker's exporter
   * @throws IOException when there is no Prometheus on the PATH
   * @throws IllegalStateException when it does not come up
   */
  public static Prometheus start(Path folder, String rules, int exporter)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("alerts.yaml"), rules);
    Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [alerts.yaml]
        scrape_configs:
          - job_name: kafka-connect
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(exporter));
    int port = Ports.free();
    JavaProcess process =
        JavaProcess.startProgram(
            folder,
            "prometheus",
            List.of(
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    Prometheus started = new Prometheus(URI.create("http://127.0.0.1:" + port), process);
    try {
      Await.until(
          "Prometheus answers",
          process,
          LONGEST_START,
          () -> started.query("vector(1)").size() == 1);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      started.close();
      throw failed;
    }
    return started;
  }

  public URI url() {
    return url;
  }

  /**
   * Asks now.
   *
   * @return the series of an instant vector
   * @throws IOException when there is no answer, or the query is refused: with the reason
   */
  public JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .at("/data/result");
  }

  /** Names of the alerts that fire. */
  public SortedSet<String> firing() throws IOException, InterruptedException {
    SortedSet<String> names = new TreeSet<>();
    for (JsonNode alert : get("/api/v1/alerts").at("/data/alerts")) {
      if (alert.path("state").asText().equals("firing")) {
        names.add(alert.at("/labels/alertname").asText());
      }
    }
    return names;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(url.resolve(path)).timeout(LONGEST_ANSWER).build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "Prometheus answered %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    process.close();
  }
}
