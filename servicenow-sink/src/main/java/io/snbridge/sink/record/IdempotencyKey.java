/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What tells an event from another one of its topic: something within its value.
 *
 * @param path where it is
 */
public record IdempotencyKey(ValuePath path) {

  /**
   * A hash of it, always of the same length.
   *
   * @return empty for a record without a value
   * @throws DataException when the value has nothing there
   */
  public Optional<String> of(SinkRecord record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    Object found =
        path.find(record.value())
            .orElseThrow(() -> new DataException("The value has nothing at " + path.describe()));
    return Optional.of(DerivedId.ofKey(record.originalTopic(), CanonicalKey.of(found)));
  }
}
