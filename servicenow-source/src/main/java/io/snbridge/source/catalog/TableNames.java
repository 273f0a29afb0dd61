/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import io.snbridge.common.schema.Alike;
import io.snbridge.common.schema.AllRows;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names of an instance's tables, from {@code sys_db_object}. Blocks; keeps nothing. */
public final class TableNames {

  private static final int PAGE = 1000;
  private static final String OBJECTS = "sys_db_object";
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_]*");

  private final Tables tables;

  /**
   * What an instance has.
   *
   * @param names sorted
   * @param hidden tables that the user may not see, or whose names are not shown
   */
  public record Found(SortedSet<String> names, long hidden) {}

  public TableNames(Tables tables) {
    this.tables = tables;
  }

  /**
   * Reads them anew. ServiceNow compares without regard to case.
   *
   * @param prefix empty for all tables
   * @throws TableNamesUnreadableException when the user may not read them
   * @throws ServiceNowException when the instance failed otherwise, or the retry time is over
   * @throws IllegalArgumentException for what no table's name begins with
   */
  public Found startingWith(String prefix) throws InterruptedException {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("No table's name begins with '" + prefix + "'");
    }
    try {
      return read(prefix);
    } catch (ServiceNowException failed) {
      if (failed.reply().failure().isDenied()) {
        throw new TableNamesUnreadableException(prefix, failed.getMessage(), failed);
      }
      throw failed;
    }
  }

  private Found read(String prefix) throws InterruptedException {
    AllRows objects =
        AllRows.read(
            tables,
            OBJECTS,
            prefix.isEmpty()
                ? EncodedQuery.everything()
                : EncodedQuery.parse("nameSTARTSWITH" + prefix),
            List.of("sys_id", "name"),
            PAGE,
            object -> showsName(prefix, object));
    if (objects.rows().isEmpty() && objects.odd() > 0) {
      throw new TableNamesUnreadableException(
          prefix, "%d rows of sys_db_object do not show their names".formatted(objects.odd()));
    }
    SortedSet<String> names = new TreeSet<>();
    objects.rows().forEach(object -> names.add(object.values().get("name")));
    names.removeIf(name -> !PREFIX.matcher(name).matches() || name.isEmpty());
    return new Found(names, objects.hidden() + objects.odd());
  }

  private static boolean showsName(String prefix, Row object) {
    Optional<String> name = object.value("name");
    if (name.isPresent() && !Alike.fold(name.get()).startsWith(Alike.fold(prefix))) {
      throw new TableNamesUnreadableException(
          prefix, "sys_db_object gives '%s', which was not asked for".formatted(name.get()));
    }
    return name.isPresent();
  }
}
