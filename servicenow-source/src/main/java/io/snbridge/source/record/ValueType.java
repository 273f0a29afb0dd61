/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** What the text of a column becomes. */
@SuppressWarnings("ImmutableEnumChecker") // its functions are methods without state
enum ValueType {
  TEXT("STRING", SchemaBuilder::string, Optional::of),
  BOOLEAN("BOOLEAN", SchemaBuilder::bool, NumberText::bool),
  /** 64 bits for all, so that a column that is made wider keeps its schema. */
  WHOLE("INT64", SchemaBuilder::int64, NumberText::whole),
  FLOAT("FLOAT64", SchemaBuilder::float64, NumberText::floating),
  /**
   * Two places by default, more by the dictionary attribute {@code scale}; of amounts ServiceNow
   * keeps up to four. One scale for all: JSON without a schema does not tell it, and the sink must
   * know it.
   */
  DECIMAL("Decimal, scale 10", () -> Decimal.builder(10), text -> NumberText.decimal(text, 10)),
  DATE("Date", Date::builder, TimeText::date),
  DATE_TIME("Timestamp", Timestamp::builder, TimeText::dateTime),
  TIME("Time", Time::builder, TimeText::timeOfDay),
  /** Not a Time, which ends at 24 hours. */
  DURATION("INT64, seconds", SchemaBuilder::int64, TimeText::seconds),
  SECRET("left out", SchemaBuilder::string, Optional::of);

  private final String description;
  private final Supplier<SchemaBuilder> schema;
  private final Function<String, Optional<?>> reader;

  ValueType(
      String description, Supplier<SchemaBuilder> schema, Function<String, Optional<?>> reader) {
    this.description = description;
    this.schema = schema;
    this.reader = reader;
  }

  /** As the guide names it. */
  String description() {
    return description;
  }

  /** The same, or text where the user wants the instance's text. */
  ValueType in(TimeMode mode) {
    return switch (this) {
      case DATE, DATE_TIME, TIME, DURATION -> mode == TimeMode.STRING ? TEXT : this;
      default -> this;
    };
  }

  /**
   * The schema of an optional field.
   *
   * @param label may be empty
   */
  Schema optional(String label) {
    SchemaBuilder builder = schema.get().optional();
    return (label.isEmpty() ? builder : builder.doc(label)).build();
  }

  /**
   * The value of a text that is not empty; nothing when it cannot be told from the value again, so
   * that no digit is ever lost.
   */
  Optional<?> read(String text) {
    return reader.apply(text);
  }
}
