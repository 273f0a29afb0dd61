/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import io.snbridge.common.schema.AllRows;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables a table extends, up {@code super_class}: incident, task. What was told once is kept;
 * a table extends the same ones for ever. What the user is not shown is left out. Thread-safe.
 */
public final class ClassChains {

  private static final int PAGE = 1000;
  private static final String OBJECTS = "sys_db_object";
  private static final List<String> FIELDS = List.of("sys_id", "name", "super_class");

  private record TableObject(String name, String parent) {}

  private final Tables tables;
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, TableObject> objects = new HashMap<>();

  public ClassChains(Tables tables) {
    this.tables = tables;
  }

  /**
   * Asks for what is not known yet. Blocks.
   *
   * @throws io.snbridge.common.transport.ServiceNowException when it was refused
   */
  public void learn(Collection<String> names) throws InterruptedException {
    Set<String> wanted = new TreeSet<>(names);
    synchronized (this) {
      wanted.removeAll(ids.keySet());
    }
    ask("name", wanted);
    for (Set<String> above = unknownParents(); !above.isEmpty(); ) {
      ask("sys_id", above);
      Set<String> next = unknownParents();
      // What was not shown will not be.
      next.removeAll(above);
      above = next;
    }
  }

  /**
   * A table, and those that it extends, the base last; empty when not all are known, or when what
   * was told goes round.
   */
  public synchronized Optional<List<String>> of(String name) {
    Set<String> chain = new LinkedHashSet<>();
    String id = ids.getOrDefault(name, "");
    while (!id.isEmpty()) {
      TableObject object = objects.get(id);
      if (object == null || !chain.add(object.name())) {
        return Optional.empty();
      }
      id = object.parent();
    }
    return Optional.of(List.copyOf(chain)).filter(found -> found.contains(name));
  }

  private void ask(String column, Collection<String> values) throws InterruptedException {
    for (List<String> some : InLists.parts(values)) {
      List<Row> found =
          AllRows.read(
                  tables,
                  OBJECTS,
                  EncodedQuery.whereIn(column, some),
                  FIELDS,
                  PAGE,
                  row -> FIELDS.stream().allMatch(field -> row.value(field).isPresent()))
              .rows();
      keep(found);
    }
  }

  private synchronized void keep(List<Row> found) {
    for (Row row : found) {
      String id = row.value("sys_id").orElseThrow();
      String name = row.value("name").orElseThrow();
      ids.put(name, id);
      objects.put(id, new TableObject(name, row.value("super_class").orElseThrow()));
    }
  }

  private synchronized Set<String> unknownParents() {
    Set<String> unknown = new TreeSet<>();
    for (TableObject object : objects.values()) {
      if (!object.parent().isEmpty() && !objects.containsKey(object.parent())) {
        unknown.add(object.parent());
      }
    }
    return unknown;
  }
}
