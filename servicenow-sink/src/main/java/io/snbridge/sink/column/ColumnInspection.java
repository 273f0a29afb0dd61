/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.check.CachedTables;
import io.snbridge.common.check.ColumnCheck;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.schema.TableColumns;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.column.KnownColumns.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One look at the columns of a table: at the dictionary, and, where it does not tell, at some of
 * the table's rows. Blocks; used once.
 */
final class ColumnInspection {

  /** So many characters of names fit into a request. */
  private static final int AT_ONCE = 2_000;

  /** Each column that no row shows costs up to three requests. */
  private static final int MOST_TESTED = 20;

  private static final int ROWS = 5;
  private static final int COMMA = "%2C".length();
  private static final String ID = "sys_id";

  private final Tables tables;
  private final Dictionary dictionary;
  private final String table;
  private final Optional<TableColumns> before;
  private final DictionaryBlock block;
  private final Consumer<String> unreadable;
  private final Map<String, Verdict> verdicts = new HashMap<>();
  private int tested;
  private boolean blocked;

  /**
   * @param before what the dictionary said the last time
   * @param block tells what a refusal is worth that is of no table
   * @param unreadable told why the dictionary cannot be read
   */
  ColumnInspection(
      Tables tables,
      String table,
      Optional<TableColumns> before,
      DictionaryBlock block,
      Consumer<String> unreadable) {
    this.tables = new CachedTables(tables);
    this.dictionary = new Dictionary(this.tables, this::isUnreadable);
    this.table = table;
    this.before = before;
    this.block = block;
    this.unreadable = unreadable;
  }

  /**
   * Looks.
   *
   * @throws ServiceNowException when the instance failed otherwise than by refusing
   */
  KnownColumns at(Set<String> columns, long nowNanos) throws InterruptedException {
    Optional<TableColumns> described = described();
    boolean whole = KnownColumns.isWhole(described);
    Set<String> open = new KnownColumns(described, Map.of(), nowNanos, true).open(columns);
    for (String column : open) {
      boolean told = !ColumnName.isOne(column) || (whole && column.indexOf('.') < 0);
      verdicts.put(column, told ? Verdict.UNKNOWN : Verdict.UNDECIDED);
    }
    List<String> untold =
        open.stream().filter(column -> verdicts.get(column) == Verdict.UNDECIDED).toList();
    for (List<String> some : parts(untold)) {
      lookAtRows(some);
    }
    return new KnownColumns(described, verdicts, nowNanos, true);
  }

  private static List<List<String>> parts(List<String> names) {
    List<List<String>> parts = new ArrayList<>();
    int left = 0;
    for (String name : names) {
      left -= name.length() + COMMA;
      if (left < 0) {
        parts.add(new ArrayList<>());
        left = AT_ONCE - name.length() - COMMA;
      }
      parts.get(parts.size() - 1).add(name);
    }
    return parts;
  }

  private boolean isUnreadable(Reply.NotOk<?> reply) {
    return Dictionary.isDenied(reply) || (blocked && reply instanceof Reply.Refused);
  }

  /** A type that was known is one still, but there may be other columns. */
  private Optional<TableColumns> described() throws InterruptedException {
    try {
      TableColumns columns = dictionary.columns(table);
      block.ended();
      return Optional.of(columns);
    } catch (DictionaryUnreadableException notShown) {
      block.ended();
      return notDescribed(notShown.seen());
    } catch (ServiceNowException failed) {
      if (failed.reply() instanceof Reply.Refused && isBlocked()) {
        return notDescribed(failed.getMessage());
      }
      throw failed;
    }
  }

  private Optional<TableColumns> notDescribed(String why) {
    unreadable.accept(why);
    return before.map(known -> new TableColumns(known.lineage(), known.columns(), 1));
  }

  private boolean isBlocked() throws InterruptedException {
    if (isAllRefused()) {
      block.ended();
      return false;
    }
    blocked = block.isLasting();
    return blocked;
  }

  /**
   * An outage, however long, says nothing of the dictionary: then rows are not to be had either.
   */
  private boolean isAllRefused() throws InterruptedException {
    try {
      tables.page(
          new PageRequest(
              table,
              EncodedQuery.everything().orderBy(ID),
              List.of(ID),
              1,
              0,
              false,
              DisplayValue.FALSE));
      return false;
    } catch (ServiceNowException failure) {
      if (failure.reply() instanceof Reply.Refused) {
        return failure.reply().failure().isOfNoRecord();
      }
      throw failure;
    }
  }

  /** What a row shows is there; of the rest a condition on a row that is known tells. */
  private void lookAtRows(List<String> columns) throws InterruptedException {
    List<String> shown = new ArrayList<>(columns);
    shown.add(ID);
    List<Row> rows;
    try {
      rows =
          tables
              .page(
                  new PageRequest(
                      table,
                      EncodedQuery.everything().orderBy(ID),
                      shown,
                      ROWS,
                      0,
                      false,
                      DisplayValue.FALSE))
              .rows();
    } catch (ServiceNowException failure) {
      if (failure.reply() instanceof Reply.Refused) {
        return;
      }
      throw failure;
    }
    List<String> judged =
        columns.stream().filter(column -> isShown(column, rows) || mayTest()).toList();
    ColumnCheck.Found found =
        ColumnCheck.of(new ProbeContext(tables, dictionary, ""), table, ID, judged, rows);
    judged.forEach(column -> verdicts.put(column, verdict(found, column)));
  }

  private static boolean isShown(String column, List<Row> rows) {
    return rows.stream().anyMatch(row -> row.value(column).isPresent());
  }

  private boolean mayTest() {
    return tested++ < MOST_TESTED;
  }

  private static Verdict verdict(ColumnCheck.Found found, String column) {
    if (found.unknown().contains(column)) {
      return Verdict.UNKNOWN;
    }
    return found.undecided().contains(column) ? Verdict.UNDECIDED : Verdict.THERE;
  }
}
