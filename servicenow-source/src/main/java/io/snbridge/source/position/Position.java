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
   *     for all ranges of one snapshot. Of a table that is read once more, when that began
   * @param snapshot the {@code snapshot.id} that this reading is for
   * @param query the {@code snapshot.query} of a table that is read once more; empty for all rows
   */
  record InRange(
      Instant streamStart, String lastId, Optional<String> snapshot, Optional<String> query)
      implements Position {

    /** For none. */
    public InRange(Instant streamStart, String lastId) {
      this(streamStart, lastId, Optional.empty());
    }

    /** Of all rows. */
    public InRange(Instant streamStart, String lastId, Optional<String> snapshot) {
      this(streamStart, lastId, snapshot, Optional.empty());
    }
  }

  /**
   * In the stream: every row before {@code timestamp} was read, and of that second the rows up to
   * {@code lastId}.
   *
   * @param timestamp whole seconds
   * @param lastId empty when nothing of that second was read
   * @param deletesUntil Kafka has every delete before this time, in whole seconds; empty when
   *     deletes are not read
   * @param hidden times before it that are to be looked at again
   * @param early what was sent of the rows after it
   */
  record InStream(
      Instant timestamp,
      Optional<String> lastId,
      Optional<Instant> deletesUntil,
      HiddenTimes hidden,
      SentEarly early)
      implements Position {

    /** Where deletes are not read, nothing was hidden, and nothing sent early. */
    public InStream(Instant timestamp, Optional<String> lastId) {
      this(timestamp, lastId, Optional.empty(), HiddenTimes.NONE, SentEarly.NONE);
    }

    /** At the beginning of a second. */
    public static InStream from(Instant second) {
      return new InStream(second, Optional.empty());
    }

    /** After a row. */
    public static InStream after(Instant timestamp, String id) {
      return new InStream(timestamp, Optional.of(id));
    }

    /** The same position, and how far deletes were read. */
    public InStream withDeletesUntil(Optional<Instant> second) {
      return new InStream(timestamp, lastId, second, hidden, early);
    }

    /** The same position, and what is to be looked at again before it. */
    public InStream withHidden(HiddenTimes times) {
      return new InStream(timestamp, lastId, deletesUntil, times, early);
    }

    /** The same position, and what was sent of the rows after it. */
    public InStream withEarly(SentEarly sent) {
      return new InStream(timestamp, lastId, deletesUntil, hidden, sent);
    }
  }

  /**
   * In the deletes: as {@link InStream}, of the rows of {@code sys_audit_delete}.
   *
   * @param audit when the last deleted row was deleted, and the id of its audit row
   */
  record InDeletes(InStream audit) implements Position {}
}
