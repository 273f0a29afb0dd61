/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads records for an API whose instance finds the rows by rules of its own, and changes or
 * creates them. What a record is about is told from others by {@code value.id.path}, or else its
 * key, so that records of one thing are written in their order; those without either have none.
 *
 * @param origins where a record comes from: {@link Origin#of} or {@link Origin#ofDeadLetter}
 * @param ignoresNulls whether a record without a value asks for nothing, or is refused
 * @param api for errors: {@code write.api=import_set}
 */
public record UpsertReader(
    Function<SinkRecord, Origin> origins,
    TableRouting tables,
    EventFormat events,
    boolean ignoresNulls,
    String api) {

  /**
   * What a record asks for.
   *
   * @param row the value's part with the columns
   * @param identity 32 hex digits, the same for all records of one thing
   * @param recordId 32 hex digits, the same at each delivery of the record
   */
  record Upsert(String table, Object row, String identity, String recordId) {}

  /**
   * @return empty when the record asks for nothing
   * @throws DataException when it asks for something else: says for what
   */
  Optional<Upsert> read(SinkRecord record) {
    Origin origin = origins.apply(record);
    String table = tables.table(origin.routed(), record.headers());
    if (record.value() == null) {
      if (ignoresNulls) {
        return Optional.empty();
      }
      throw new DataException(
          "The value is null, and "
              + api
              + " cannot delete; behavior.on.null.values=ignore skips such records");
    }
    Event event = events.read(record.value());
    if (event.isDelete() || (event.operation().isEmpty() && RecordMapping.isDeleted(record))) {
      throw new DataException(
          "The record deletes a row, and " + api + " cannot; write.api=table and batch can");
    }
    // A dead letter that is replayed is imported anew: its first import failed.
    Origin delivered = Origin.of(record);
    String recordId =
        DerivedId.ofRecord(
            delivered.topic(), delivered.partition(), delivered.offset(), record.timestamp());
    Optional<Object> about = event.id().or(() -> Optional.ofNullable(record.key()));
    String identity =
        about.map(key -> DerivedId.ofKey(origin.topic(), CanonicalKey.of(key))).orElse(recordId);
    return Optional.of(new Upsert(table, event.row().orElseThrow(), identity, recordId));
  }
}
