/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What Confluent's source for Platform does, as far as it shows on the wire: it asks for rows from
 * its last time on, in the order of time alone, and drops those of that time which it has sent.
 * Good enough for the bridge, too.
 */
final class OldConnector {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI instance;
  private final String user;
  private final int batch;
  private final boolean excludesLinks;
  private final Consumer<JsonNode> topic;
  private String since;
  private List<String> sent = List.of();

  /**
   * @param user with its password, joined by a colon
   * @param since when its reading begins
   * @param batch rows at once
   * @param excludesLinks whether a reference is its sys_id, not {@code {link, value}}
   * @param topic gets what the instance answers of each row
   */
  OldConnector(
      URI instance,
      String user,
      String since,
      int batch,
      boolean excludesLinks,
      Consumer<JsonNode> topic) {
    this.instance = instance;
    this.user = user;
    this.since = since;
    this.batch = batch;
    this.excludesLinks = excludesLinks;
    this.topic = topic;
  }

  /** One of its polls. */
  void poll(String table) throws IOException, InterruptedException {
    String query = "sys_updated_on>=" + since + "^ORDERBYsys_updated_on";
    URI page =
        instance.resolve(
            "/api/now/table/%s?sysparm_limit=%d&sysparm_exclude_reference_link=%s&sysparm_query=%s"
                .formatted(
                    table, batch, excludesLinks, URLEncoder.encode(query, StandardCharsets.UTF_8)));
    byte[] credentials = user.getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(page)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
            .header("Accept", "application/json")
            .build();
    JsonNode answer =
        JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    List<JsonNode> rows = StreamSupport.stream(answer.path("result").spliterator(), false).toList();
    for (JsonNode row : rows) {
      if (!sent.contains(version(row))) {
        topic.accept(row);
      }
    }
    since = rows.get(rows.size() - 1).path("sys_updated_on").asText();
    sent =
        rows.stream()
            .filter(row -> row.path("sys_updated_on").asText().equals(since))
            .map(OldConnector::version)
            .collect(Collectors.toList());
  }

  private static String version(JsonNode row) {
    return row.path("sys_id").asText() + row.path("sys_mod_count").asText();
  }
}
