/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

/** Any text: strings, references, choices, HTML, scripts, and what is not known. */
record TextType() implements ColumnType {

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    return value instanceof FieldValue.Items list && !list.mayBeText()
        ? new Fit.Not(
            "is a list, but the column holds one value: see nested.fields, or leave it out"
                + " (fields.exclude)")
        : new Fit.As(value.text());
  }
}
