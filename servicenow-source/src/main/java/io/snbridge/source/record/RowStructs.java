/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import io.snbridge.source.record.TypedSchema.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes the structs of one page. Its rows share their columns, mostly, so that where these go is
 * looked up once, and not for each row. Owned by one thread.
 */
final class RowStructs {

  private final TypedSchema schema;

  /** Those of the last row, and where each of them goes; null for nowhere. */
  private Set<String> columns = Set.of();

  private @Nullable Target[] targets = {};

  RowStructs(TypedSchema schema) {
    this.schema = schema;
  }

  /**
   * The value of a row. A column that the user may not read is null; an empty one is null, too,
   * unless it is text.
   */
  RowValue of(Row row) {
    Set<String> ofRow = row.values().keySet();
    if (ofRow != columns) {
      columns = ofRow;
      targets = ofRow.stream().map(schema::target).toArray(Target[]::new);
    }
    Struct struct = new Struct(schema.schema());
    Map<String, String> invalid = Map.of();
    int i = 0;
    for (String text : row.values().values()) {
      Target target = targets[i++];
      if (target != null && !put(struct, target, text, row)) {
        invalid = invalid.isEmpty() ? new LinkedHashMap<>() : invalid;
        invalid.put(target.name(), text);
      }
    }
    return new RowValue(schema.schema(), struct, invalid);
  }

  /** False when the text does not fit: then there is no value. */
  private boolean put(Struct struct, Target target, String text, Row row) {
    if (target.shown().isPresent()) {
      struct.put(target.shown().get(), row.displayValues().get(target.column()));
    }
    if (target.reference().isPresent()) {
      if (!text.isEmpty()) {
        String shown = row.displayValues().get(target.column());
        struct.put(target.field(), target.reference().get().of(text, shown));
      }
    } else if (target.type() == ValueType.TEXT) {
      struct.put(target.field(), schema.showsDisplayValues() ? shown(target, text, row) : text);
    } else if (!text.isEmpty()) {
      Optional<?> value = target.type().read(text);
      if (value.isEmpty()) {
        return false;
      }
      struct.put(target.field(), value.get());
    }
    return true;
  }

  private static String shown(Target target, String text, Row row) {
    return row.displayValues().getOrDefault(target.column(), text);
  }
}
