/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.FieldValue;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns a record into the write of a row that has its sys_id. */
public final class RecordMapping implements Mapping {

  private static final String OPERATION_HEADER = "servicenow.operation";

  private final Function<SinkRecord, Origin> origins;
  private final TableRouting tables;
  private final EventFormat events;
  private final WriteRules rules;
  private final RowIds ids;
  private final Optional<LookupFields> lookup;
  private final Columns columns;

  /**
   * @param origins where a record comes from: {@link Origin#of} or {@link Origin#ofDeadLetter}
   * @param lookup what rows are found by; present with {@link IdMode#LOOKUP}
   */
  public RecordMapping(
      Function<SinkRecord, Origin> origins,
      TableRouting tables,
      EventFormat events,
      WriteRules rules,
      IdMode ids,
      Optional<LookupFields> lookup,
      Columns columns) {
    this.origins = origins;
    this.tables = tables;
    this.events = events;
    this.rules = rules;
    this.ids = new RowIds(ids, events.id().isPresent());
    this.lookup = lookup;
    this.columns = columns;
  }

  @Override
  public Optional<Asked> ask(SinkRecord record) {
    Origin origin = origins.apply(record);
    String table = tables.table(origin.routed(), record.headers());
    if (record.value() == null) {
      return withoutValue(table, origin, record);
    }
    Event event = events.read(record.value());
    if (event.isDelete() || (event.operation().isEmpty() && isDeleted(record))) {
      return Optional.of(deleted(table, origin, record, event));
    }
    Object row = event.row().orElseThrow();
    Map<String, FieldValue> fields = columns.of(row);
    Optional<String> column =
        Optional.ofNullable(fields.remove(RowIds.SYS_ID)).map(FieldValue::text);
    Map<String, String> values = Asked.texts(fields);
    Optional<BusinessKey> key = lookup.map(names -> names.of(table, values));
    Optional<String> id =
        key.map(BusinessKey::sysId)
            .or(() -> ids.named(origin.topic(), record.key(), column, event.id()));
    if (values.isEmpty()) {
      throw new DataException(
          "No column is left to write (null.fields, fields.include and fields.exclude applied)");
    }
    Write write =
        rules.write(
            event.operation(),
            table,
            id,
            record.key(),
            values,
            () -> ids.create(rules.method(), table, origin, record.key(), values));
    return Optional.of(
        Asked.of(key.map(write::by).orElse(write), fields, SourceRecords.of(record, row)));
  }

  private Asked deleted(String table, Origin origin, SinkRecord record, Event event) {
    if (lookup.isPresent()) {
      return deleted(table, lookup.get(), record, event.row());
    }
    Optional<String> column = event.row().flatMap(columns::sysId);
    return Asked.of(
        rules.delete(
            table, ids.named(origin.topic(), record.key(), column, event.id()), record.key()));
  }

  private Asked deleted(String table, LookupFields names, SinkRecord record, Optional<Object> row) {
    Map<String, FieldValue> fields = names.deleted(columns, row, record.key());
    BusinessKey key = names.ofDeleted(table, Asked.texts(fields), row.isPresent());
    return Asked.of(
        rules.delete(table, Optional.of(key.sysId()), record.key()).by(key),
        fields,
        SourceRecords.of(record, row.orElse(record.key())));
  }

  /** The source connector says so with {@code deletes=event}; the value has the row's id alone. */
  static boolean isDeleted(SinkRecord record) {
    return HeaderText.of(record.headers(), OPERATION_HEADER).filter("d"::equals).isPresent();
  }

  private Optional<Asked> withoutValue(String table, Origin origin, SinkRecord record) {
    return switch (rules.nullValues()) {
      case IGNORE -> Optional.empty();
      case DELETE ->
          Optional.of(
              deleted(
                  table,
                  origin,
                  record,
                  new Event(Optional.empty(), Optional.empty(), Optional.empty())));
      case FAIL ->
          throw new DataException(
              "The value is null, and behavior.on.null.values=fail; 'delete' and 'ignore' are the"
                  + " alternatives");
    };
  }
}
