/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Many requests as one, {@code POST /api/now/v1/batch}: the instance runs them one after the other,
 * as long as its quota of 30 seconds lasts, not as a transaction (product documentation, "Batch
 * API"). Whatever an attempt waits for, a write that has ended meanwhile does not leave with it.
 */
final class BatchCall implements Call<BatchReply> {

  private static final JsonFactory JSON = new JsonFactory();

  private final URI baseUrl;
  private final Request request;
  private volatile List<BatchItem<?>> items;

  BatchCall(URI baseUrl, List<BatchItem<?>> items, String correlationId) {
    this.baseUrl = baseUrl;
    this.items = List.copyOf(items);
    request =
        new Request(
            Request.Method.POST,
            URI.create(baseUrl + "/api/now/v1/batch"),
            Optional.of(new Request.Body("application/json", () -> leaving(correlationId))),
            items.stream().allMatch(item -> item.request().repeatable()),
            correlationId);
  }

  /** Those that the last attempt held: none that had ended before it left. */
  List<BatchItem<?>> items() {
    return items;
  }

  private String leaving(String batchId) {
    items = items.stream().filter(item -> !item.reply().isDone()).toList();
    return json(baseUrl, items, batchId);
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public String path() {
    return request.uri().getPath();
  }

  @Override
  public BatchReply read(InputStream body) throws IOException {
    return BatchReply.read(body);
  }

  private static String json(URI baseUrl, List<BatchItem<?>> items, String batchId) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("batch_request_id", batchId);
      json.writeArrayFieldStart("rest_requests");
      for (BatchItem<?> item : items) {
        write(json, baseUrl, item);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, URI baseUrl, BatchItem<?> item) throws IOException {
    Request request = item.request();
    json.writeStartObject();
    json.writeStringField("id", item.id());
    json.writeStringField("method", request.method().name());
    // Within the instance: a path that stands before /api is a gateway's.
    json.writeStringField("url", request.uri().toString().substring(baseUrl.toString().length()));
    json.writeArrayFieldStart("headers");
    header(json, "Accept", "application/json");
    header(json, "X-Correlation-ID", request.correlationId());
    if (request.body().isPresent()) {
      header(json, "Content-Type", request.body().get().contentType());
    }
    json.writeEndArray();
    json.writeBooleanField("exclude_response_headers", true);
    if (request.body().isPresent()) {
      json.writeBinaryField("body", BatchItem.utf8(request.body().get().content()));
    }
    json.writeEndObject();
  }

  private static void header(JsonGenerator json, String name, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("value", value);
    json.writeEndObject();
  }
}
