/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** When the row of a record was changed, as the record's header says. */
public final class ChangeTime {

  private ChangeTime() {}

  /**
   * Reads it.
   *
   * @param record as a {@link RecordBuilder} has made it
   * @return empty when the row did not tell
   */
  public static Optional<Instant> of(SourceRecord record) {
    Header header = record.headers().lastWithName(RecordBuilder.UPDATED_ON_HEADER);
    return header != null && header.value() instanceof String text ? parse(text) : Optional.empty();
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }
}
