/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.record.ValuePath;
import java.util.Optional;

/**
 * Which source a record is from: what a header says, or else its value, or else what all records
 * have in common.
 *
 * @param header the header's name
 * @param path where in the value it is
 * @param name the source of records that name none
 */
public record RecordSource(
    Optional<String> header, Optional<ValuePath> path, Optional<String> name) {

  /** The source's name; empty when the record names none. */
  Optional<String> of(Change change) {
    return header
        .flatMap(change::header)
        .or(() -> path.flatMap(at -> at.find(change.record().value())).map(Object::toString))
        .filter(source -> !source.isBlank())
        .or(() -> name);
  }
}
