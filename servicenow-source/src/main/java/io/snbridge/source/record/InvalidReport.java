/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts values that do not fit their type, and says so or fails. Thread-safe. */
final class InvalidReport {

  private static final Logger LOG = LoggerFactory.getLogger(InvalidReport.class);
  private static final int LONGEST_TEXT = 100;

  private final RecordSettings settings;
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  InvalidReport(RecordSettings settings) {
    this.settings = settings;
  }

  /**
   * @throws ConnectException for {@link InvalidValues#FAIL}: names table, row, field and text
   */
  void report(Row row, RowValue value, TypedSchema schema) {
    value
        .invalid()
        .forEach(
            (field, text) -> {
              String what =
                  "Table '%s', row %s: '%s' in column '%s' does not fit its type, %s."
                      .formatted(
                          settings.table(),
                          row.value(settings.idField()).orElse("?"),
                          shortened(text),
                          field,
                          describe(schema, field));
              if (settings.invalidValues() == InvalidValues.FAIL) {
                throw new ConnectException(
                    what
                        + " Set 'behavior.on.invalid.values' to 'null', and the record has it in a header; or 'schema.mode' to 'string'.");
              }
              long count = counts.merge(field, 1L, Long::sum);
              if (isPowerOfTen(count)) {
                LOG.warn(
                    "{} The field is null, the text is in header '{}{}'. {} values of this column so far.",
                    what,
                    RecordBuilder.INVALID_HEADER,
                    field,
                    count);
              }
            });
  }

  /** Values that did not fit, of all columns. */
  long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String describe(TypedSchema schema, String field) {
    return schema.columns().entrySet().stream()
        .filter(column -> FieldNames.of(column.getKey()).equals(field))
        .map(column -> column.getValue().type().description())
        .findFirst()
        .orElseThrow();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }

  private static boolean isPowerOfTen(long count) {
    long power = 1;
    while (power < count) {
      power *= 10;
    }
    return power == count;
  }
}
