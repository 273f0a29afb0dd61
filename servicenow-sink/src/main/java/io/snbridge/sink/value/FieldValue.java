/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import io.snbridge.common.table.GlideDateTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/** What a record has for a column, whatever the column's type is. */
public sealed interface FieldValue {

  /** As a column gets it that holds any text, and one whose type nobody knows. */
  String text();

  /** A text; the empty one empties the column. */
  record Text(String text) implements FieldValue {}

  /**
   * Null.
   *
   * @param mayBeObject whether it may stand for an object whose fields would be columns of their
   *     own ({@code nested.fields=flatten}), and nobody tells
   */
  record Nothing(boolean mayBeObject) implements FieldValue {
    @Override
    public String text() {
      return "";
    }
  }

  /** A number. */
  record Numeric(BigDecimal number, String text) implements FieldValue {}

  /** True or false. */
  record Bool(boolean value) implements FieldValue {
    @Override
    public String text() {
      return Boolean.toString(value);
    }
  }

  /** Bytes, as base 64. */
  record Binary(String text) implements FieldValue {}

  /** A point in time. */
  record Moment(Instant at) implements FieldValue {
    @Override
    public String text() {
      return GlideDateTime.text(at);
    }
  }

  /** A day. */
  record Day(LocalDate date) implements FieldValue {
    @Override
    public String text() {
      return date.toString();
    }
  }

  /** A time of any day. */
  record TimeOfDay(LocalTime time) implements FieldValue {
    @Override
    public String text() {
      return Stamps.time(time);
    }
  }

  /** A length of time; its text is the number that it came as. */
  record Span(Duration length, String text) implements FieldValue {}

  /**
   * A list.
   *
   * @param items none is null or a list or an object itself
   * @param text JSON
   * @param mayBeText whether a column of text takes it ({@code nested.fields})
   */
  record Items(List<String> items, String text, boolean mayBeText) implements FieldValue {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** An object, or a list with objects in it, as JSON. */
  record Tree(String text) implements FieldValue {}
}
