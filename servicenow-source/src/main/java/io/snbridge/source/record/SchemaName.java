/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The name of a value schema, made from the topic and fit for Avro. */
final class SchemaName {

  private SchemaName() {}

  /** {@code servicenow.incident} gives {@code servicenow.incident.Value}. */
  static String of(String topic) {
    return Arrays.stream(topic.split("\\.", -1))
        .map(SchemaName::safe)
        .collect(Collectors.joining(".", "", ".Value"));
  }

  /** Avro names are letters, digits and underscores, and do not begin with a digit. */
  private static String safe(String part) {
    String clean = part.replaceAll("[^A-Za-z0-9_]", "_");
    return clean.isEmpty() || Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
  }
}
