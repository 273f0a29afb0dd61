/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.FieldValue;
import io.snbridge.sink.value.Given;
import io.snbridge.sink.value.Provenance;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A write as a record asks for it.
 *
 * @param write its values are as columns get them whose type nobody knows
 * @param given what the record has for its columns, to be made fit for them
 */
public record Asked(Write write, Given given) {

  /** A write of texts. */
  public static Asked of(Write write) {
    return new Asked(write, Given.NOTHING);
  }

  static Asked of(Write write, Map<String, FieldValue> fields, Provenance from) {
    return new Asked(write, Given.of(fields, from));
  }

  /**
   * One write with the later value of each column.
   *
   * @param all of one row, in their order
   */
  public static Asked merged(List<Asked> all) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, FieldValue> fields = new HashMap<>();
    for (Asked asked : all) {
      values.putAll(asked.write().values());
      fields.keySet().removeAll(asked.write().values().keySet());
      fields.putAll(asked.given().fields());
    }
    Asked first = all.get(0);
    boolean alike = all.stream().allMatch(asked -> asked.given().from() == first.given().from());
    return new Asked(
        first.write().with(values),
        new Given(fields, alike ? first.given().from() : Provenance.UNKNOWN));
  }

  /** As texts: column to value. */
  static Map<String, String> texts(Map<String, FieldValue> fields) {
    Map<String, String> texts = new LinkedHashMap<>();
    fields.forEach((column, value) -> texts.put(column, value.text()));
    return texts;
  }
}
