/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.DuplicateIdException;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Stamps;
import io.snbridge.emulator.store.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Table API: inserting, updating and deleting one row. */
final class TableWrites {
  private static final int LONGEST_BODY = 10 << 20;

  private final Context context;

  TableWrites(Context context) {
    this.context = context;
  }

  Answer insert(Request request, Table table, String user) {
    return withBody(
        request,
        table,
        body -> {
          Map<String, String> values = new LinkedHashMap<>(body);
          if (!context.switches().honoursSysIds()) {
            values.remove("sys_id");
          }
          Optional<String> refusal = context.access().refusal(table, values);
          if (refusal.isPresent()) {
            return Errors.refused(refusal.get());
          }
          try {
            DuplicateIds duplicates = context.switches().duplicateIds();
            Row row = context.store().insert(table, values, Author.user(user), duplicates);
            return written(request, table, row, 201)
                .with(
                    "Location",
                    "%s/api/now/table/%s/%s"
                        .formatted(context.base().get(), table.name(), row.sysId()));
          } catch (DuplicateIdException taken) {
            return context.switches().duplicateIds() == DuplicateIds.FORBIDDEN_403
                ? Errors.refused(taken.getMessage())
                : Answer.error(500, "Operation Failed", taken.getMessage());
          }
        });
  }

  Answer update(Request request, Table table, String id, String user) {
    return withBody(
        request,
        table,
        values -> {
          Optional<Row> old = context.store().find(table, id).filter(context.access()::sees);
          if (old.isEmpty()) {
            return Errors.noRecord();
          }
          Map<String, String> after = new LinkedHashMap<>(old.get().asMap());
          after.putAll(values);
          return context
              .access()
              .refusal(old.get().table(), after)
              .map(Errors::refused)
              .orElseGet(
                  () ->
                      context
                          .store()
                          .update(table, id, values, Author.user(user))
                          .map(row -> written(request, table, row, 200))
                          .orElseGet(Errors::noRecord));
        });
  }

  Answer delete(Table table, String id, String user) {
    Optional<Row> old = context.store().find(table, id).filter(context.access()::sees);
    if (old.isEmpty()) {
      return Errors.noRecord();
    }
    Map<String, String> row = new LinkedHashMap<>(old.get().asMap());
    row.put("operation", "delete");
    Optional<String> refusal = context.access().refusal(old.get().table(), row);
    if (refusal.isPresent()) {
      return Errors.refused(refusal.get());
    }
    return context.store().delete(table, id, Author.user(user))
        ? Answer.empty(204)
        : Errors.noRecord();
  }

  private interface Work {
    Answer with(Map<String, String> values);
  }

  private Answer withBody(Request request, Table table, Work work) {
    String type = request.header("content-type").orElse("");
    if (!type.contains("json")) {
      return type.isEmpty()
          ? Answer.error(400, "Missing header", "Content-Type is required for a body")
          : Answer.error(415, "Unsupported media type", type + " is not supported");
    }
    if (request.body().length() > LONGEST_BODY) {
      return Errors.badRequest(
          "Rejected large REST payload with content-length = %d bytes. Max allowed: %d bytes."
              .formatted(request.body().length(), LONGEST_BODY));
    }
    try {
      Map<String, String> values =
          flat(request.body().isBlank() ? Map.of() : JsonText.read(request.body()));
      context.access().protectedFields(table).forEach(values::remove);
      if (request.isSet("sysparm_input_display_value")) {
        values.replaceAll((name, value) -> fromDisplay(table, name, value));
      }
      return work.with(context.access().rewritten(table, values));
    } catch (IOException notJson) {
      return Errors.badRequest("The payload is not valid JSON");
    }
  }

  /** Dates and the names of other rows, written as the user sees them (KB0534905). */
  private String fromDisplay(Table table, String name, String value) {
    Column column = table.column(name);
    if (column == null) {
      return value;
    }
    if (column.isReference()) {
      return context
          .store()
          .table(column.reference())
          .flatMap(other -> context.store().displayed(other, value))
          .map(Row::sysId)
          .orElse(value);
    }
    return column.isDateTime()
        ? Stamps.toUtc(value, context.switches().userZone()).orElse(value)
        : value;
  }

  /** Of an array only the first record counts; of a nested object its value. */
  static Map<String, String> flat(Object body) {
    List<?> list = JsonText.asList(body);
    Map<String, String> values = new LinkedHashMap<>();
    JsonText.asObject(list.isEmpty() ? body : list.get(0))
        .forEach((name, value) -> values.put(name, text(value)));
    return values;
  }

  private static String text(Object value) {
    if (value instanceof Map<?, ?> object) {
      Object inner = object.get("value");
      return inner == null ? "" : inner.toString();
    }
    return value.toString();
  }

  private Answer written(Request request, Table table, Row row, int status) {
    Answer answer;
    if (request.header("x-no-response-body").orElse("").equals("true")) {
      answer = Answer.empty(status == 200 ? 204 : status);
    } else {
      JsonBytes json = new JsonBytes(2048).raw("{\"result\":");
      new RowRenderer(context.store(), context.access(), table, request, context.view())
          .write(json, row);
      answer = Answer.json(status, json.raw('}').bytes());
    }
    return answer;
  }
}
