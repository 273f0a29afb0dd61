/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.util.regex.Pattern;

/**
 * Text of a certain form.
 *
 * @param name of such a text
 */
record PatternType(String name, Pattern pattern) implements ColumnType {

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    String text = value.text().strip();
    return pattern.matcher(text).matches() ? new Fit.As(text) : ColumnType.isNo(name);
  }
}
