/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads what describes a table: {@code sys_db_object} for the tables it extends, {@code
 * sys_dictionary} for the columns of all of them. A table of which the dictionary knows three
 * columns may return 44, the others being inherited. Thread-safe; blocks; keeps nothing.
 */
public final class Dictionary implements ColumnLookup {

  /** Reads a table's columns in one request, unless it is wider than any that we have heard of. */
  private static final int PAGE = 1000;

  /** Rows with a name that the database takes for a table's, itself among them. */
  private static final int ALIKE = 10;

  private static final String OBJECTS = "sys_db_object";
  private static final String COLUMNS = "sys_dictionary";
  private static final List<String> OBJECT_FIELDS = List.of("name", "super_class");
  private static final List<String> COLUMN_FIELDS =
      List.of(
          "name",
          "element",
          "internal_type",
          "max_length",
          "reference",
          "column_label",
          "mandatory");

  private final Tables tables;
  private final Predicate<Reply.NotOk<?>> isUnreadable;
  private final int pageSize;

  public Dictionary(TableApi api) {
    this(new ApiTables(api));
  }

  public Dictionary(Tables tables) {
    this(tables, PAGE);
  }

  Dictionary(Tables tables, int pageSize) {
    this(tables, pageSize, Dictionary::isDenied);
  }

  /**
   * @param isUnreadable which answers mean that the user may not read it
   */
  public Dictionary(Tables tables, Predicate<Reply.NotOk<?>> isUnreadable) {
    this(tables, PAGE, isUnreadable);
  }

  private Dictionary(Tables tables, int pageSize, Predicate<Reply.NotOk<?>> isUnreadable) {
    this.tables = tables;
    this.pageSize = pageSize;
    this.isUnreadable = isUnreadable;
  }

  /** Whether ServiceNow itself says so. */
  public static boolean isDenied(Reply.NotOk<?> reply) {
    return reply.failure().isDenied();
  }

  /**
   * The columns of a table and of those it extends. Where more than one has a column, that of the
   * table counts which is nearest.
   *
   * @throws DictionaryUnreadableException when the user may not read them, or there are none
   * @throws ServiceNowException when the instance failed otherwise, or the retry time is over
   */
  @Override
  public TableColumns columns(String table) throws InterruptedException {
    try {
      return described(table);
    } catch (ServiceNowException failed) {
      if (isUnreadable.test(failed.reply())) {
        throw new DictionaryUnreadableException(table, failed.getMessage(), failed);
      }
      throw failed;
    }
  }

  /**
   * The columns of several tables, in few requests. A table of which anything is odd or hidden is
   * not among them: it is to be asked for on its own.
   *
   * @param lineages of each table: itself, the table it extends, and so on
   * @throws DictionaryUnreadableException when what comes was not asked for
   * @throws ServiceNowException when the instance failed
   */
  public Map<String, TableColumns> columns(Collection<List<String>> lineages)
      throws InterruptedException {
    Set<String> names = new TreeSet<>();
    lineages.forEach(names::addAll);
    Map<String, List<Row>> entries = new HashMap<>();
    for (List<String> some : InLists.parts(names)) {
      AllRows found = entries(some, odd -> {});
      if (found.hidden() == 0 && found.odd() == 0) {
        some.forEach(name -> entries.put(name, new ArrayList<>()));
        found
            .rows()
            .forEach(entry -> Objects.requireNonNull(entries.get(text(entry, "name"))).add(entry));
      }
    }
    IdentityHashMap<Row, TableColumn> shared = new IdentityHashMap<>();
    Map<String, TableColumns> columns = new HashMap<>();
    for (List<String> lineage : lineages) {
      if (entries.keySet().containsAll(lineage)) {
        List<Row> ofTable =
            lineage.stream()
                .flatMap(name -> entries.getOrDefault(name, List.of()).stream())
                .toList();
        if (!ofTable.isEmpty()) {
          columns.put(
              lineage.get(0), new TableColumns(lineage, nearest(lineage, ofTable, shared), 0));
        }
      }
    }
    return columns;
  }

  private TableColumns described(String table) throws InterruptedException {
    List<String> lineage = lineage(table);
    List<Row> odd = new ArrayList<>();
    AllRows entries = entries(lineage, odd::add);
    if (entries.rows().isEmpty() && !odd.isEmpty()) {
      throw unshown(table, odd.get(0));
    }
    if (entries.rows().isEmpty()) {
      throw new DictionaryUnreadableException(
          table,
          entries.hidden() == 0
              ? "sys_dictionary has no columns of it"
              : "sys_dictionary shows none of its %d columns".formatted(entries.hidden()));
    }
    return new TableColumns(
        lineage,
        nearest(lineage, entries.rows(), new IdentityHashMap<>()),
        entries.hidden() + entries.odd());
  }

