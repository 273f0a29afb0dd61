/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

/**
 * What is known of whoever made a record's values. A plain JSON record does not say what its
 * numbers and texts mean; one that is known to be from the source connector does.
 */
public enum Provenance {
  /** Anybody, or there is a schema to tell. */
  UNKNOWN,

  /**
   * The source connector, by JSON without a schema, and a value that is no text is in the row: so
   * times are numbers, and decimals are base 64.
   */
  SOURCE_TYPED,

  /** The same, and all of the row is text: times are, decimals may be base 64. */
  SOURCE_TEXT
}
