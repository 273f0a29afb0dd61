/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.FieldValue;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns a record into a row for a staging table. */
public final class ImportMapping implements Mapping {

  private final UpsertReader reader;
  private final Columns columns;

  public ImportMapping(UpsertReader reader, Columns columns) {
    this.reader = reader;
    this.columns = columns;
  }

  @Override
  public Optional<Asked> ask(SinkRecord record) {
    return reader
        .read(record)
        .map(
            row -> {
              Map<String, FieldValue> fields = written(columns, row.row());
              return Asked.of(
                  new Write.Import(
                      row.table(), row.identity(), row.recordId(), Asked.texts(fields)),
                  fields,
                  SourceRecords.of(record, row.row()));
            });
  }

  /** A {@code sys_id} would be the staging row's: what it is about, the instance finds itself. */
  static Map<String, FieldValue> written(Columns columns, Object row) {
    Map<String, FieldValue> values = columns.of(row);
    values.remove(RowIds.SYS_ID);
    if (values.isEmpty()) {
      throw new DataException(
          "No column is left to write (null.fields, fields.include and fields.exclude applied)");
    }
    return values;
  }
}
