/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record.
 *
 * @param schema null for a schemaless value
 * @param invalid name of a field to the text that does not fit its type, where the field is null
 */
record RowValue(@Nullable Schema schema, Object value, Map<String, String> invalid) {

  RowValue(@Nullable Schema schema, Object value) {
    this(schema, value, Map.of());
  }
}
