/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.schema.AllRows;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which tables a table extends, up {@code super_class}: incident, task. What was told is kept until
 * it is {@linkplain #refresh asked for again}, for a class may get another parent; so is what was
 * not told. What the user is not shown is left out. Thread-safe.
 */
public final class ClassChains {

  private static final int PAGE = 1000;
  private static final String OBJECTS = "sys_db_object";
  private static final Pattern NAME = Pattern.compile("\\w+");
  private static final List<String> FIELDS = List.of("sys_id", "name", "super_class");

  private record TableObject(String name, String parent) {}

  private final Tables tables;

  @GuardedBy("this")
  private final Set<String> asked = new HashSet<>();

  @GuardedBy("this")
  private final Map<String, String> ids = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, TableObject> objects = new HashMap<>();

  public ClassChains(Tables tables) {
    this.tables = tables;
  }

  /** One to which nothing was told yet. */
  public ClassChains anew() {
    return new ClassChains(tables);
  }

  /**
   * Asks for what was not asked for yet. Blocks.
   *
   * @throws io.snbridge.common.transport.ServiceNowException when it was refused
   */
  public void learn(Collection<String> names) throws InterruptedException {
    Set<String> wanted = new TreeSet<>(names);
    // A row may have lost its class, or have one that is none.
    wanted.removeIf(name -> !NAME.matcher(name).matches());
    synchronized (this) {
      wanted.removeAll(asked);
      wanted.removeAll(ids.keySet());
    }
    if (wanted.isEmpty()) {
      return;
    }
    ask("name", wanted);
    for (Set<String> above = unknownParents(); !above.isEmpty(); ) {
      ask("sys_id", above);
      Set<String> next = unknownParents();
      // What was not shown will not be.
      next.removeAll(above);
      above = next;
    }
    synchronized (this) {
      asked.addAll(wanted);
    }
  }

  /**
   * Asks for all anew. Blocks; meanwhile what was told before is true.
   *
   * @param names of which it is to be known; of others it is forgotten
   * @throws io.snbridge.common.transport.ServiceNowException when it was refused: nothing is
   *     forgotten then
   */
  public void refresh(Collection<String> names) throws InterruptedException {
    ClassChains anew = anew();
    anew.learn(names);
    anew.replace(this);
  }

  /** Takes the place of what others know. */
  private synchronized void replace(ClassChains others) {
    others.become(Set.copyOf(asked), Map.copyOf(ids), Map.copyOf(objects));
  }

  private synchronized void become(
      Set<String> newAsked, Map<String, String> newIds, Map<String, TableObject> newObjects) {
    asked.clear();
    ids.clear();
    objects.clear();
    asked.addAll(newAsked);
    ids.putAll(newIds);
    objects.putAll(newObjects);
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
