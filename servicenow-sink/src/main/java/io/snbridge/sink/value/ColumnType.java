/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

/** What the columns of some internal types hold. */
sealed interface ColumnType
    permits TextType,
        BooleanType,
        NumberType,
        DateTimeType,
        DateType,
        TimeType,
        DurationType,
        ListType,
        IdType,
        PatternType {

  /**
   * Makes the column's own text of a value. The empty text, which empties a column, is not asked
   * for.
   */
  Fit convert(FieldValue value, Provenance from);

  /** What is said of a value of a kind that it does not take. */
  static Fit isNo(String what) {
    return new Fit.Not("is not a " + what);
  }
}
