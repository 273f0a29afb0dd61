/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import io.snbridge.sink.record.HeaderText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What a record asks of a row.
 *
 * @param operation what is to be done to the row
 * @param table the row's table
 * @param sysId the row's id; empty when the instance chooses it ({@code id.mode=server})
 * @param columns what is to be written, as ServiceNow's text: column to value, in the order of the
 *     record, without the {@code sys_id}; none for a delete
 * @param record the record itself, after transforms; not to be changed
 */
public record Change(
    Operation operation,
    String table,
    Optional<String> sysId,
    Map<String, String> columns,
    SinkRecord record) {

  /** What is done to a row. */
  public enum Operation {
    /** Changes the row, and creates it when it is not there. */
    UPSERT,
    /** Creates the row; one that is there already is left as it is. */
    INSERT,
    /** Changes the row; what becomes of a row that is not there says {@code not.found}. */
    UPDATE,
    /** Deletes the row. */
    DELETE
  }

  /**
   * When the change was made: of the source connector's records when their row changed, else the
   * record's timestamp in Kafka.
   *
   * @throws org.apache.kafka.connect.errors.DataException as {@link RecordTime#of}
   */
  public Optional<Instant> time() {
    return RecordTime.of(record);
  }

  /** A header's value as text, the last one's if there are several; empty for none, and null. */
  public Optional<String> header(String name) {
    return HeaderText.of(record.headers(), name);
  }
}
