/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.DeletedRow;
import io.snbridge.source.record.KeyMode;
import io.snbridge.source.record.RecordSettings;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.ScanTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code sys_audit_delete} as a table to read: one row for each row that was deleted. */
final class AuditTable {

  static final String NAME = "sys_audit_delete";
  static final String TABLE = "tablename";
  static final String DELETED_ID = "documentkey";
  static final String TIMESTAMP = "sys_created_on";

  private static final String ID = "sys_id";
  private static final String BY = "sys_created_by";
  private static final String PAYLOAD = "payload";

  private static final KeysetColumns READER = new KeysetColumns(TIMESTAMP, ID);

  private AuditTable() {}

  /** The columns that are needed of each row. */
  static List<String> required(TableConfig table) {
    List<String> columns = new ArrayList<>(List.of(ID, TIMESTAMP, TABLE, DELETED_ID));
    if (table.record().keyMode() == KeyMode.FIELD_HASH) {
      columns.add(PAYLOAD);
    }
    return columns;
  }

  /**
   * The part of the audit that some classes are in.
   *
   * @param parts how many of these are read at once: they share the page
   */
  static ScanTarget of(TableConfig table, List<String> classes, int parts) {
    List<String> columns = required(table);
    columns.add(BY);
    RecordSettings audit = table.record().reading(NAME, columns, TIMESTAMP, ID);
    return new ScanTarget(
        table.alias() + "/" + NAME,
        NAME,
        EncodedQuery.whereIn(TABLE, classes),
        TIMESTAMP,
        ID,
        audit.requestedFields(),
        audit.requestedDisplay(),
        Math.max(1, table.pageSize() / parts),
        Math.max(1, table.pageSizeMax() / parts));
  }

  static Instant timestamp(Row audit) {
    return READER.timestamp(audit);
  }

  static String id(Row audit) {
    return READER.id(audit);
  }

  /** After a row that was checked. */
  static InStream position(Row audit) {
    return InStream.after(timestamp(audit), id(audit));
  }

  /** Of a row that was checked. */
  static DeletedRow deleted(Row audit) {
    return new DeletedRow(
        audit.value(DELETED_ID).orElseThrow(),
        audit.value(TABLE).orElseThrow(),
        audit.value(BY).filter(user -> !user.isEmpty()),
        audit.value(PAYLOAD),
        position(audit));
  }

  /** When a row was made; empty when that is not shown. */
  static Optional<Instant> madeAt(Row audit) {
    return audit.value(TIMESTAMP).flatMap(GlideDateTime::parse);
  }
}
