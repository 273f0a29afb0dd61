/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.query.Selection;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Import Set API: a row into a staging table, transformed at once. A row that cannot be
 * transformed is an error <b>inside a 201</b>. Thread safe.
 */
public final class ImportApi {
  /** Where a staging table's rows go, and by which field a row that exists is found. */
  private record TransformMap(String table, String coalesce) {}

  private final Context context;
  private final Map<String, TransformMap> maps = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger(10_000);

  ImportApi(Context context) {
    this.context = context;
  }

  /** Defines a staging table; columns go to the target's columns of the same name. */
  public void map(String staging, String target, String coalesce) {
    maps.put(staging, new TransformMap(target, coalesce));
  }

  /** Forgets all staging tables. */
  public void clear() {
    maps.clear();
  }

  Answer answer(Request request, String staging, String user) {
    TransformMap map = maps.get(staging);
    if (map == null) {
      return Errors.invalidTable(staging);
    }
    if (!request.method().equals("POST")) {
      return Errors.methodNotAllowed(request.method());
    }
    try {
      Map<String, String> values = TableWrites.flat(JsonText.read(request.body()));
      return imported(staging, map, values, user);
    } catch (IOException notJson) {
      return Errors.badRequest("The payload is not valid JSON");
    }
  }

  private Answer imported(
      String staging, TransformMap map, Map<String, String> values, String user) {
    Table table = context.store().required(map.table());
    JsonBytes json = new JsonBytes(512).raw("{\"import_set\":");
    json.string("ISET%07d".formatted(number.incrementAndGet()));
    json.raw(",\"staging_table\":").string(staging);
    json.raw(",\"result\":[{\"transform_map\":").string(map.table());
    Optional<String> refusal = context.access().refusal(table, values);
    if (refusal.isPresent()) {
      json.raw(",\"status\":\"error\",\"error_message\":").string(refusal.get());
      json.raw(",\"status_message\":").string("Row transform ignored by onBefore script");
      return Answer.json(201, json.raw("}]}").bytes());
    }
    Optional<Row> old = existing(table, map, values);
    Author author = Author.user(user);
    Row row =
        old.flatMap(found -> context.store().update(table, found.sysId(), values, author))
            .orElseGet(
                () ->
                    context
                        .store()
                        .insert(table, values, author, context.switches().duplicateIds()));
    json.raw(",\"table\":").string(table.name());
    json.raw(",\"display_name\":\"name\",\"display_value\":").string(table.display(row));
    json.raw(",\"record_link\":")
        .string(context.base().get() + "/api/now/table/" + table.name() + "/" + row.sysId());
    json.raw(",\"status\":").string(old.isPresent() ? "updated" : "inserted");
    return Answer.json(201, json.raw(",\"sys_id\":").string(row.sysId()).raw("}]}").bytes());
  }

  private Optional<Row> existing(Table table, TransformMap map, Map<String, String> values) {
    String value = values.getOrDefault(map.coalesce(), "");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String query = map.coalesce() + "=" + value.replace("^", "^^") + "^ORDERBYsys_id";
    List<Row> rows =
        context
            .store()
            .read(() -> Selection.of(context.store(), table, query, context.session()).rows(0, 1));
    return rows.stream().findFirst();
  }
}
