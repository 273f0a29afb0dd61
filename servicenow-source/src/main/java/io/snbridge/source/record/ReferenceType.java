/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Structs for the references of a column.
 *
 * @param rows where the URLs of the rows that they point to begin. It is what an instance writes
 *     without {@code sysparm_exclude_reference_link}; made here, it is not sent with every row
 */
record ReferenceType(ReferenceFormat format, String rows) {

  private static final String VALUE = "value";

  // One schema for all columns: Avro does not take two of one name.
  private static final Schema LINK =
      SchemaBuilder.struct()
          .name("io.snbridge.ReferenceLink")
          .field("link", Schema.STRING_SCHEMA)
          .field(VALUE, Schema.STRING_SCHEMA)
          .optional()
          .build();

  private static final Schema BOTH =
      SchemaBuilder.struct()
          .name("io.snbridge.Reference")
          .field(VALUE, Schema.STRING_SCHEMA)
          .field("display_value", Schema.OPTIONAL_STRING_SCHEMA)
          .optional()
          .build();

  Schema schema() {
    return format == ReferenceFormat.LINK ? LINK : BOTH;
  }

  /**
   * One that is not empty.
   *
   * @param shown null when the instance gives no display value
   */
  Struct of(String id, @Nullable String shown) {
    Struct struct = new Struct(schema()).put(VALUE, id);
    return format == ReferenceFormat.LINK
        ? struct.put("link", rows + id)
        : struct.put("display_value", shown);
  }
}
