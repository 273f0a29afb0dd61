/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.source.scan.Attempts;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.TooMuch;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Looks which rows of a table exist, though the audit says that they were deleted: Undelete puts a
 * row back under its id, and so does a change of its class. The count includes rows that the user
 * may not see, so they do not look gone. Owned by one thread.
 */
public final class ExistingRows {

  private final Instance instance;
  private final String table;

  public ExistingRows(Instance instance, String table) {
    this.instance = instance;
    this.table = table;
  }

  /** Those that exist, in lower case. */
  public Set<String> among(Collection<String> ids) throws InterruptedException {
    Set<String> distinct = new LinkedHashSet<>();
    ids.forEach(id -> distinct.add(id.toLowerCase(Locale.ROOT)));
    Set<String> existing = new LinkedHashSet<>();
    for (List<String> some : InLists.parts(distinct)) {
      add(existing, some);
    }
    return existing;
  }

  private void add(Set<String> existing, List<String> ids) throws InterruptedException {
    EncodedQuery query = EncodedQuery.whereIn("sys_id", ids);
    PageRequest request =
        new PageRequest(table, query, List.of("sys_id"), ids.size(), 0, true, DisplayValue.FALSE);
    Page page;
    try {
      page =
          ids.size() > 1
              ? instance.page(() -> request, Attempts.certain())
              : instance.page(request);
    } catch (TooMuch together) {
      if (ids.size() == 1) {
        throw together;
      }
      addHalves(existing, ids);
      return;
    }
    Set<String> shown = new LinkedHashSet<>();
    for (Row row : page.rows()) {
      // Without its id it counts among the hidden ones.
      row.value("sys_id").ifPresent(id -> shown.add(asked(id.toLowerCase(Locale.ROOT), ids)));
    }
    existing.addAll(shown);
    long total =
        page.totalCount().isPresent()
            ? page.totalCount().getAsLong()
            : instance.count(table, query);
    if (total > shown.size()) {
      addHidden(existing, ids.stream().filter(id -> !shown.contains(id)).toList());
    }
  }

  /** One of these exists at least, and the user may not see it. */
  private void addHidden(Set<String> existing, List<String> ids) throws InterruptedException {
    if (ids.size() == 1) {
      existing.addAll(ids);
    } else if (!ids.isEmpty()) {
      addHalves(existing, ids);
    }
  }

  private void addHalves(Set<String> existing, List<String> ids) throws InterruptedException {
    int half = ids.size() / 2;
    add(existing, ids.subList(0, half));
    add(existing, ids.subList(half, ids.size()));
  }

  private String asked(String id, List<String> ids) {
    if (!ids.contains(id)) {
      throw new ConnectException(
          ("%d rows were looked up by sys_id, to see which of them are deleted, but row '%s'"
                  + " came, which is none of them. The instance ignores the condition; see to it"
                  + " that the user may query column 'sys_id' of '%s'.")
              .formatted(ids.size(), id, table));
    }
    return id;
  }
}
