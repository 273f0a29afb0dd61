/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.util.Locale;
import java.util.regex.Pattern;

/** An id of 32 hex digits: a UUID without its dashes. Other texts are left as they are. */
record IdType() implements ColumnType {

  private static final Pattern UUID =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Items || value instanceof FieldValue.Tree) {
      return ColumnType.isNo("sys_id");
    }
    String text = value.text();
    return new Fit.As(
        UUID.matcher(text).matches() ? text.replace("-", "").toLowerCase(Locale.ROOT) : text);
  }
}