  private AllRows entries(List<String> names, Consumer<Row> odd) throws InterruptedException {
    Set<String> known = Set.copyOf(names);
    Set<String> alike = names.stream().map(Alike::fold).collect(Collectors.toSet());
    return AllRows.read(
        tables,
        COLUMNS,
        EncodedQuery.whereIn("name", names)
            .and(EncodedQuery.where("active", Operator.EQUALS, "true"))
            .and(EncodedQuery.where("element", Operator.NOT_EQUALS, "")),
        COLUMN_FIELDS,
        pageSize,
        entry -> {
          boolean fits = fits(names.get(0), known, alike, entry);
          if (!fits) {
            odd.accept(entry);
          }
          return fits;
        });
  }

  private List<String> lineage(String table) throws InterruptedException {
    List<String> lineage = new ArrayList<>();
    Row object =
        object(
            table,
            EncodedQuery.where("name", Operator.EQUALS, table),
            row -> text(row, "name").equals(table));
    lineage.add(table);
    while (!text(object, "super_class").isEmpty()) {
      String parent = text(object, "super_class");
      object = object(table, EncodedQuery.where("sys_id", Operator.EQUALS, parent), row -> true);
      String name = text(object, "name");
      if (name.isEmpty() || lineage.contains(name)) {
        throw new DictionaryUnreadableException(
            table,
            "sys_db_object says that '%s' extends '%s' (row %s)"
                .formatted(lineage.get(lineage.size() - 1), name, parent));
      }
      lineage.add(name);
    }
    return lineage;
  }

  private Row object(String table, EncodedQuery query, Predicate<Row> wanted)
      throws InterruptedException {
    List<Row> found =
        tables
            .page(
                new PageRequest(OBJECTS, query, OBJECT_FIELDS, ALIKE, 0, false, DisplayValue.FALSE))
            .rows()
            .stream()
            .filter(wanted)
            .toList();
    // Two rows for what is unique: the condition was ignored.
    if (found.size() != 1 || found.get(0).value("super_class").isEmpty()) {
      throw new DictionaryUnreadableException(
          table,
          ("sys_db_object has %d rows for '%s' instead of one with its super_class: there is no"
                  + " such table, or the user may not see it")
              .formatted(found.size(), query.text()));
    }
    return found.get(0);
  }

  /** One odd entry costs its own column; one of another table was not asked for. */
  private static boolean fits(String first, Set<String> asked, Set<String> alike, Row entry) {
    Optional<String> table = entry.value("name");
    if (table.isPresent() && !alike.contains(Alike.fold(table.get()))) {
      throw unshown(first, entry);
    }
    return table.filter(asked::contains).isPresent()
        && !text(entry, "element").isBlank()
        && entry.value("internal_type").isPresent();
  }

  private static DictionaryUnreadableException unshown(String table, Row entry) {
    return new DictionaryUnreadableException(
        table,
        "an entry of sys_dictionary has table '%s', column '%s', type '%s', so the user does not see those fields"
            .formatted(text(entry, "name"), text(entry, "element"), text(entry, "internal_type")));
  }

  /**
   * @param made columns of entries that were made before: a base's are those of many tables
   */
  private static List<TableColumn> nearest(
      List<String> lineage, List<Row> entries, IdentityHashMap<Row, TableColumn> made) {
    Map<String, Integer> distances = new HashMap<>();
    Map<String, TableColumn> columns = new HashMap<>();
    for (Row entry : entries) {
      int distance = lineage.indexOf(text(entry, "name"));
      String element = text(entry, "element");
      if (distance < distances.getOrDefault(element, Integer.MAX_VALUE)) {
        distances.put(element, distance);
        columns.put(element, made.computeIfAbsent(entry, row -> column(element, row)));
      }
    }
    return List.copyOf(columns.values());
  }

  private static TableColumn column(String element, Row entry) {
    return new TableColumn(
        element,
        text(entry, "internal_type"),
        text(entry, "column_label"),
        text(entry, "reference"),
        Optional.of(text(entry, "max_length"))
            .filter(length -> length.matches("\\d{1,9}"))
            .map(Integer::valueOf)
            .orElse(0),
        text(entry, "mandatory").equals("true"));
  }

  private static String text(Row row, String column) {
    return row.value(column).orElse("");
  }
}
