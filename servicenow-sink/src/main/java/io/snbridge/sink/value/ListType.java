/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.util.List;

/** Items with commas between them. */
record ListType() implements ColumnType {

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Items list) {
      return joined(list.items());
    }
    if (value instanceof FieldValue.Tree || value.text().startsWith("[")) {
      return new Fit.Not("is JSON, but the column holds items separated by commas");
    }
    return new Fit.As(value.text());
  }

  private static Fit joined(List<String> items) {
    return items.stream().anyMatch(item -> item.indexOf(',') >= 0)
        ? new Fit.Not("has an item with a comma, which would be two")
        : new Fit.As(String.join(",", items));
  }
}
