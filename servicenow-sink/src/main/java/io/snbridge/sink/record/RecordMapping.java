/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
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
  public Optional<Write> write(SinkRecord record) {
    Origin origin = origins.apply(record);
    String table = tables.table(origin.routed(), record.headers());
    if (record.value() == null) {
      return withoutValue(table, origin, record.key());
    }
    Event event = events.read(record.value());
    if (event.isDelete() || (event.operation().isEmpty() && isDeleted(record))) {
      return Optional.of(deleted(table, origin, record.key(), event));
    }
    Map<String, String> values = columns.of(event.row().orElseThrow());
    Optional<String> column = Optional.ofNullable(values.remove(RowIds.SYS_ID));
    Optional<BusinessKey> key = lookup.map(fields -> fields.of(table, values));
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
    return Optional.of(key.map(write::by).orElse(write));
  }

  private Write deleted(String table, Origin origin, Object key, Event event) {
    if (lookup.isPresent()) {
      return deleted(table, lookup.get().ofDeleted(table, columns, event.row(), key), key);
    }
    Optional<String> column = event.row().flatMap(columns::sysId);
    return rules.delete(table, ids.named(origin.topic(), key, column, event.id()), key);
  }

  private Write deleted(String table, BusinessKey row, Object key) {
    return rules.delete(table, Optional.of(row.sysId()), key).by(row);
  }

  /** The source connector says so with {@code deletes=event}; the value has the row's id alone. */
  static boolean isDeleted(SinkRecord record) {
    Header operation = record.headers().lastWithName(OPERATION_HEADER);
    return operation != null && "d".equals(operation.value());
  }

  private Optional<Write> withoutValue(String table, Origin origin, Object key) {
    return switch (rules.nullValues()) {
      case IGNORE -> Optional.empty();
      case DELETE ->
          Optional.of(
              deleted(
                  table,
                  origin,
                  key,
                  new Event(Optional.empty(), Optional.empty(), Optional.empty())));
      case FAIL ->
          throw new DataException(
              "The value is null, and behavior.on.null.values=fail; 'delete' and 'ignore' are the"
                  + " alternatives");
    };
  }
}
