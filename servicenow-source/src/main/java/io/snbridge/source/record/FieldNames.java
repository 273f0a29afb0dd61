/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The names that the columns of one table have in its records: what Avro allows (letters, digits
 * and underscores, no digit first), so that one topic can be written in any format. Thread-safe.
 */
public final class FieldNames {

  private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_]");

  private final String table;
  private final Map<String, String> fields = new ConcurrentHashMap<>();
  private final Map<String, String> columns = new ConcurrentHashMap<>();

  /** No column is known yet. */
  FieldNames(String table) {
    this.table = table;
  }

  /** {@code caller_id.email} gives {@code caller_id_email}, {@code 2nd} gives {@code _2nd}. */
  public static String of(String column) {
    String clean = FORBIDDEN.matcher(column).replaceAll("_");
    return clean.isEmpty() || Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
  }

  /**
   * The field of a column, which nothing else may have from now on.
   *
   * @throws ConnectException when another column has it: names both
   */
  String take(String column) {
    String known = fields.get(column);
    return known != null ? known : takeNew(column);
  }

  /** Whether a column has this field; then nothing that is no column may have it. */
  boolean isTaken(String field) {
    return columns.containsKey(field);
  }

  private String takeNew(String column) {
    String field = of(column);
    String other = columns.putIfAbsent(field, column);
    if (other != null && !other.equals(column)) {
      throw new ConnectException(
          ("Table '%s': columns '%s' and '%s' would both become field '%s' of a record, because"
                  + " every character but letters and digits becomes '_'. Set 'table.<alias>.fields'"
                  + " and leave one of them out; a second alias can read the other into a topic of"
                  + " its own.")
              .formatted(table, other, column, field));
    }
    fields.put(column, field);
    return field;
  }
}
