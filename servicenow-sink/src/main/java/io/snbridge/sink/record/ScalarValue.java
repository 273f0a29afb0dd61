/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.FieldValue;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A value that is neither object nor list. Its text is as ServiceNow writes such things: dates in
 * UTC without a zone (KB0534905: what is written without {@code sysparm_input_display_value} is
 * taken as UTC), numbers plain, booleans {@code true} and {@code false}; bytes in base 64.
 */
final class ScalarValue {

  private ScalarValue() {}

  /**
   * @param path names the field in errors; its value never is in one
   * @param schema null for a schemaless value
   * @throws DataException for nested values and unknown types, and for what is no text or number
   */
  static FieldValue of(String path, @Nullable Schema schema, Object value) {
    Optional<FieldValue> logical = LogicalTypes.read(path, schema, value);
    if (logical.isPresent()) {
      return logical.get();
    }
    if (value instanceof CharSequence chars) {
      return new FieldValue.Text(UnicodeText.checked(path, chars.toString()));
    }
    if (value instanceof Boolean bool) {
      return new FieldValue.Bool(bool);
    }
    if (value instanceof Number number) {
      return numeric(path, schema, number);
    }
    if (value instanceof java.util.Date date) {
      return time(schema, date);
    }
    byte[] bytes = bytes(value);
    if (bytes != null) {
      return new FieldValue.Binary(Base64.getEncoder().encodeToString(bytes));
    }
    throw new DataException(refusal(path, value));
  }

  private static FieldValue numeric(String path, @Nullable Schema schema, Number number) {
    BigDecimal decimal = Numbers.decimal(path, number);
    // The scale of a Decimal is its schema's, and says nothing of the value: 1.5 is 1.5000000000.
    BigDecimal shown =
        schema != null && number instanceof BigDecimal ? Numbers.stripped(path, decimal) : decimal;
    return new FieldValue.Numeric(shown, Numbers.plain(path, shown));
  }

  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  private static FieldValue time(@Nullable Schema schema, java.util.Date date) {
    Instant at = Instant.ofEpochMilli(date.getTime());
    String name = schema == null ? null : schema.name();
    if (Date.LOGICAL_NAME.equals(name)) {
      return new FieldValue.Day(at.atOffset(ZoneOffset.UTC).toLocalDate());
    }
    return Time.LOGICAL_NAME.equals(name)
        ? new FieldValue.TimeOfDay(at.atOffset(ZoneOffset.UTC).toLocalTime())
        : new FieldValue.Moment(at);
  }

  /** Null for anything else. */
  static byte @Nullable [] bytes(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return null;
  }

  private static String refusal(String path, Object value) {
    if (value instanceof Struct || value instanceof Map || value instanceof Collection) {
      return ("Field '%s' is nested (%s), but a column holds one value: see nested.fields, or"
              + " leave it out (fields.exclude)")
          .formatted(path, value instanceof Collection ? "a list" : "an object");
    }
    return "Field '%s' is of type %s, which no column takes"
        .formatted(path, value.getClass().getName());
  }
}
