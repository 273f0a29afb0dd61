/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The names of a topic's schemas, fit for Avro. */
final class SchemaName {

  private SchemaName() {}

  /** Of a row: {@code servicenow.incident} gives {@code servicenow.incident.Value}. */
  static String row(String topic) {
    return namespace(topic) + ".Value";
  }

  /** Of what is around a row: {@code servicenow.incident.Envelope}. */
  static String envelope(String topic) {
    return namespace(topic) + ".Envelope";
  }

  private static String namespace(String topic) {
    return Arrays.stream(topic.split("\\.", -1))
        .map(FieldNames::of)
        .collect(Collectors.joining("."));
  }
}
