/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.schema.TableColumns;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the columns that a table does not have. A condition on one would match every row.
 *
 * <p>A column that a row shows exists. Of others the dictionary is asked, along the tables that the
 * table extends and, for dot-walked ones, through the references. Where it does not know the
 * column, or may not be read, the instance is put to the test with a row that is known: a condition
 * and its contrary can both hold only when the instance ignores them. A name that no condition can
 * have is undecided then.
 */
public final class ColumnCheck {

  /**
   * What was found.
   *
   * @param unknown the table does not have them
   * @param hidden they exist, and no row that was looked at shows them
   * @param undecided there is no row, and the dictionary does not say
   */
  public record Found(Set<String> unknown, Set<String> hidden, Set<String> undecided) {

    private static Found nothing() {
      return new Found(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    /** The same of other columns. */
    public void add(Found more) {
      unknown.addAll(more.unknown);
      hidden.addAll(more.hidden);
      undecided.addAll(more.undecided);
    }
  }

  private enum Verdict {
    KNOWN,
    UNKNOWN,
    UNDECIDED
  }

  private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_-]+");

  private final ProbeContext probeContext;
  private final String table;
  private final String idField;
  private final Found found = Found.nothing();

  private ColumnCheck(ProbeContext probeContext, String table, String idField) {
    this.probeContext = probeContext;
    this.table = table;
    this.idField = idField;
  }

  /**
   * Looks for columns, dot-walked or not.
   *
   * @param rows some of the table's, read with the id and these columns
   */
  public static Found of(
      ProbeContext probeContext,
      String table,
      String idField,
      Collection<String> columns,
      List<Row> rows)
      throws InterruptedException {
    ColumnCheck check = new ColumnCheck(probeContext, table, idField);
    Optional<EncodedQuery> known = check.knownRow(rows);
    for (String column : columns) {
      if (rows.stream().noneMatch(row -> row.value(column).isPresent())) {
        check.judge(column, known);
      }
    }
    return check.found;
  }

  /**
   * The same, of columns of which one URL may not hold all names: rows are asked for with some of
   * them at a time.
   *
   * @param rows to look at, at most
   */
  public static Found of(
      ProbeContext probeContext, String table, String idField, Collection<String> columns, int rows)
      throws InterruptedException {
    Found found = Found.nothing();
    for (List<String> some : InLists.parts(columns)) {
      PageRequest request =
          new PageRequest(
              table,
              EncodedQuery.everything().orderBy(idField),
              Stream.concat(Stream.of(idField), some.stream()).distinct().toList(),
              rows,
              0,
              false,
              DisplayValue.FALSE);
      found.add(of(probeContext, table, idField, some, probeContext.tables().page(request).rows()));
    }
    return found;
  }

  private Optional<EncodedQuery> knownRow(List<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.value(idField).stream())
        .filter(id -> PLAIN_ID.matcher(id).matches())
        .findFirst()
        .map(id -> EncodedQuery.where(idField, Operator.EQUALS, id));
  }

  private void judge(String column, Optional<EncodedQuery> row) throws InterruptedException {
    Verdict verdict = described(column);
    if (verdict != Verdict.KNOWN && row.isPresent() && EncodedQuery.isColumn(column)) {
      verdict = tested(column, row.get());
    }
    switch (verdict) {
      case UNKNOWN -> found.unknown().add(column);
      case UNDECIDED -> found.undecided().add(column);
      case KNOWN -> {
        if (row.isPresent()) {
          found.hidden().add(column);
        }
      }
    }
  }

  private Verdict described(String path) throws InterruptedException {
    String at = table;
    String[] steps = path.split("\\.", -1);
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].equals(TableColumns.TAGS)) {
        return i == steps.length - 1 ? Verdict.KNOWN : Verdict.UNKNOWN;
      }
      TableColumns columns;
      try {
        columns = probeContext.dictionary().columns(at);
      } catch (DictionaryUnreadableException notShown) {
        return Verdict.UNDECIDED;
      }
      Optional<TableColumn> column = columns.column(steps[i]);
      if (column.isEmpty()) {
        return columns.hidden() > 0 ? Verdict.UNDECIDED : Verdict.UNKNOWN;
      }
      at = column.get().reference();
      if (i < steps.length - 1 && at.isEmpty()) {
        return Verdict.UNKNOWN;
      }
    }
    return Verdict.KNOWN;
  }

  private Verdict tested(String column, EncodedQuery row) throws InterruptedException {
    EncodedQuery empty = EncodedQuery.where(column, Operator.EQUALS, "");
    EncodedQuery filled = EncodedQuery.where(column, Operator.NOT_EQUALS, "");
    if (matches(row.and(empty).and(filled))) {
      return Verdict.UNKNOWN;
    }
    if (matches(row.and(empty.or(filled)))) {
      return Verdict.KNOWN;
    }
    // Neither empty nor not: glide.invalid_query.returns_no_rows, or the row has gone.
    return matches(row) ? Verdict.UNKNOWN : Verdict.UNDECIDED;
  }

  private boolean matches(EncodedQuery query) throws InterruptedException {
    return !probeContext
        .tables()
        .page(new PageRequest(table, query, List.of(idField), 1, 0, false, DisplayValue.FALSE))
        .rows()
        .isEmpty();
  }
}
