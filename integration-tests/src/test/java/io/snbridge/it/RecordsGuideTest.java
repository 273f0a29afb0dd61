/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide on records shows what the source makes of a row, and nothing else. */
@Timeout(300)
class RecordsGuideTest {

  private static final String SOME = "table.incident.fields";

  private final Map<String, String> examples = new TreeMap<>();

  @Test
  void guideShowsTheRecordsThatTheSourceMakes() throws Exception {
    defaults();
    timestamp();
    modes();
    columns();
    envelopes();
    deletes();

    new GuideExamples("docs/guides/records.md").check(examples);
  }

  private void defaults() throws Exception {
    try (RecordedScene scene = new RecordedScene(Map.of())) {
      examples.put("row", row(scene));
      SourceRecord read = scene.next(1).get(0);
      examples.put("default-head", head(scene, read));
      examples.put("default-value", RecordText.value(read));
      examples.put("default-schema", RecordText.schema(read.valueSchema()));
      examples.put(
          "default-decimal",
          RecordText.value(read, "BASE64")
              .lines()
              .filter(line -> line.contains("u_cost"))
              .findFirst()
              .orElseThrow()
              .strip());
      scene.update(Map.of("priority", "3"));
      examples.put("update-head", head(scene, scene.next(1).get(0)));
    }
  }

  private void timestamp() throws Exception {
    try (RecordedScene scene = new RecordedScene(Map.of("record.timestamp", "row"))) {
      examples.put("timestamp-row", head(scene, scene.next(1).get(0)));
    }
  }

  private void modes() throws Exception {
    examples.put("string-value", RecordText.value(read(Map.of("schema.mode", "string"))));
    examples.put("none-value", RecordText.value(read(Map.of("schema.mode", "none"))));
    examples.put(
        "time-string",
        RecordText.value(
            read(
                Map.of(
                    "time.mode",
                    "string",
                    SOME,
                    "sys_id,opened_at,calendar_duration,u_review_on"))));
  }

  private void columns() throws Exception {
    String fields = "sys_id,priority,caller_id,assigned_to,opened_at";
    examples.put(
        "display-true", RecordText.value(read(Map.of("display.value", "true", SOME, fields))));
    examples.put(
        "display-all", RecordText.value(read(Map.of("display.value", "all", SOME, fields))));
    examples.put(
        "reference-link",
        RecordText.value(read(Map.of("reference.format", "link", SOME, "sys_id,caller_id")))
            .replaceAll("http://127.0.0.1:[0-9]+", "https://dev12345.service-now.com"));
    examples.put(
        "reference-both",
        RecordText.value(read(Map.of("reference.format", "both", SOME, "sys_id,caller_id"))));
    examples.put(
        "dot-walked", RecordText.value(read(Map.of(SOME, "sys_id,caller_id,caller_id.email"))));
    examples.put(
        "key-hash",
        "key        " + read(Map.of("key.mode", "field_hash", "key.fields", "caller_id")).key());
    try (RecordedScene scene = new RecordedScene(Map.of(SOME, "sys_id,number,priority"))) {
      scene.next(1);
      scene.update(Map.of("priority", "3 - Moderate"));
      SourceRecord invalid = scene.next(1).get(0);
      examples.put("invalid-head", head(scene, invalid));
      examples.put("invalid-value", RecordText.value(invalid));
    }
  }

  private void envelopes() throws Exception {
    Map<String, String> envelope =
        Map.of("output.format", "envelope", SOME, "sys_id,number,priority,opened_at");
    try (RecordedScene scene = new RecordedScene(envelope)) {
      examples.put("envelope-read", named(scene, RecordText.envelope(scene.next(1).get(0))));
      scene.update(Map.of("priority", "3"));
      examples.put("envelope-update", named(scene, RecordText.envelope(scene.next(1).get(0))));
    }
  }

  private void deletes() throws Exception {
    Map<String, String> settings = Map.of(SOME, "sys_id,number,priority");
    SourceRecord tombstone = deleted("tombstone", settings, 1, "tombstone-head").get(0);
    examples.put("tombstone-value", RecordText.value(tombstone));
    List<SourceRecord> both = deleted("event", settings, 2, "event-head");
    examples.put("event-value", RecordText.value(both.get(0)));
    examples.put("event-tombstone-value", RecordText.value(both.get(1)));
    Map<String, String> envelope = new HashMap<>(settings);
    envelope.put("output.format", "envelope");
    envelope.put("deletes", "event");
    try (RecordedScene scene = new RecordedScene(envelope)) {
      scene.next(1);
      scene.delete();
      examples.put("event-envelope", named(scene, RecordText.envelope(scene.next(2).get(0))));
    }
  }

  private List<SourceRecord> deleted(
      String mode, Map<String, String> settings, int count, String name) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("deletes", mode);
    try (RecordedScene scene = new RecordedScene(all)) {
      scene.next(1);
      scene.delete();
      List<SourceRecord> records = scene.next(count);
      examples.put(name, head(scene, records.get(0)));
      return records;
    }
  }

  private static SourceRecord read(Map<String, String> settings) throws Exception {
    try (RecordedScene scene = new RecordedScene(settings)) {
      return scene.next(1).get(0);
    }
  }

  private static String head(RecordedScene scene, SourceRecord record) {
    return named(scene, RecordText.head(record));
  }

  /** With an instance's usual name in place of the emulator's. */
  private static String named(RecordedScene scene, String text) {
    return text.replace(scene.instance.url().getHost(), "dev12345.service-now.com");
  }

  /** The incident, as ServiceNow's Table API gives it. */
  private static String row(RecordedScene scene) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    scene.instance.url()
                        + "/api/now/table/incident/"
                        + RecordedScene.INCIDENT
                        + "?sysparm_exclude_reference_link=true"))
            .header("Accept", "application/json")
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("u:p".getBytes(UTF_8)))
            .build();
    String body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return RecordText.pretty(new ObjectMapper().readTree(body));
  }
}
