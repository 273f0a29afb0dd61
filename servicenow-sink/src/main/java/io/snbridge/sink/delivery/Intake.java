/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.record.Asked;
import io.snbridge.sink.record.Mapping;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Decides what is to be done for a record, seen what came before it. Owned by the task thread. */
public final class Intake {

  private final Mapping mapping;
  private final IdempotencyWindow repeats;
  private final TrailingTombstones tombstones = new TrailingTombstones();

  public Intake(Mapping mapping, IdempotencyWindow repeats) {
    this.mapping = mapping;
    this.repeats = repeats;
  }

  /**
   * The write that a record asks for.
   *
   * @return empty when there is nothing to do: the record is done
   * @throws DataException as {@link Mapping#ask}
   */
  Optional<Asked> ask(SinkRecord record) {
    if (tombstones.isBehindItsEvent(record)) {
      return Optional.empty();
    }
    Optional<Asked> asked = mapping.ask(record);
    if (asked.isPresent()) {
      tombstones.asked(record, asked.get().write());
      if (repeats.isRepeat(record)) {
        return Optional.empty();
      }
    }
    return asked;
  }

  /** To be told of a record whose write was refused. */
  void refused(SinkRecord record) {
    repeats.notWritten(record);
  }

  void revoke(Collection<TopicPartition> partitions) {
    tombstones.revoke(partitions);
    repeats.revoke(partitions);
  }

  /** How many records repeated another one and were dropped. Any thread. */
  public long repeatsDropped() {
    return repeats.dropped();
  }
}
