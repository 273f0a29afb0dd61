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
    return value instanceof FieldValue.Tree ? looksLikeJson() : text(value.text());
  }

  private static Fit joined(List<String> items) {
    return items.stream().anyMatch(item -> item.indexOf(',') >= 0)
        ? new Fit.Not("has an item with a comma, which would be two")
        : text(String.join(",", items));
  }

  private static Fit text(String items) {
    return items.startsWith("[") ? looksLikeJson() : new Fit.As(items);
  }

  private static Fit looksLikeJson() {
    return new Fit.Not("is JSON, or looks like it, but the column holds items separated by commas");
  }
}
