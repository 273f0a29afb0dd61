/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.CommandException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.DataException;

/** Reads what records say of the rows of one table, and counts the others. Owned by one thread. */
final class RecordReader {

  /** Tells what one record says. */
  interface Meaning {

    /**
     * The state of a row.
     *
     * @return empty when the record is about no row of the table
     * @throws DataException when it cannot be read
     */
    Optional<TopicState> of(ConsumerRecord<byte[], byte[]> record);
  }

  private final Meaning meaning;
  private long read;
  private long ofOthers;
  private long unreadable;
  private String firstProblem = "";

  RecordReader(Meaning meaning) {
    this.meaning = meaning;
  }

  /** What a record says; empty when it is about no row of the table, or cannot be read. */
  Optional<TopicState> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      Optional<TopicState> state = meaning.of(record);
      if (state.isPresent()) {
        read++;
      } else {
        ofOthers++;
      }
      return state;
    } catch (DataException wrong) {
      if (unreadable++ == 0) {
        firstProblem =
            "the first is %d@%d, %s"
                .formatted(record.partition(), record.offset(), wrong.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Records that are about no row of the table. */
  long ofOthers() {
    return ofOthers;
  }

  /** Records that could not be read, and so say nothing of any row. */
  long unreadable() {
    return unreadable;
  }

  /** What is wrong with the first of these. */
  String firstProblem() {
    return firstProblem;
  }

  /**
   * Looks whether anything could be read.
   *
   * @throws CommandException when nothing could: then the converters are other ones
   */
  void check() {
    if (read == 0 && unreadable > 0) {
      throw CommandException.decide(
          "None of %d records can be read with these converters: %s"
              .formatted(unreadable, firstProblem));
    }
  }
}
