/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static java.util.Map.entry;

import io.snbridge.sink.value.FieldValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, bytes and structures that mean something else by the name of their schema: Debezium's
 * types, whatever its {@code time.precision.mode}. Those of its types that are text say themselves
 * what they are (ZonedTimestamp, Uuid, Enum, EnumSet, Json, Xml, Interval).
 */
final class LogicalTypes {

  private static final String TIME = "io.debezium.time.";
  private static final String DATA = "io.debezium.data.";
  private static final String VARIABLE_SCALE = DATA + "VariableScaleDecimal";
  private static final long DAY = Duration.ofDays(1).toNanos();

  private interface Counted {
    FieldValue of(long count);
  }

  private static final Map<String, Counted> COUNTED =
      Map.ofEntries(
          entry(TIME + "Timestamp", count -> moment(count, ChronoUnit.MILLIS)),
          entry(TIME + "MicroTimestamp", count -> moment(count, ChronoUnit.MICROS)),
          entry(TIME + "NanoTimestamp", count -> moment(count, ChronoUnit.NANOS)),
          entry(TIME + "Date", count -> new FieldValue.Day(LocalDate.ofEpochDay(count))),
          entry(TIME + "Time", count -> time(count, ChronoUnit.MILLIS)),
          entry(TIME + "MicroTime", count -> time(count, ChronoUnit.MICROS)),
          entry(TIME + "NanoTime", count -> time(count, ChronoUnit.NANOS)),
          entry(TIME + "MicroDuration", count -> span(count, ChronoUnit.MICROS)),
          entry(TIME + "NanoDuration", count -> span(count, ChronoUnit.NANOS)));

  private LogicalTypes() {}

  /**
   * Whether a structure is a number.
   *
   * @param schema null for a schemaless value
   */
  static boolean isNumber(@Nullable Schema schema) {
    return schema != null && VARIABLE_SCALE.equals(schema.name());
  }

  /**
   * What the schema's name says of the value; empty when it says nothing, or the value is not of
   * that type.
   *
   * @param schema null for a schemaless value
   */
  static Optional<FieldValue> read(String path, @Nullable Schema schema, Object value) {
    String name = schema == null ? null : schema.name();
    if (name == null) {
      return Optional.empty();
    }
    if (value instanceof Long || value instanceof Integer) {
      return counted(name, ((Number) value).longValue());
    }
    if (isNumber(schema) && value instanceof Struct struct) {
      return variableScale(path, struct);
    }
    byte[] bytes = name.equals(DATA + "Bits") ? ScalarValue.bytes(value) : null;
    return Optional.ofNullable(bytes).map(found -> bits(path, found));
  }

  private static Optional<FieldValue> counted(String name, long count) {
    try {
      return Optional.ofNullable(COUNTED.get(name)).map(type -> type.of(count));
    } catch (DateTimeException outOfRange) {
      return Optional.empty();
    }
  }

  private static FieldValue moment(long count, ChronoUnit unit) {
    return new FieldValue.Moment(Instant.EPOCH.plus(count, unit));
  }

  /** MySQL's TIME goes beyond a day, and below 0. */
  private static FieldValue time(long count, ChronoUnit unit) {
    Duration length = Duration.of(count, unit);
    return length.isNegative() || length.compareTo(Duration.ofNanos(DAY)) >= 0
        ? new FieldValue.Span(length, Long.toString(count))
        : new FieldValue.TimeOfDay(LocalTime.ofNanoOfDay(length.toNanos()));
  }

  private static FieldValue span(long count, ChronoUnit unit) {
    return new FieldValue.Span(Duration.of(count, unit), Long.toString(count));
  }

  private static Optional<FieldValue> variableScale(String path, Struct struct) {
    Field scale = struct.schema().field("scale");
    Field value = struct.schema().field("value");
    if (scale == null || value == null) {
      return Optional.empty();
    }
    byte[] unscaled = ScalarValue.bytes(struct.getWithoutDefault(value.name()));
    if (unscaled == null
        || unscaled.length == 0
        || !(struct.getWithoutDefault(scale.name()) instanceof Integer places)) {
      return Optional.empty();
    }
    BigDecimal number = Numbers.stripped(path, new BigDecimal(new BigInteger(unscaled), places));
    return Optional.of(new FieldValue.Numeric(number, Numbers.plain(path, number)));
  }

  /** The least bit is the first byte's. */
  private static FieldValue bits(String path, byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - 1 - i] = bytes[i];
    }
    BigDecimal number = new BigDecimal(new BigInteger(1, reversed));
    return new FieldValue.Numeric(number, Numbers.plain(path, number));
  }
}
