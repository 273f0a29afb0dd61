/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.query.Selection;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * One payload of the Identification and Reconciliation API. It is committed as a whole: when one
 * item has an error, the others are abandoned ("Too many other errors"); only the enhanced API
 * commits parts. Owned by the thread that answers.
 */
final class Identification {

  /** An item and what came of it. */
  private static final class Item {
    private final String className;
    private final Map<String, String> values;
    private Optional<Row> found = Optional.empty();
    private String operation = "";
    private String sysId = "Unknown";
    private String error = "";
    private String message = "";

    Item(Map<String, Object> json) {
      className = json.getOrDefault("className", "").toString();
      values = TableWrites.flat(json.getOrDefault("values", Map.of()));
    }

    void fail(String code, String text) {
      if (error.isEmpty()) {
        error = code;
        message = text;
      }
    }
  }

  private final Context context;
  private final Map<String, List<List<String>>> identifiers;
  private final String source;
  private final boolean knownSource;
  private final Author author;
  private final List<Item> items;
  private final List<Map<String, Object>> relations;

  Identification(
      Context context,
      Map<String, List<List<String>>> identifiers,
      Map<String, Object> payload,
      String source,
      boolean knownSource,
      String user) {
    this.context = context;
    this.identifiers = identifiers;
    this.source = source;
    this.knownSource = knownSource;
    this.author = Author.user(user);
    this.items =
        JsonText.asList(payload.get("items")).stream()
            .map(item -> new Item(JsonText.asObject(item)))
            .toList();
    this.relations =
        JsonText.asList(payload.get("relations")).stream().map(JsonText::asObject).toList();
  }

  Answer.Bytes answer() {
    items.forEach(this::identify);
    boolean failed = items.stream().anyMatch(item -> !item.error.isEmpty());
    for (Item item : items) {
      if (failed) {
        item.fail("ABANDONED", "Too many other errors");
      } else {
        commit(item);
      }
    }
    JsonBytes json = new JsonBytes(1024).raw("{\"result\":{\"items\":[");
    for (int i = 0; i < items.size(); i++) {
      write(json.raw(i == 0 ? "" : ","), items.get(i), i);
    }
    json.raw("],\"additionalCommittedItems\":[],\"relations\":[");
    for (int i = 0; i < relations.size(); i++) {
      relate(json.raw(i == 0 ? "" : ","), relations.get(i), i);
    }
    return json.raw("],\"additionalCommittedRelations\":[]}}").bytes();
  }

  private void identify(Item item) {
    if (!knownSource) {
      item.fail(
          "INVALID_INPUT_DATA",
          "In payload invalid data source [%s] exist. You need to provide a valid choice value from field [discovery_source] in table [cmdb_ci]"
              .formatted(source));
      return;
    }
    Optional<Table> table = context.store().table(item.className);
    List<List<String>> rules = table.map(this::rules).orElse(List.of());
    if (rules.isEmpty()) {
      item.fail("IDENTIFICATION_RULE_MISSING", "No identification rule for " + item.className);
      return;
    }
    boolean tried = false;
    for (List<String> attributes : rules) {
      boolean whole =
          attributes.stream().noneMatch(name -> item.values.getOrDefault(name, "").isEmpty());
      if (whole && item.found.isEmpty()) {
        tried = true;
        List<Row> rows = rows(table.get(), attributes, item.values);
        if (rows.size() > 1) {
          item.fail("MULTIPLE_DUPLICATE_RECORDS", "Found duplicate items for " + attributes);
        }
        item.found = rows.stream().findFirst();
      }
    }
    if (!tried) {
      item.fail(
          "MISSING_MATCHING_ATTRIBUTES",
          "In payload missing minimum set of input values for criterion (matching) attributes from identify rule for table [%s]"
              .formatted(item.className));
    }
  }

