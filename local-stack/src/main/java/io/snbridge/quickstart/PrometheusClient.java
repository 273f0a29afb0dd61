/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/** Asks a Prometheus. */
final class PrometheusClient implements Metrics {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI url;

  PrometheusClient(URI url) {
    this.url = url;
  }

  URI url() {
    return url;
  }

  @Override
  public OptionalDouble value(String query) throws IOException, InterruptedException {
    JsonNode value =
        get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
            .at("/data/result/0/value/1");
    double number = value.asDouble(Double.NaN);
    return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  @Override
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
            HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "Prometheus answered %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }
}
