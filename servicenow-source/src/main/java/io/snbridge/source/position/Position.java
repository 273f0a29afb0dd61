/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import java.time.Instant;
import java.util.Optional;

/** How far a table, or one snapshot range of it, has been read. */
public sealed interface Position {

  /**
   * In a snapshot range: all ids up to {@code lastId} were read.
   *
   * @param streamStart where the stream begins once every range is read, in whole seconds; the same
   *     for all ranges of one snapshot
   */
  record InRange(Instant streamStart, String lastId) implements Position {}

  /**
   * In the stream: every row before {@code timestamp} was read, and of that second the rows up to
   * {@code lastId}.
   *
   * @param timestamp whole seconds
   * @param lastId empty when nothing of that second was read
   */
  record InStream(Instant timestamp, Optional<String> lastId) implements Position {

    /** At the beginning of a second. */
    public static InStream from(Instant second) {
      return new InStream(second, Optional.empty());
    }

    /** After a row. */
    public static InStream after(Instant timestamp, String id) {
      return new InStream(timestamp, Optional.of(id));
    }
  }
}
