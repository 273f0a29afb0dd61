/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/** Whether the user may read {@code sys_audit_delete}, and how far back it goes. */
final class DeleteAuditAccess {

  private static final int ANY = 1000;

  private final Instance instance;
  private final TableConfig table;

  DeleteAuditAccess(Instance instance, TableConfig table) {
    this.instance = instance;
    this.table = table;
  }

  /**
   * When the oldest row was made; empty for an audit without rows.
   *
   * @throws ConnectException when the user may not read it: says what is missing
   */
  Optional<Instant> oldest() throws InterruptedException {
    try {
      List<Row> rows = rows(EncodedQuery.everything().orderBy(AuditTable.TIMESTAMP, "sys_id"), 1);
      if (rows.isEmpty()) {
        requireVisibleRow();
        return Optional.empty();
      }
      requireColumns(rows.get(0));
      return AuditTable.madeAt(rows.get(0));
    } catch (ServiceNowException failed) {
      throw explained(failed);
    }
  }

  /** The same failure, but a refusal says what the user needs. */
  RuntimeException explained(ServiceNowException failed) {
    return failed.reply().failure().isDenied() ? unreadable(failed.getMessage(), failed) : failed;
  }

  private void requireVisibleRow() throws InterruptedException {
    long total = instance.count(AuditTable.NAME, EncodedQuery.everything());
    if (total > 0) {
      List<Row> some = rows(EncodedQuery.everything(), ANY);
      if (some.isEmpty()) {
        throw unreadable("it has %d rows, and shows none of them".formatted(total), null);
      }
      requireColumns(some.get(0));
    }
  }

  private void requireColumns(Row audit) {
    List<String> missing =
        AuditTable.required(table).stream()
            .filter(column -> audit.value(column).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      throw unreadable("it does not show its columns " + missing, null);
    }
  }

  private List<Row> rows(EncodedQuery query, int limit) throws InterruptedException {
    PageRequest request =
        new PageRequest(
            AuditTable.NAME,
            query,
            AuditTable.required(table),
            limit,
            0,
            false,
            DisplayValue.FALSE);
    return instance.page(() -> request, failed -> {}).rows();
  }

  private ConnectException unreadable(String seen, Throwable cause) {
    return new ConnectException(
        ("deletes are read from sys_audit_delete, but the user may not read it: %s. Give the user"
                + " the role 'admin', or read ACLs on sys_audit_delete and its columns %s for one of"
                + " the user's roles; or set 'deletes' to 'none'.")
            .formatted(seen, AuditTable.required(table)),
        cause);
  }
}
