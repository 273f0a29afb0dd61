/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import io.snbridge.common.schema.AllRows;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Row;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which tables the dictionary excludes from {@code sys_audit_delete}. Blocks; keeps nothing. */
public final class DeleteAudit {

  private static final int PAGE = 1000;
  private static final String DICTIONARY = "sys_dictionary";
  private static final String EXCLUDED = "no_audit_delete=true";

  private final Tables tables;

  /**
   * What the dictionary says.
   *
   * @param excluded tables with the attribute {@code no_audit_delete=true}, sorted
   * @param unknown tables whose attributes the user may not see, sorted
   */
  public record Found(SortedSet<String> excluded, SortedSet<String> unknown) {}

  public DeleteAudit(Tables tables) {
    this.tables = tables;
  }

  /**
   * Looks tables up.
   *
   * @throws io.snbridge.common.transport.ServiceNowException when the instance refused, or the
   *     retry time is over
   */
  public Found of(Collection<String> names) throws InterruptedException {
    SortedSet<String> excluded = new TreeSet<>();
    SortedSet<String> unknown = new TreeSet<>(names);
    for (List<String> some : InLists.parts(names)) {
      Set<String> asked = Set.copyOf(some);
      AllRows entries =
          AllRows.read(
              tables,
              DICTIONARY,
              EncodedQuery.whereIn("name", some)
                  .and(EncodedQuery.where("internal_type", Operator.EQUALS, "collection")),
              List.of("name", "attributes"),
              PAGE,
              entry -> true);
      for (Row entry : entries.rows()) {
        String name = entry.value("name").orElse("");
        Optional<String> attributes = entry.value("attributes");
        if (asked.contains(name) && attributes.isPresent()) {
          unknown.remove(name);
          if (excludes(attributes.get())) {
            excluded.add(name);
          }
        }
      }
    }
    return new Found(excluded, unknown);
  }

  private static boolean excludes(String attributes) {
    return Arrays.stream(attributes.split(",")).map(String::trim).anyMatch(EXCLUDED::equals);
  }
}
