/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns a record into the write it asks for. Immutable. */
public interface Mapping {

  /**
   * The write that a record asks for.
   *
   * @return empty when the record asks for nothing ({@code behavior.on.null.values=ignore})
   * @throws DataException when the record asks for nothing that can be written: says what is wrong
   *     with it, without its values
   */
  Optional<Asked> ask(SinkRecord record);

  /** The write alone, with values as columns get them whose type nobody knows. */
  default Optional<Write> write(SinkRecord record) {
    return ask(record).map(Asked::write);
  }
}
