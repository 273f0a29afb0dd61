/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snbridge.common.table.JsonTree;
import io.snbridge.common.transport.FixedCall;
import io.snbridge.common.transport.PoisonedBodyException;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Sender;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The Import Set API ({@code /api/now/import}): rows into a staging table, from which transform
 * maps make rows of other tables (product documentation, "Import Set API"). Thread-safe.
 *
 * <p>No request here is harmless to repeat: a staging row is a new one each time, and only a
 * transform map that coalesces makes one target row of two.
 */
public final class ImportSetApi {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_]+");

  private final Sender sender;

  public ImportSetApi(Sender sender) {
    this.sender = sender;
  }

  /**
   * Puts a row into a staging table, which is transformed at once.
   *
   * @throws IllegalArgumentException for a table name that is none
   */
  public CompletableFuture<Reply<ImportResult>> insert(
      String staging, Map<String, String> values, String correlationId) {
    String json = text(row -> write(row, values));
    Request request = request(uri(staging, ""), () -> json, correlationId);
    return sender.send(
        new FixedCall<>(
            request,
            body -> JsonTree.read(body).map(ImportResult::of).orElseGet(ImportResult::hidden)));
  }

  /**
   * Puts rows into a staging table, to be transformed later unless the instance says otherwise
   * ({@code sys_rest_insert_multiple}). Names of columns are taken for labels by an instance that
   * has no entry there, and what it does not know it drops.
   *
   * @return the import set's sys_id
   * @throws IllegalArgumentException for a table name that is none
   */
  public CompletableFuture<Reply<String>> insertMultiple(
      String staging, Supplier<List<Map<String, String>>> rows, String correlationId) {
    Request request =
        request(
            uri(staging, "/insertMultiple"),
            () -> text(json -> writeAll(json, rows.get())),
            correlationId);
    return sender.send(
        new FixedCall<>(
            request,
            body ->
                JsonTree.read(body)
                    .map(answer -> answer.member("import_set_id").text())
                    .filter(id -> !id.isEmpty())
                    .orElseThrow(
                        () -> new PoisonedBodyException("the body has no import_set_id", false))));
  }

  private URI uri(String staging, String operation) {
    if (!TABLE.matcher(staging).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a table name: letters, digits and '_' are".formatted(staging));
    }
    return URI.create(sender.baseUrl() + path(staging) + operation);
  }

  /** For errors: where a row of the staging table is sent to. */
  public static String path(String staging) {
    return "/api/now/import/" + staging;
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static Request request(URI uri, Supplier<String> json, String correlationId) {
    return Request.write(Request.Method.POST, uri, json, correlationId);
  }

  private static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return text.toString();
  }

  private static void writeAll(JsonGenerator json, List<Map<String, String>> rows)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("records");
    for (Map<String, String> row : rows) {
      write(json, row);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Strings only: of another type the staging table gets something else (its documentation). */
  private static void write(JsonGenerator json, Map<String, String> values) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> column : values.entrySet()) {
      json.writeStringField(column.getKey(), column.getValue());
    }
    json.writeEndObject();
  }
}
