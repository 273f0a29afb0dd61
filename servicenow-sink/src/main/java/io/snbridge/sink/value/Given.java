/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.util.HashMap;
import java.util.Map;

/**
 * What a record has for the columns of its write.
 *
 * @param fields by column; one that is not here is a text
 */
public record Given(Map<String, FieldValue> fields, Provenance from) {

  /** Texts alone. */
  public static final Given NOTHING = new Given(Map.of(), Provenance.UNKNOWN);

  public Given {
    fields = Map.copyOf(fields);
  }

  /** Remembers what is more than its text. */
  public static Given of(Map<String, FieldValue> fields, Provenance from) {
    Map<String, FieldValue> more = new HashMap<>();
    fields.forEach(
        (column, value) -> {
          if (!(value instanceof FieldValue.Text)) {
            more.put(column, value);
          }
        });
    return new Given(more, from);
  }

  /** What there is for a column that is written with this text. */
  public FieldValue value(String column, String text) {
    FieldValue more = fields.get(column);
    return more == null ? new FieldValue.Text(text) : more;
  }
}
