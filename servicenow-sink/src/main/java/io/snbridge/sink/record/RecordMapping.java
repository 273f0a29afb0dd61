/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns a record into the write it asks for. Immutable. */
public final class RecordMapping {

  private final TableNames tables;
  private final WriteMethod method;
  private final NullValues nullValues;
  private final Columns columns;
  private final RowIds ids;

  public RecordMapping(
      TableNames tables, WriteMethod method, IdMode ids, NullValues nullValues, Columns columns) {
    this.tables = tables;
    this.method = method;
    this.ids = new RowIds(ids);
    this.nullValues = nullValues;
    this.columns = columns;
  }

  /**
   * The write that a record asks for.
   *
   * @return empty when the record asks for nothing ({@code behavior.on.null.values=ignore})
   * @throws DataException when the record asks for nothing that can be written: says what is wrong
   *     with it, without its values
   */
  public Optional<Write> write(SinkRecord record) {
    String table = tables.table(record.topic());
    if (record.value() == null) {
      return withoutValue(table, record);
    }
    Map<String, String> values = columns.of(record.value());
    Optional<String> id = ids.named(record, Optional.ofNullable(values.remove(RowIds.SYS_ID)));
    if (values.isEmpty()) {
      throw new DataException(
          "No column is left to write (null.fields, fields.include and fields.exclude applied)");
    }
    return Optional.of(withValues(table, id, values, record));
  }

  private Write withValues(
      String table, Optional<String> id, Map<String, String> values, SinkRecord record) {
    if (method == WriteMethod.UPDATE) {
      return new Write.Update(table, id.orElseThrow(() -> nameless("An update")), values);
    }
    if (method == WriteMethod.UPSERT && id.isPresent()) {
      return new Write.Upsert(table, id.get(), values);
    }
    return new Write.Insert(table, id.orElseGet(() -> ids.created(record)), values);
  }

  private Optional<Write> withoutValue(String table, SinkRecord record) {
    return switch (nullValues) {
      case IGNORE -> Optional.empty();
      case DELETE ->
          Optional.of(
              new Write.Delete(
                  table,
                  ids.named(record, Optional.empty()).orElseThrow(() -> nameless("A delete"))));
      case FAIL ->
          throw new DataException(
              "The value is null, and behavior.on.null.values=fail; 'delete' and 'ignore' are the"
                  + " alternatives");
    };
  }

  private static DataException nameless(String what) {
    return new DataException(
        what
            + " needs to know the row: a key that is a sys_id (32 letters or digits), a 'sys_id'"
            + " field, or id.mode=derived");
  }
}