  private List<List<String>> rules(Table table) {
    List<List<String>> rules = new ArrayList<>();
    for (Table each = table; each != null; each = each.parent()) {
      rules.addAll(identifiers.getOrDefault(each.name(), List.of()));
    }
    return rules;
  }

  private List<Row> rows(Table table, List<String> attributes, Map<String, String> values) {
    StringJoiner query = new StringJoiner("^");
    attributes.forEach(name -> query.add(name + "=" + values.get(name).replace("^", "^^")));
    return Selection.of(context.store(), table, query.toString(), context.session()).rows(0, 2);
  }

  private void commit(Item item) {
    Table table = context.store().required(item.className);
    Map<String, String> values = new LinkedHashMap<>(item.values);
    if (item.found.isEmpty()) {
      values.putIfAbsent("discovery_source", source);
    }
    Map<String, String> after = new LinkedHashMap<>(item.found.map(Row::asMap).orElse(Map.of()));
    after.putAll(values);
    Optional<String> refusal = context.access().refusal(table, after);
    if (refusal.isPresent()) {
      item.fail(item.found.isEmpty() ? "INSERT_FAILED" : "UPDATE_FAILED", refusal.get());
      return;
    }
    Row row =
        item.found
            .flatMap(old -> context.store().update(table, old.sysId(), values, author))
            .orElseGet(() -> context.store().insert(table, values, author, DuplicateIds.FRESH_ID));
    item.sysId = row.sysId();
    item.operation =
        item.found.isEmpty() ? "INSERT" : row == item.found.get() ? "NO_CHANGE" : "UPDATE";
  }

  private static void write(JsonBytes json, Item item, int index) {
    json.raw("{\"className\":").string(item.className);
    if (item.error.isEmpty()) {
      json.raw(",\"operation\":").string(item.operation);
    }
    json.raw(",\"sysId\":").string(item.sysId);
    json.raw(",\"identificationAttempts\":[],\"markers\":[],\"mergedPayloadIds\":[]");
    json.raw(",\"inputIndices\":[" + index + "]");
    errors(json, item.error, item.message);
  }

  private void relate(JsonBytes json, Map<String, Object> relation, int index) {
    json.raw("{\"className\":\"cmdb_rel_ci\",\"inputIndices\":[" + index + "],\"markers\":[]");
    Optional<Item> parent = item(relation, "parent");
    Optional<Item> child = item(relation, "child");
    if (parent.isEmpty() || child.isEmpty()) {
      errors(json, "INVALID_INPUT_DATA", "In payload no relations defined for the given indices");
    } else if (!parent.get().error.isEmpty() || !child.get().error.isEmpty()) {
      errors(json, "ABANDONED", "Too many other errors");
    } else {
      String type = relation.getOrDefault("type", "").toString();
      json.raw(",\"operation\":").string(relate(parent.get(), child.get(), type));
      errors(json, "", "");
    }
  }

  private Optional<Item> item(Map<String, Object> relation, String end) {
    String index = relation.getOrDefault(end, "").toString();
    return index.matches("\\d{1,6}") && Integer.parseInt(index) < items.size()
        ? Optional.of(items.get(Integer.parseInt(index)))
        : Optional.empty();
  }

  private String relate(Item parent, Item child, String type) {
    Table table = context.store().required("cmdb_rel_ci");
    Map<String, String> row = new LinkedHashMap<>();
    row.put("parent", parent.sysId);
    row.put("child", child.sysId);
    row.put("type", type);
    if (!rows(table, List.copyOf(row.keySet()), row).isEmpty()) {
      return "NO_CHANGE";
    }
    context.store().insert(table, row, author, DuplicateIds.FRESH_ID);
    return "INSERT";
  }

  private static void errors(JsonBytes json, String error, String message) {
    if (error.isEmpty()) {
      json.raw(",\"errorCount\":0}");
    } else {
      json.raw(",\"errorCount\":1,\"errors\":[{\"error\":").string(error);
      json.raw(",\"message\":").string(message).raw("}]}");
    }
  }
}
