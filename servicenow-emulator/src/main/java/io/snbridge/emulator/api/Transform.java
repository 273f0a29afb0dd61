/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.StagingTable;
import io.snbridge.emulator.query.Selection;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the transform maps of a staging table, a row at a time, and writes down what became of it.
 */
final class Transform {

  /** What no change is called in {@code sys_import_state_comment}. */
  static final String NO_CHANGE = "No field values changed";

  /**
   * What one map did.
   *
   * @param state as {@code sys_import_state} has it
   * @param comment as {@code sys_import_state_comment} has it; empty when there is nothing to say
   * @param error what the answer says as {@code error_message}; empty when there was none
   * @param row the target's; empty when there is none
   */
  record Result(
      StagingTable.TransformMap map,
      String state,
      String comment,
      String error,
      Optional<Row> row) {}

  private final Context context;

  Transform(Context context) {
    this.context = context;
  }

  /** Transforms a row of the staging table, in the name of a user. */
  List<Result> run(StagingTable staging, Row staged, String user) {
    List<Result> results = new ArrayList<>();
    for (StagingTable.TransformMap map : staging.maps()) {
      results.add(run(staging, map, staged, user));
    }
    note(staging, staged, results);
    return results;
  }

  private Result run(StagingTable staging, StagingTable.TransformMap map, Row staged, String user) {
    if (staging.ignored().test(staged.asMap())) {
      String comment = "Row transform ignored by onBefore script";
      return new Result(map, "ignored", comment, "Target record not found", Optional.empty());
    }
    Table target = context.store().required(map.target());
    Map<String, String> values = mapped(staging, target, staged);
    Optional<Row> old = existing(target, map, values);
    Map<String, String> after = new LinkedHashMap<>(old.map(Row::asMap).orElse(Map.of()));
    after.putAll(values);
    Optional<String> refusal = context.access().refusal(target, after);
    if (refusal.isPresent()) {
      return new Result(map, "error", refusal.get(), refusal.get(), Optional.empty());
    }
    Author author = Author.user(user);
    if (old.isEmpty()) {
      Row row = context.store().insert(target, values, author, context.switches().duplicateIds());
      return new Result(map, "inserted", "", "", Optional.of(row));
    }
    Row row = context.store().update(target, old.get().sysId(), values, author).orElse(old.get());
    return row == old.get()
        ? new Result(map, "ignored", NO_CHANGE, "", Optional.of(row))
        : new Result(map, "updated", "", "", Optional.of(row));
  }

  private static Map<String, String> mapped(StagingTable staging, Table target, Row staged) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : staging.columns()) {
      Column from = staged.table().column(name);
      String value = from == null ? "" : staged.value(from);
      if (target.column(name) != null && !name.startsWith("sys_") && !value.isEmpty()) {
        values.put(name, value);
      }
    }
    return values;
  }

  private Optional<Row> existing(
      Table target, StagingTable.TransformMap map, Map<String, String> values) {
    if (map.coalesce().isEmpty() || !values.keySet().containsAll(map.coalesce())) {
      return Optional.empty();
    }
    StringBuilder query = new StringBuilder();
    map.coalesce()
        .forEach(
            column ->
                query
                    .append(column)
                    .append('=')
                    .append(values.get(column).replace("^", "^^"))
                    .append('^'));
    query.append("ORDERBYsys_id");
    return context
        .store()
        .read(
            () ->
                Selection.of(context.store(), target, query.toString(), context.session())
                    .rows(0, 1))
        .stream()
        .findFirst();
  }

  /** The first that did not work counts for the row, else the last. */
  private void note(StagingTable staging, Row staged, List<Result> results) {
    Result told =
        results.stream()
            .filter(result -> !result.error().isEmpty())
            .findFirst()
            .orElse(results.isEmpty() ? null : results.get(results.size() - 1));
    if (told == null) {
      return;
    }
    Map<String, String> state = new LinkedHashMap<>();
    state.put("sys_import_state", told.state());
    state.put("sys_import_state_comment", told.comment());
    state.put("sys_target_table", told.map().target());
    state.put("sys_transform_map", told.map().name());
    state.put("sys_target_sys_id", told.row().map(Row::sysId).orElse(""));
    context
        .store()
        .update(context.store().required(staging.name()), staged.sysId(), state, Author.TEST);
  }
}
