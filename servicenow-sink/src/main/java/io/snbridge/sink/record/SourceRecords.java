/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.Provenance;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/** Tells the source connector's records from others, by the headers that it gives each. */
final class SourceRecords {

  private static final String INSTANCE = "servicenow.instance";
  private static final String TABLE = "servicenow.table";

  private SourceRecords() {}

  /**
   * Who made a row.
   *
   * @param row the value's part with the columns
   */
  static Provenance of(SinkRecord record, Object row) {
    boolean told =
        row instanceof Map
            && record.headers().lastWithName(INSTANCE) != null
            && record.headers().lastWithName(TABLE) != null;
    if (!told) {
      return Provenance.UNKNOWN;
    }
    return ((Map<?, ?>) row)
            .values().stream()
                .anyMatch(value -> value instanceof Number || value instanceof Boolean)
        ? Provenance.SOURCE_TYPED
        : Provenance.SOURCE_TEXT;
  }
}
