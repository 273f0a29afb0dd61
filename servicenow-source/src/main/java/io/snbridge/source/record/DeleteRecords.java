/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InDeletes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the records of a table's deleted rows. Owned by the table's poller. */
public final class DeleteRecords {

  private static final Logger LOG = LoggerFactory.getLogger(DeleteRecords.class);

  /** Why the key is the row's id instead of a hash. */
  static final String KEY_UNKNOWN_HEADER = "servicenow.key.unknown";

  private final DeleteMode mode;
  private final RecordSettings settings;
  private final TablePartition partition;
  private final PositionCodec positions;
  private final RowValues values;
  private final DeletedKey key;
  private final ValueFormat format;
  private final RecordTimes times;

  private final AtomicLong unknownKeys = new AtomicLong();

  DeleteRecords(
      DeleteMode mode,
      RecordSettings settings,
      TablePartition partition,
      PositionCodec positions,
      RowValues values,
      RecordKey key,
      ValueFormat format,
      RecordTimes times) {
    this.mode = mode;
    this.settings = settings;
    this.partition = partition;
    this.positions = positions;
    this.values = values;
    this.key = new DeletedKey(settings, key);
    this.format = format;
    this.times = times;
  }

  /** Those that give records: not of users whom {@code exclude.updated.by} names. */
  public List<DeletedRow> wanted(List<DeletedRow> rows) {
    return rows.stream().filter(row -> !isExcluded(row)).toList();
  }

  /**
   * The records of rows that are gone, in order.
   *
   * @param rows {@linkplain #wanted wanted} ones
   * @param before the position before the first of them
   * @param after the position after a row
   */
  public List<SourceRecord> of(
      List<DeletedRow> rows, InStream before, Function<DeletedRow, InStream> after)
      throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>(rows.size());
    InStream previous = before;
    for (DeletedRow row : rows) {
      add(records, row, previous, after.apply(row));
      previous = after.apply(row);
    }
    return records;
  }

  /** Rows so far whose key the audit did not tell. From any thread. */
  public long unknownKeys() {
    return unknownKeys.get();
  }

  private void add(List<SourceRecord> records, DeletedRow row, InStream previous, InStream after)
      throws InterruptedException {
    String recordKey;
    Optional<String> unknown = Optional.empty();
    try {
      recordKey = key.of(row);
    } catch (UnknownKeyException reason) {
      recordKey = row.sysId();
      unknown = Optional.of(reason.getMessage());
      warn(row, reason.getMessage());
    }
    if (mode == DeleteMode.EVENT) {
      // Its tombstone may get lost while this has arrived: then both are to come again.
      records.add(record(row, recordKey, unknown, previous, event(row)));
    }
    records.add(record(row, recordKey, unknown, after, SchemaAndValue.NULL));
  }

  private SchemaAndValue event(DeletedRow row) throws InterruptedException {
    Row known = key.idOnly(row);
    Change change = new Change(known, Operation.DELETE, Optional.of(row.position().timestamp()));
    return format.of(change, values.of(List.of(known)).get(0));
  }

  private SourceRecord record(
      DeletedRow row,
      String recordKey,
      Optional<String> unknownKey,
      InStream position,
      SchemaAndValue value) {
    ConnectHeaders headers = new ConnectHeaders();
    headers
        .addString("servicenow.instance", partition.instance())
        .addString("servicenow.table", settings.table())
        .addString("servicenow.operation", Operation.DELETE.code())
        .addString("servicenow.sys_id", row.sysId())
        .addString("servicenow.class", row.table())
        .addString("servicenow.deleted.at", GlideDateTime.text(row.position().timestamp()))
        .addString(RecordBuilder.UPDATED_ON_HEADER, GlideDateTime.iso(row.position().timestamp()));
    row.by().ifPresent(user -> headers.addString("servicenow.deleted.by", user));
    unknownKey.ifPresent(reason -> headers.addString(KEY_UNKNOWN_HEADER, reason));
    Map<String, String> sourcePartition = partition.deletes();
    return new SourceRecord(
        sourcePartition,
        positions.encode(new InDeletes(position)),
        settings.topic(),
        null,
        Schema.STRING_SCHEMA,
        recordKey,
        value.schema(),
        value.value(),
        times.of(Optional.of(row.position().timestamp()), row.sysId()),
        headers);
  }

  private boolean isExcluded(DeletedRow row) {
    return row.by()
        .filter(user -> settings.excludedUsers().contains(user.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** The first, and then each time that there are ten times as many. */
  private void warn(DeletedRow row, String reason) {
    long count = unknownKeys.incrementAndGet();
    if (Long.toString(count).matches("10*")) {
      LOG.warn(
          "Table '{}': the key of deleted row {} is unknown: {} (row {} of sys_audit_delete)."
              + " Its tombstone has the sys_id as its key, and header '{}'; {} so far. The"
              + " record that it should delete stays in the compacted topic.",
          settings.table(),
          row.sysId(),
          reason,
          row.position().lastId().orElse("?"),
          KEY_UNKNOWN_HEADER,
          count);
    }
  }
}
