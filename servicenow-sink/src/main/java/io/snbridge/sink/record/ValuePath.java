/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;

/**
 * A place within a record's value: names of fields, from the outside in. A name that has a dot in
 * it cannot be reached.
 *
 * @param key the configuration key that gives it, for errors
 */
public record ValuePath(String key, List<String> steps) {

  private static final String AFTER = "after";
  private static final String BEFORE = "before";

  public ValuePath {
    steps = List.copyOf(steps);
  }

  /**
   * A path as it is configured: {@code entity.id}.
   *
   * @throws IllegalArgumentException when a name is empty
   */
  public static ValuePath of(String key, String dotted) {
    List<String> steps = List.of(dotted.strip().split("\\.", -1));
    if (steps.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("'" + dotted + "' has an empty name in it");
    }
    return new ValuePath(key, steps);
  }

  /**
   * What is there.
   *
   * @param value a Struct, a map, or the text of a JSON object
   * @return empty when there is nothing, or null
   */
  public Optional<Object> find(Object value) {
    Object at = value instanceof String text ? JsonObject.read(text) : value;
    for (String step : steps) {
      if (at instanceof Struct struct) {
        at = struct.schema().field(step) == null ? null : struct.getWithoutDefault(step);
      } else {
        at = at instanceof Map<?, ?> map ? map.get(step) : null;
      }
    }
    return Optional.ofNullable(at);
  }

  /**
   * The same place in an event's {@code before}, where Debezium has a deleted row: its {@code
   * after} is null.
   */
  Optional<ValuePath> before() {
    int after = steps.indexOf(AFTER);
    if (after < 0) {
      return Optional.empty();
    }
    List<String> before = new ArrayList<>(steps);
    before.set(after, BEFORE);
    return Optional.of(new ValuePath(key, before));
  }

  /** For errors: {@code 'entity.id' (value.id.path)}. */
  public String describe() {
    return "'" + String.join(".", steps) + "' (" + key + ")";
  }
}
