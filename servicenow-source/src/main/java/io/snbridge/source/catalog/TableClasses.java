/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import io.snbridge.common.schema.Alike;
import io.snbridge.common.schema.AllRows;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The concrete classes of a table: itself and every table that extends it, down {@code
 * super_class}. Names do not tell: {@code cmdb_ci_server} extends {@code cmdb_ci_computer}. Blocks;
 * keeps nothing. Thread-safe.
 */
public final class TableClasses {

  private static final int PAGE = 1000;
  private static final String OBJECTS = "sys_db_object";

  /** Rows with a name that the database takes for the table's, itself among them. */
  private static final int ALIKE = 10;

  /** Others cannot be asked for in a list, and no table has them. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

  private static final List<String> FIELDS = List.of("sys_id", "name", "super_class");

  private final Tables tables;

  /**
   * What a table's rows may be.
   *
   * @param names the table and those that extend it, sorted
   * @param hidden tables that extend one of them, and that the user may not see, or that have no
   *     usable name
   */
  public record Found(SortedSet<String> names, long hidden) {}

  public TableClasses(Tables tables) {
    this.tables = tables;
  }

  /**
   * Reads them anew.
   *
   * @throws ClassesUnreadableException when the user may not read them
   * @throws ServiceNowException when the instance failed otherwise, or the retry time is over
   */
  public Found of(String table) throws InterruptedException {
    try {
      return read(table);
    } catch (ServiceNowException failed) {
      if (failed.reply().failure().isDenied()) {
        throw new ClassesUnreadableException(table, failed.getMessage(), failed);
      }
      throw failed;
    }
  }

  private Found read(String table) throws InterruptedException {
    SortedSet<String> names = new TreeSet<>();
    names.add(table);
    long hidden = 0;
    List<String> parents = List.of(root(table));
    while (!parents.isEmpty()) {
      List<String> children = new ArrayList<>();
      for (List<String> some : InLists.parts(parents)) {
        AllRows found = extending(table, some);
        hidden += found.hidden() + found.odd();
        for (Row child : found.rows()) {
          // What was found before would go round for ever.
          if (names.add(child.values().get("name"))) {
            children.add(child.values().get("sys_id"));
          }
        }
      }
      parents = children;
    }
    return new Found(names, hidden);
  }

  private String root(String table) throws InterruptedException {
    EncodedQuery query = EncodedQuery.where("name", Operator.EQUALS, table);
    List<Row> found =
        tables
            .page(new PageRequest(OBJECTS, query, FIELDS, ALIKE, 0, false, DisplayValue.FALSE))
            .rows();
    Row object =
        found.stream()
            .filter(row -> text(row, "name").equals(table))
            .findFirst()
            .orElseThrow(
                () ->
                    new ClassesUnreadableException(
                        table,
                        "sys_db_object shows %d rows for '%s', and none has that name"
                            .formatted(found.size(), query.text())));
    if (!isShown(object)) {
      throw hiddenFields(table, object);
    }
    return text(object, "sys_id");
  }

  private AllRows extending(String table, List<String> parents) throws InterruptedException {
    Set<String> asked = parents.stream().map(Alike::fold).collect(Collectors.toSet());
    List<Row> unseen = new ArrayList<>();
    AllRows found =
        AllRows.read(
            tables,
            OBJECTS,
            EncodedQuery.whereIn("super_class", parents),
            FIELDS,
            PAGE,
            child -> {
              if (!isShown(child)) {
                unseen.add(child);
                return false;
              }
              if (!asked.contains(Alike.fold(text(child, "super_class")))) {
                throw new ClassesUnreadableException(
                    table,
                    "sys_db_object gives '%s', which extends none of the tables asked for"
                        .formatted(text(child, "name")));
              }
              return NAME.matcher(text(child, "name")).matches()
                  && NAME.matcher(text(child, "sys_id")).matches();
            });
    if (found.rows().isEmpty() && !unseen.isEmpty()) {
      throw hiddenFields(table, unseen.get(0));
    }
    return found;
  }

  private static boolean isShown(Row object) {
    return FIELDS.stream().allMatch(field -> object.value(field).isPresent());
  }

  private static ClassesUnreadableException hiddenFields(String table, Row object) {
    return new ClassesUnreadableException(
        table,
        "a row of sys_db_object has sys_id '%s', name '%s', super_class '%s', so the user does not see those fields"
            .formatted(text(object, "sys_id"), text(object, "name"), text(object, "super_class")));
  }

  private static String text(Row row, String column) {
    return row.value(column).orElse("");
  }
}
