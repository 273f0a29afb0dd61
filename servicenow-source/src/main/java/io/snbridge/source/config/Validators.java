/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.source.record.FieldNames;
import io.snbridge.source.record.InternalTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** What single values must look like. */
public final class Validators {

  private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_]+");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private static final int LONGEST_SNAPSHOT_ID = 100;

  private Validators() {}

  static Validator topic() {
    return named(
        () -> "letters, digits, '_', '-' and '.'",
        (name, value) -> {
          if (!TOPIC.matcher((String) value).matches()) {
            throw new ConfigException(
                name, value, "A topic's name consists of letters, digits, '_', '-' and '.'");
          }
        });
  }

  static Validator table() {
    return named(
        () -> "a table's name",
        (name, value) -> {
          if (!isTable((String) value)) {
            throw new ConfigException(
                name,
                value,
                "A table's name consists of letters, digits and '_'; it is not the" + " label");
          }
        });
  }

  public static boolean isTable(String name) {
    return TABLE.matcher(name).matches();
  }

  static Validator startTime() {
    return named(
        () -> StartTime.FORMS,
        (name, value) -> {
          if (StartTime.parse((String) value).isEmpty()) {
            throw new ConfigException(name, value, "Must be " + StartTime.FORMS);
          }
        });
  }

  static Validator encodedQuery() {
    return named(
        () -> "an encoded query without ORDERBY",
        (name, value) -> {
          try {
            EncodedQuery.parse((String) value);
          } catch (IllegalArgumentException wrong) {
            throw new ConfigException(name, value, wrong.getMessage());
          }
        });
  }

  /** A part of stored positions. */
  static Validator snapshotId() {
    return named(
        () -> "up to 100 characters, not only blanks",
        (name, value) -> {
          String id = (String) value;
          if (id != null && (id.isBlank() || id.length() > LONGEST_SNAPSHOT_ID)) {
            throw new ConfigException(
                name,
                value,
                "It must have between 1 and %d characters, and not only blanks. Without the key the"
                        .formatted(LONGEST_SNAPSHOT_ID)
                    + " table is not read again");
          }
        });
  }

  /** A name in the address of each of the table's requests. */
  static Validator category() {
    return named(
        () -> "letters, digits, '_', '-' and '.', 100 at most",
        (name, value) -> {
          if (value != null && !CATEGORY.matcher((String) value).matches()) {
            throw new ConfigException(
                name,
                value,
                "It must be the name of a query category: up to 100 letters, digits, '_', '-' and"
                    + " '.'");
          }
        });
  }

  static Validator column() {
    return named(() -> "a column", (name, value) -> requireColumn(name, (String) value));
  }

  static Validator columns() {
    return named(
        () -> "columns",
        (name, value) -> ((List<?>) value).forEach(field -> requireColumn(name, (String) field)));
  }

  /** Columns that keep different names in a record, where dots become underscores. */
  static Validator recordFields() {
    return named(
        () -> "columns, dot-walked or not",
        (name, value) -> {
          Map<String, Object> columns = new HashMap<>();
          for (Object field : (List<?>) value) {
            requireColumn(name, (String) field);
            Object other = columns.put(FieldNames.of((String) field), field);
            if (other != null) {
              throw new ConfigException(
                  name,
                  value,
                  ("'%s' and '%s' would have the same name in a record, because every character"
                          + " but letters and digits becomes '_'")
                      .formatted(other, field));
            }
          }
        });
  }

  /** Items {@code column:internal_type}, each column once. */
  static Validator columnTypes() {
    return named(
        () -> "column:internal_type, ...",
        (name, value) -> {
          Set<String> columns = new HashSet<>();
          for (Object item : (List<?>) value) {
            String[] parts = ((String) item).split(":", -1);
            if (parts.length != 2 || !InternalTypes.names().contains(parts[1])) {
              throw new ConfigException(
                  name,
                  item,
                  "Must be column:internal_type, with one of these types: "
                      + InternalTypes.names());
            }
            requireColumn(name, parts[0]);
            if (!columns.add(parts[0])) {
              throw new ConfigException(name, value, "'" + parts[0] + "' has two types");
            }
          }
        });
  }

  private static void requireColumn(String name, String column) {
    try {
      EncodedQuery.everything().orderBy(column);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(name, column, wrong.getMessage());
    }
  }

  private static Validator named(Supplier<String> description, BiConsumer<String, Object> check) {
    return LambdaValidator.with(check, description);
  }
}
