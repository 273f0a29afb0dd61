/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.query.FieldPath;
import io.snbridge.emulator.query.Selection;
import io.snbridge.emulator.query.Values;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The aggregate API. It counts what the user may not see as well. All numbers are strings. */
final class StatsApi {
  private static final int AVERAGE_PLACES = 4;
  private static final List<String> FUNCTIONS = List.of("min", "max", "avg", "sum");

  private final Context context;

  StatsApi(Context context) {
    this.context = context;
  }

  Answer answer(Request request, String tableName) {
    Optional<Table> table = context.store().table(tableName);
    if (table.isEmpty()) {
      return Errors.invalidTable(tableName);
    }
    if (context.access().isDenied(table.get())) {
      return Errors.queryDenied();
    }
    Selection selection = context.selection(table.get(), Query.of(request));
    List<FieldPath> groups = paths(table.get(), request.parameter("sysparm_group_by"));
    return groups.isEmpty()
        ? ungrouped(request, table.get(), selection)
        : grouped(request, table.get(), selection, groups);
  }

  private Answer ungrouped(Request request, Table table, Selection selection) {
    JsonBytes json = new JsonBytes(256).raw("{\"result\":");
    boolean needsRows =
        FUNCTIONS.stream().anyMatch(f -> !request.parameter(parameter(f)).isEmpty());
    if (needsRows) {
      List<Row> rows = context.store().read(() -> selection.rows(0, Integer.MAX_VALUE));
      stats(json.raw('{'), request, table, rows, rows.size()).raw('}');
    } else {
      long count = context.store().read(selection::count);
      if (count > context.switches().countQuota()) {
        return Errors.cancelled();
      }
      stats(json.raw('{'), request, table, List.of(), count).raw('}');
    }
    return Answer.json(200, json.raw('}').bytes());
  }

  private Answer grouped(
      Request request, Table table, Selection selection, List<FieldPath> groups) {
    Map<List<String>, List<Row>> byGroup =
        groups(context.store().read(() -> selection.rows(0, Integer.MAX_VALUE)), groups);
    JsonBytes json = new JsonBytes(1024).raw("{\"result\":[");
    boolean first = true;
    DisplayText texts = new DisplayText(context.switches().userZone());
    boolean displayed = request.parameter("sysparm_display_value").equals("all");
    for (Map.Entry<List<String>, List<Row>> group : ordered(byGroup, groups, texts)) {
      json.raw(first ? "{" : ",{");
      first = false;
      stats(json, request, table, group.getValue(), group.getValue().size());
      json.raw(",\"groupby_fields\":[");
      for (int i = 0; i < groups.size(); i++) {
        json.raw(i == 0 ? "{\"field\":" : ",{\"field\":").string(groups.get(i).name());
        json.raw(",\"value\":").string(group.getKey().get(i));
        if (displayed) {
          json.raw(",\"display_value\":");
          json.string(shown(texts, groups.get(i), group.getKey().get(i)));
        }
        json.raw('}');
      }
      json.raw("]}");
    }
    return Answer.json(200, json.raw("]}").bytes());
  }

  /** By the first value of each: a database groups by its collation, as it compares. */
  private static Map<List<String>, List<Row>> groups(List<Row> rows, List<FieldPath> groups) {
    Map<List<String>, List<String>> first = new HashMap<>();
    Map<List<String>, List<Row>> byGroup = new LinkedHashMap<>();
    for (Row row : rows) {
      List<String> values = groups.stream().map(path -> path.value(row)).toList();
      List<String> group =
          first.computeIfAbsent(values.stream().map(Values::folded).toList(), unused -> values);
      byGroup.computeIfAbsent(group, unused -> new ArrayList<>()).add(row);
    }
    return byGroup;
  }

  /** By what people read, the empty one first. */
  private static List<Map.Entry<List<String>, List<Row>>> ordered(
      Map<List<String>, List<Row>> byGroup, List<FieldPath> groups, DisplayText texts) {
    return byGroup.entrySet().stream()
        .sorted(
            Comparator.comparing(
                group ->
                    IntStream.range(0, groups.size())
                        .mapToObj(i -> shown(texts, groups.get(i), group.getKey().get(i)))
                        .collect(Collectors.joining("\n"))))
        .toList();
  }

  private static String shown(DisplayText texts, FieldPath path, String value) {
    return value.isEmpty() ? "" : texts.of(path, value);
  }

  private JsonBytes stats(
      JsonBytes json, Request request, Table table, List<Row> rows, long count) {
    json.raw("\"stats\":{");
    String separator = "";
    if (request.isSet("sysparm_count")) {
      json.raw("\"count\":").string(Long.toString(count));
      separator = ",";
    }
    for (String function : FUNCTIONS) {
      List<FieldPath> fields = paths(table, request.parameter(parameter(function)));
      if (!fields.isEmpty()) {
        json.raw(separator).raw("\"" + function + "\":{");
        separator = ",";
        for (int i = 0; i < fields.size(); i++) {
          json.raw(i == 0 ? "" : ",").string(fields.get(i).name()).raw(':');
          json.string(aggregate(function, fields.get(i), rows));
        }
        json.raw('}');
      }
    }
    return json.raw('}');
  }

  private static String aggregate(String function, FieldPath field, List<Row> rows) {
    List<String> values =
        rows.stream().map(field::value).filter(value -> !value.isEmpty()).toList();
    var order = Values.order(field.column());
    return switch (function) {
      case "min" -> values.stream().min(order).orElse("");
      case "max" -> values.stream().max(order).orElse("");
      case "sum" -> sum(values).toPlainString();
      default ->
          values.isEmpty()
              ? ""
              : sum(values)
                  .divide(BigDecimal.valueOf(values.size()), AVERAGE_PLACES, RoundingMode.HALF_UP)
                  .toPlainString();
    };
  }

  private static BigDecimal sum(List<String> values) {
    return values.stream().map(Values::number).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String parameter(String function) {
    return "sysparm_" + function + "_fields";
  }

  private List<FieldPath> paths(Table table, String names) {
    return CommaList.of(names).stream()
        .map(name -> FieldPath.resolve(context.store(), table, name))
        .flatMap(Optional::stream)
        .toList();
  }
}
