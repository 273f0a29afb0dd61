/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.Optional;

/** The deletes of a table. Owned by the table's poller. */
interface Deletes {

  /** A table whose deletes are not wanted. */
  Deletes NONE =
      new Deletes() {
        @Override
        public void check() {}

        @Override
        public void begin(InStream start) {}

        @Override
        public void read(Instant now) {}

        @Override
        public Optional<Instant> until() {
          return Optional.empty();
        }
      };

  /**
   * To be called before the first row, so that what is missing is said at once.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException when the user may not read them
   */
  void check() throws InterruptedException;

  /** Sets the position that {@link #read} begins at. */
  void begin(InStream start);

  /**
   * Reads what is settled.
   *
   * @param now by the instance's clock
   */
  void read(Instant now) throws InterruptedException;

  /** Kafka has every delete before this time; empty when they are not read. */
  Optional<Instant> until();
}
