/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import io.snbridge.common.log.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * When the change that a record is about was made. Of the source connector's records header {@value
 * #HEADER} says so; their timestamp is by default the time at which they were sent. A record
 * without the header has its timestamp in Kafka only.
 */
public final class RecordTime {

  /** As the source connector writes it: ISO 8601 in UTC. */
  public static final String HEADER = "servicenow.updated.on";

  private static final int LONGEST_TEXT = 40;

  private RecordTime() {}

  /**
   * The header's time, else the record's timestamp; empty when there is neither.
   *
   * @throws DataException when the header is there and tells no time. The timestamp is no help
   *     then: it may be much later than the change.
   */
  public static Optional<Instant> of(SinkRecord record) {
    Header header = record.headers().lastWithName(HEADER);
    return header == null || header.value() == null
        ? Optional.ofNullable(record.timestamp()).map(Instant::ofEpochMilli)
        : Optional.of(read(header.value()));
  }

  /** What header converters and transformations make of the text. */
  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  private static Instant read(Object value) {
    if (value instanceof Date timestamp) {
      return Instant.ofEpochMilli(timestamp.getTime());
    }
    if (value instanceof Long millis) {
      return Instant.ofEpochMilli(millis);
    }
    String text =
        value instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.UTF_8)
            : value.toString();
    try {
      return OffsetDateTime.parse(text.strip()).toInstant();
    } catch (DateTimeException e) {
      throw new DataException(
          "header '%s' is '%s', which is not a time; use the form 2026-01-20T17:16:48Z"
              .formatted(HEADER, shown(text)),
          e);
    }
  }

  private static String shown(String text) {
    return OneLine.of(text, LONGEST_TEXT);
  }
}
