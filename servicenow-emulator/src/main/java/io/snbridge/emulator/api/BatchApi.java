/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Reasons;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.http.UrlForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The Batch API: items one after the other, until the quota of 30 seconds by the emulator's clock
 * or a limit of items is reached; what is left is unserviced. The outer 200 says nothing about the
 * items, and nothing at all about one whose answer is cut, as when the quota ends while it runs.
 */
final class BatchApi {
  private static final Duration QUOTA = Duration.ofSeconds(30);

  private final Context context;
  private final BiFunction<Request, String, Answer> items;

  BatchApi(Context context, BiFunction<Request, String, Answer> items) {
    this.context = context;
    this.items = items;
  }

  Answer answer(Request request, String user) {
    if (!request.method().equals("POST")) {
      return Errors.methodNotAllowed(request.method());
    }
    Map<String, Object> batch;
    try {
      batch = JsonText.object(request.body());
    } catch (IOException notJson) {
      return Errors.badRequest("The payload is not valid JSON");
    }
    Instant end = context.clock().now().plus(QUOTA);
    JsonBytes json = new JsonBytes(4096).raw("{\"batch_request_id\":");
    json.string(String.valueOf(batch.getOrDefault("batch_request_id", "")));
    json.raw(",\"serviced_requests\":[");
    List<String> unserviced = new ArrayList<>();
    int served = 0;
    for (Object each : JsonText.asList(batch.get("rest_requests"))) {
      Map<String, Object> item = JsonText.asObject(each);
      boolean over = !context.clock().now().isBefore(end);
      if (over || served >= context.switches().servicedBatchItems()) {
        unserviced.add(text(item, "id"));
      } else {
        Answer answer = items.apply(request(item), user);
        if (!(answer.delivery() instanceof Answer.Delivery.Cut)) {
          json.raw(served++ == 0 ? "" : ",");
          boolean bare = "true".equals(text(item, "exclude_response_headers"));
          write(json, text(item, "id"), answer, bare);
        }
      }
    }
    json.raw("],\"unserviced_requests\":[");
    for (int i = 0; i < unserviced.size(); i++) {
      json.raw(i == 0 ? "" : ",").string(unserviced.get(i));
    }
    return Answer.json(200, json.raw("]}").bytes());
  }

  private Request request(Map<String, Object> item) {
    String url = text(item, "url");
    int mark = url.indexOf('?');
    String query = mark < 0 ? "" : url.substring(mark + 1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (Object each : JsonText.asList(item.get("headers"))) {
      Map<String, Object> header = JsonText.asObject(each);
      headers.put(text(header, "name").toLowerCase(Locale.ROOT), text(header, "value"));
    }
    return new Request(
        text(item, "method").toUpperCase(Locale.ROOT),
        mark < 0 ? url : url.substring(0, mark),
        query,
        UrlForm.read(query),
        headers,
        new String(Base64.getDecoder().decode(text(item, "body")), StandardCharsets.UTF_8),
        context.clock().now());
  }

  private static void write(JsonBytes json, String id, Answer answer, boolean bare) {
    json.raw("{\"id\":").string(id).raw(",\"body\":");
    byte[] body = answer.body().text().getBytes(StandardCharsets.UTF_8);
    json.string(Base64.getEncoder().encodeToString(body));
    json.raw(",\"status_code\":" + answer.status() + ",\"status_text\":");
    json.string(Reasons.of(answer.status()));
    json.raw(",\"headers\":[");
    if (!bare) {
      boolean first = true;
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        json.raw(first ? "{\"name\":" : ",{\"name\":").string(header.getKey());
        json.raw(",\"value\":").string(header.getValue()).raw('}');
        first = false;
      }
    }
    json.raw("],\"execution_time\":1}");
  }

  private static String text(Map<String, Object> object, String name) {
    return object.getOrDefault(name, "").toString();
  }
}
