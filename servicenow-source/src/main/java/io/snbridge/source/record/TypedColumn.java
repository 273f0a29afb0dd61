/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * A column as a record shall have it.
 *
 * @param type what its text becomes
 * @param label documents its field; may be empty
 * @param reference for a reference that is more than its sys_id
 */
record TypedColumn(ValueType type, String label, Optional<ReferenceType> reference) {

  /** The schema of its field, which may be null. */
  Schema schema() {
    return reference.map(ReferenceType::schema).orElseGet(() -> type.optional(label));
  }
}
