/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * Where in a value its parts are. Without paths the value is the row.
 *
 * @param row path of the row's fields
 * @param operation path of what was done
 * @param id path of what names the row
 */
public record EventFormat(
    Optional<ValuePath> row, Optional<ValuePath> operation, Optional<ValuePath> id) {

  /** The value is the row. */
  public static final EventFormat NONE =
      new EventFormat(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Takes a value apart.
   *
   * @throws DataException when something is not where it should be: names the path and its key. A
   *     delete event needs no row and no id; its key may tell.
   */
  Event read(Object value) {
    Object parsed = isPlain() || !(value instanceof String text) ? value : JsonObject.read(text);
    Optional<Operation> done = operation.map(path -> Operation.of(word(path, parsed), path));
    if (done.filter(Operation.DELETE::equals).isPresent()) {
      return new Event(
          done,
          row.map(path -> deleted(path, parsed)).orElse(Optional.of(parsed)),
          id.flatMap(path -> deleted(path, parsed)));
    }
    return new Event(
        done,
        Optional.of(row.map(path -> require(path, parsed)).orElse(parsed)),
        id.map(path -> require(path, parsed)));
  }

  private boolean isPlain() {
    return row.isEmpty() && operation.isEmpty() && id.isEmpty();
  }

  private static String word(ValuePath path, Object value) {
    Object word = require(path, value);
    if (word instanceof String text) {
      return text;
    }
    throw new DataException(
        "The value has a %s at %s, which is not an operation"
            .formatted(word.getClass().getSimpleName(), path.describe()));
  }

  private static Object require(ValuePath path, Object value) {
    return path.find(value)
        .orElseThrow(() -> new DataException("The value has nothing at " + path.describe()));
  }

  private static Optional<Object> deleted(ValuePath path, Object value) {
    return path.find(value).or(() -> path.before().flatMap(before -> before.find(value)));
  }
}
