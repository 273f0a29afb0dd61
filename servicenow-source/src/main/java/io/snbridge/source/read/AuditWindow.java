/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.schema.Alike;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.KeysetQuery;
import io.snbridge.source.scan.PageRejectedException;
import io.snbridge.source.scan.PageRejectedException.Rule;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.Window;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A {@link Window} of {@code sys_audit_delete} that holds deletes of these classes and no others:
 * an instance that ignored the condition would give those of all tables. A name that the database
 * takes for a class's is let through, for {@link OddAudits} to step over.
 */
final class AuditWindow implements KeysetQuery {

  private final Window window;
  private final Set<String> classes;

  AuditWindow(ScanTarget audit, List<String> classes, InStream position, Instant end) {
    // One long list of classes a query, not one for each branch of it.
    this.window = new Window(audit, position, end, BranchOrder.apart(audit));
    this.classes = classes.stream().map(Alike::fold).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public EncodedQuery query() {
    return window.query();
  }

  @Override
  public void check(List<Row> rows) throws PageRejectedException {
    window.check(rows);
    for (Row row : rows) {
      String table = row.value(AuditTable.TABLE).orElse("");
      if (!classes.contains(Alike.fold(table))) {
        throw new PageRejectedException(
            Rule.INSIDE,
            "row %s is about table '%s', which was not asked for"
                .formatted(AuditTable.id(row), table));
      }
      if (row.value(AuditTable.DELETED_ID).isEmpty()) {
        throw new PageRejectedException(
            Rule.COMPLETE,
            "row %s does not show its '%s'; the user may not read that column"
                .formatted(AuditTable.id(row), AuditTable.DELETED_ID));
      }
    }
  }

  @Override
  public boolean advance(Row last) {
    return window.advance(last);
  }

  @Override
  public boolean exhausted() {
    return window.exhausted();
  }

  @Override
  public boolean narrows() {
    return window.narrows();
  }

  @Override
  public boolean avoids(PageRejectedException rejected) {
    return window.avoids(rejected);
  }

  /** Nobody changes an audit, and those who prune it begin with the oldest rows. */
  @Override
  public boolean isSteady() {
    return true;
  }

  @Override
  public String describe() {
    return window.describe();
  }
}
