/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.common.log.OneLine;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** What an event says was done to its row. */
enum Operation {
  /** Created, or read in a snapshot. */
  CREATE,
  UPDATE,
  DELETE;

  /** Debezium's letters, and the words that services use. */
  private static final Map<String, Operation> WORDS =
      Map.ofEntries(
          Map.entry("c", CREATE),
          Map.entry("r", CREATE),
          Map.entry("create", CREATE),
          Map.entry("created", CREATE),
          Map.entry("u", UPDATE),
          Map.entry("update", UPDATE),
          Map.entry("updated", UPDATE),
          Map.entry("d", DELETE),
          Map.entry("delete", DELETE),
          Map.entry("deleted", DELETE));

  /**
   * The operation of a word, in any case; of {@code record.created} the part after the last dot.
   *
   * @throws DataException for any other word
   */
  static Operation of(String word, ValuePath path) {
    String last = word.substring(word.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Operation operation = WORDS.get(last);
    if (operation == null) {
      throw new DataException(
          ("The value has '%s' at %s, which is not an operation (c, r, u, d, created, updated,"
                  + " deleted, also after a dot, as in record.updated)")
              .formatted(OneLine.of(word, 40), path.describe()));
    }
    return operation;
  }
}
