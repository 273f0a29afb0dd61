/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.Row;
import io.snbridge.sink.record.BusinessKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows that came back for some keys of one table, held against what was asked. An instance
 * ignores a condition that it does not understand, cuts a page before it hides rows, and counts
 * those that it hides.
 *
 * @param rows with their sys_id and the keys' columns, as far as the user may read them
 * @param total rows that match, hidden ones included
 */
record LookupAnswer(List<Row> rows, long total) {

  private static final String SYS_ID = "sys_id";

  /**
   * What became of each key, in their order.
   *
   * @return empty when that cannot be told of all of them: a row is hidden, is nobody's, or may be
   *     more than one key's, which only the instance can tell apart
   */
  Optional<List<LookupResult>> of(List<BusinessKey> keys) {
    BusinessKey any = keys.get(0);
    Map<List<String>, Set<String>> idsByValues = new HashMap<>();
    keys.forEach(key -> idsByValues.put(key.compared(), new HashSet<>()));
    Map<List<String>, Set<String>> namesByValues = new HashMap<>();
    keys.forEach(
        key ->
            namesByValues
                .computeIfAbsent(key.compared(), values -> new HashSet<>())
                .add(key.name()));
    for (Row row : rows) {
      Optional<List<String>> values = any.compared(row);
      Set<String> ids = values.map(idsByValues::get).orElse(null);
      Optional<String> id = row.value(SYS_ID);
      if (ids != null && id.isPresent()) {
        if (namesByValues.getOrDefault(values.orElseThrow(), Set.of()).size() > 1) {
          return Optional.empty();
        }
        ids.add(id.get());
      } else if (id.isEmpty() || keys.stream().noneMatch(key -> isOnlyLike(key, row))) {
        return Optional.empty();
      }
    }
    return total == rows.size()
        ? Optional.of(
            keys.stream()
                .map(key -> found(idsByValues.getOrDefault(key.compared(), Set.of())))
                .toList())
        : Optional.empty();
  }

  /** What became of a key that was asked for alone: ServiceNow says that all rows are its. */
  LookupResult of(BusinessKey key) {
    List<String> ids = new ArrayList<>();
    for (Row row : rows) {
      Optional<String> id = row.value(SYS_ID);
      if (id.isEmpty() || key.compared(row).isEmpty()) {
        return new LookupResult.Doubtful(
            "a row was found, %s, and the user may not read sys_id and %s of it"
                .formatted(id.orElse("without a sys_id"), key.describe()));
      }
      if (key.isOf(row)) {
        ids.add(id.get());
      } else if (!isOnlyLike(key, row)) {
        return new LookupResult.Doubtful(
            ("asked for the record's %s ServiceNow found row %s, which has other values. It compares"
                    + " them in another way, or ignored the condition")
                .formatted(key.describe(), id.get()));
      }
    }
    long hidden = Math.max(0, total - rows.size());
    if (hidden > 0 && ids.size() < 2) {
      return new LookupResult.Doubtful(
          "%d row%s with the record's %s, and the user may not see %s%s"
              .formatted(
                  total,
                  total == 1 ? " was found" : "s were found",
                  key.describe(),
                  hidden == total ? total == 1 ? "it" : "them" : hidden + " of them",
                  ids.isEmpty() ? "" : "; another one is " + ids.get(0)));
    }
    return found(ids);
  }

  private static boolean isOnlyLike(BusinessKey key, Row row) {
    return key.exact() && key.isLike(row);
  }

  private static LookupResult found(java.util.Collection<String> ids) {
    List<String> sorted = ids.stream().distinct().sorted().toList();
    return switch (sorted.size()) {
      case 0 -> new LookupResult.None();
      case 1 -> new LookupResult.One(sorted.get(0));
      default ->
          new LookupResult.Doubtful(
              "more than one row has the record's values: %s%s"
                  .formatted(
                      String.join(" and ", sorted.subList(0, 2)),
                      sorted.size() == 2 ? "" : " and others"));
    };
  }
}
