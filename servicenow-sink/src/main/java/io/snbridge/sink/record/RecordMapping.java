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
  private final Columns columns;

  /**
   * @param origins where a record comes from: {@link Origin#of} or {@link Origin#ofDeadLetter}
   */
  public RecordMapping(
      Function<SinkRecord, Origin> origins,
      TableRouting tables,
      EventFormat events,
      WriteRules rules,
      IdMode ids,
      Columns columns) {
    this.origins = origins;
    this.tables = tables;
    this.events = events;
    this.rules = rules;
    this.ids = new RowIds(ids, events.id().isPresent());
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
      Optional<String> column = event.row().flatMap(columns::sysId);
      return Optional.of(
          rules.delete(table, ids.named(origin.topic(), record.key(), column, event.id())));
    }
    Map<String, String> values = columns.of(event.row().orElseThrow());
    Optional<String> column = Optional.ofNullable(values.remove(RowIds.SYS_ID));
    Optional<String> id = ids.named(origin.topic(), record.key(), column, event.id());
    if (values.isEmpty()) {
      throw new DataException(
          "No column is left to write (null.fields, fields.include and fields.exclude applied)");
    }
    return Optional.of(
        rules.write(event.operation(), table, id, values, () -> RowIds.created(origin)));
  }

  /** The source connector says so with {@code deletes=event}; the value has the row's id alone. */
  private static boolean isDeleted(SinkRecord record) {
    Header operation = record.headers().lastWithName(OPERATION_HEADER);
    return operation != null && "d".equals(operation.value());
  }

  private Optional<Write> withoutValue(String table, Origin origin, Object key) {
    return switch (rules.nullValues()) {
      case IGNORE -> Optional.empty();
      case DELETE ->
          Optional.of(
              rules.delete(
                  table, ids.named(origin.topic(), key, Optional.empty(), Optional.empty())));
      case FAIL ->
          throw new DataException(
              "The value is null, and behavior.on.null.values=fail; 'delete' and 'ignore' are the"
                  + " alternatives");
    };
  }
}
