/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.StagingTable;
import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Import Set API: rows into a staging table, one and transformed at once, or many and
 * transformed later ({@code insertMultiple}). A row that cannot be transformed is an error
 * <b>inside a 201</b>. Thread safe.
 */
public final class ImportApi {

  private static final String SETS = "sys_import_set";

  private record Later(Instant due, StagingTable staging, Row set, List<Row> rows, String user) {}

  private final Context context;
  private final Transform transform;
  private final Map<String, StagingTable> tables = new ConcurrentHashMap<>();
  private final Map<String, Row> synchronousSets = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger(10_000);

  /** Guarded by itself. */
  private final List<Later> later = new ArrayList<>();

  ImportApi(Context context) {
    this.context = context;
    this.transform = new Transform(context);
  }

  /** Takes a staging table that the store knows already; one of the same name is replaced. */
  public void define(StagingTable staging) {
    tables.put(staging.name(), staging);
  }

  /** Forgets all staging tables. */
  public void clear() {
    tables.clear();
    synchronousSets.clear();
    synchronized (later) {
      later.clear();
    }
  }

  /** Transforms what is due by the clock. Called before each request. */
  void transformDue() {
    synchronized (later) {
      Instant now = context.clock().now();
      Iterator<Later> all = later.iterator();
      while (all.hasNext()) {
        Later next = all.next();
        if (!next.due().isAfter(now)) {
          all.remove();
          next.rows().forEach(row -> transform.run(next.staging(), row, next.user()));
          setState(next.set(), "processed");
        }
      }
    }
  }

  Answer answer(Request request, String name, boolean multiple, String user) {
    StagingTable staging = tables.get(name);
    if (staging == null) {
      return Errors.invalidTable(name);
    }
    if (!request.method().equals("POST")) {
      return Errors.methodNotAllowed(request.method());
    }
    try {
      Object body = JsonText.read(request.body());
      return multiple ? loaded(staging, body, user) : imported(staging, body, user);
    } catch (IOException notJson) {
      return Errors.badRequest("The payload is not valid JSON");
    }
  }

  private Answer imported(StagingTable staging, Object body, String user) {
    Row set = synchronousSets.computeIfAbsent(staging.name(), name -> newSet(staging, "loading"));
    Row staged = stage(staging, set, TableWrites.flat(body), user);
    List<Transform.Result> results = transform.run(staging, staged, user);
    return staging.hidesResults()
        ? Answer.empty(201)
        : Answer.json(201, json(staging, set, results));
  }

  private Answer loaded(StagingTable staging, Object body, String user) {
    Row set = newSet(staging, "loaded");
    List<Row> rows = new ArrayList<>();
    for (Object record : JsonText.asList(JsonText.asObject(body).get("records"))) {
      Map<String, String> values = TableWrites.flat(record);
      rows.add(stage(staging, set, staging.byColumnName() ? values : named(staging, values), user));
    }
    synchronized (later) {
      later.add(new Later(context.clock().now().plus(staging.delay()), staging, set, rows, user));
    }
    JsonBytes json = new JsonBytes(256).raw("{\"import_set_id\":").string(set.sysId());
    json.raw(",\"multi_import_set_id\":").string(set.sysId());
    return Answer.json(201, json.raw('}').bytes());
  }

  /** From labels to names; what is no label is not stored, without a word. */
  private Map<String, String> named(StagingTable staging, Map<String, String> byLabel) {
    Map<String, String> values = new LinkedHashMap<>();
    context
        .store()
        .required(staging.name())
        .ownColumns()
        .forEach(
            column -> {
              if (byLabel.containsKey(column.label())) {
                values.put(column.name(), byLabel.get(column.label()));
              }
            });
    return values;
  }

  private Row stage(StagingTable staging, Row set, Map<String, String> given, String user) {
    Table table = context.store().required(staging.name());
    Map<String, String> values = new LinkedHashMap<>();
    staging.columns().forEach(name -> values.put(name, given.getOrDefault(name, "")));
    values.put("sys_import_set", set.sysId());
    values.put("sys_import_state", "pending");
    values.put("sys_created_by", user);
    return context.store().insert(table, values, Author.TEST, DuplicateIds.FRESH_ID);
  }

  private Row newSet(StagingTable staging, String state) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("number", "ISET%07d".formatted(number.incrementAndGet()));
    values.put("table_name", staging.name());
    values.put("state", state);
    return context
        .store()
        .insert(context.store().required(SETS), values, Author.TEST, DuplicateIds.FRESH_ID);
  }

  private void setState(Row set, String state) {
    context
        .store()
        .update(context.store().required(SETS), set.sysId(), Map.of("state", state), Author.TEST);
  }

  private Answer.Bytes json(StagingTable staging, Row set, List<Transform.Result> results) {
    JsonBytes json = new JsonBytes(512).raw("{\"import_set\":");
    json.string(set.asMap().get("number"));
    json.raw(",\"staging_table\":").string(staging.name()).raw(",\"result\":[");
    String comma = "";
    for (Transform.Result result : results) {
      write(json.raw(comma), result);
      comma = ",";
    }
    return json.raw("]}").bytes();
  }

  private void write(JsonBytes json, Transform.Result result) {
    String table = result.map().target();
    json.raw("{\"transform_map\":").string(result.map().name());
    json.raw(",\"table\":").string(table);
    result
        .row()
        .ifPresent(
            row -> {
              json.raw(",\"display_name\":\"name\",\"display_value\":")
                  .string(row.table().display(row));
              json.raw(",\"record_link\":")
                  .string(context.base().get() + "/api/now/table/" + table + "/" + row.sysId());
              json.raw(",\"sys_id\":").string(row.sysId());
            });
    // What a script ignores is an error of the answer, and "ignored" only in the staging row.
    json.raw(",\"status\":").string(result.error().isEmpty() ? result.state() : "error");
    if (!result.comment().isEmpty()) {
      json.raw(",\"status_message\":").string(result.comment());
    }
    if (!result.error().isEmpty()) {
      json.raw(",\"error_message\":").string(result.error());
    }
    json.raw('}');
  }
}
