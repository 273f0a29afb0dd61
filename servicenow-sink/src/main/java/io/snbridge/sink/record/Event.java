/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Optional;

/**
 * What a record's value says.
 *
 * @param operation empty when the value does not tell
 * @param row the row's fields: a Struct, a map, or JSON text; empty when a delete event has none
 * @param id what names the row, where a path leads to it
 */
record Event(Optional<Operation> operation, Optional<Object> row, Optional<Object> id) {

  boolean isDelete() {
    return operation.filter(Operation.DELETE::equals).isPresent();
  }
}
