/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.errors.DataException;

/**
 * A value as ServiceNow's text: dates in UTC without a zone (KB0534905: what is written without
 * {@code sysparm_input_display_value} is taken as UTC), numbers plain, booleans {@code true} and
 * {@code false}, bytes in base 64.
 */
final class ColumnText {

  private static final DateTimeFormatter DATE = utc("uuuu-MM-dd");
  private static final DateTimeFormatter TIME = utc("HH:mm:ss");
  private static final DateTimeFormatter DATE_TIME = utc("uuuu-MM-dd HH:mm:ss");

  private ColumnText() {}

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /**
   * @param path names the field in errors; its value never is in one
   * @param schema null for a schemaless value
   * @throws DataException for nested values and unknown types
   */
  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  static String of(String path, Schema schema, Object value) {
    if (value instanceof CharSequence || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof BigDecimal decimal && schema != null) {
      // The scale is the schema's, and says nothing of the value: 1.5 comes as 1.5000000000.
      return Numbers.plain(
          path, decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros());
    }
    if (value instanceof BigDecimal || value instanceof Float || value instanceof Double) {
      return Numbers.plain(path, Numbers.decimal(path, (Number) value));
    }
    if (value instanceof Number number) {
      return Numbers.decimal(path, number).toPlainString();
    }
    if (value instanceof java.util.Date date) {
      return format(schema).format(Instant.ofEpochMilli(date.getTime()));
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return Base64.getEncoder().encodeToString(bytes);
    }
    throw new DataException(refusal(path, value));
  }

  private static DateTimeFormatter format(Schema schema) {
    String name = schema == null ? null : schema.name();
    if (Date.LOGICAL_NAME.equals(name)) {
      return DATE;
    }
    return Time.LOGICAL_NAME.equals(name) ? TIME : DATE_TIME;
  }

  private static String refusal(String path, Object value) {
    if (value instanceof Struct || value instanceof Map || value instanceof Collection) {
      return ("Field '%s' is nested (%s), and a column holds one value: see nested.fields,"
              + " or leave it out: fields.exclude")
          .formatted(path, value instanceof Collection ? "a list" : "an object");
    }
    return "Field '%s' is of type %s, which no column takes"
        .formatted(path, value.getClass().getName());
  }
}
