/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import java.util.List;
import java.util.Locale;
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
   * @param hidden tables that the user may not see
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
            object -> check(prefix, object));
    SortedSet<String> names = new TreeSet<>();
    objects.rows().forEach(object -> names.add(object.values().get("name")));
    names.remove("");
    return new Found(names, objects.hidden());
  }

  private static void check(String prefix, Row object) {
    String name =
        object
            .value("name")
            .orElseThrow(
                () ->
                    new TableNamesUnreadableException(
                        prefix, "a row of sys_db_object does not show its name"));
    if (!name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT))) {
      throw new TableNamesUnreadableException(
          prefix, "sys_db_object gives '%s', which was not asked for".formatted(name));
    }
  }
}
