/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.sink.record.TableNames;
import io.snbridge.sink.record.ValuePath;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** Checks of single keys. */
final class Validators {

  private Validators() {}

  /** A table's name, once the topic is put in. */
  static Validator tableNameFormat() {
    return LambdaValidator.with(
        (key, value) -> {
          String sample = String.valueOf(value).replace(TableNames.TOPIC, "t");
          if (!TableNames.isValid(sample)) {
            throw new ConfigException(
                key,
                value,
                "a table's name is a letter followed by letters, digits and '_'; ${topic} is the"
                    + " only placeholder");
          }
        },
        () -> "a table name, ${topic} allowed in it");
  }

  /** A list of tables' names. */
  static Validator tables() {
    return LambdaValidator.with(
        (key, value) -> {
          for (Object table : (List<?>) value) {
            if (!TableNames.isValid(String.valueOf(table))) {
              throw new ConfigException(
                  key,
                  value,
                  "'"
                      + table
                      + "' is not the name of a table (a letter followed by letters, digits and"
                      + " '_')");
            }
          }
        },
        () -> "list of table names");
  }

  /** A column's name, or nothing. */
  static Validator column() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null && !TableNames.isValid(String.valueOf(value))) {
            throw new ConfigException(
                key, value, "a column's name is a letter followed by letters, digits and '_'");
          }
        },
        () -> "a column name");
  }

  /** Names with dots between them, or nothing. */
  static Validator path() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            try {
              ValuePath.of(key, String.valueOf(value));
            } catch (IllegalArgumentException e) {
              throw new ConfigException(key, value, e.getMessage());
            }
          }
        },
        () -> "names joined by dots");
  }

  /** A list of {@code left:right}, each left once. */
  static Validator pairs(String form, Predicate<String> right) {
    return pairs(form, right, left -> left);
  }

  /** A list of {@code left:right}, each left once in any case. */
  static Validator pairsOfAnyCase(String form, Predicate<String> right) {
    return pairs(form, right, left -> left.toLowerCase(Locale.ROOT));
  }

  private static Validator pairs(
      String form, Predicate<String> right, UnaryOperator<String> compared) {
    return LambdaValidator.with(
        (key, value) -> {
          Set<String> seen = new HashSet<>();
          for (Object element : (List<?>) value) {
            String pair = String.valueOf(element);
            int colon = pair.lastIndexOf(':');
            if (colon <= 0 || !right.test(pair.substring(colon + 1).strip())) {
              throw new ConfigException(key, value, "'" + pair + "' is not of the form " + form);
            }
            if (!seen.add(compared.apply(pair.substring(0, colon).strip()))) {
              throw new ConfigException(
                  key, value, "'" + pair.substring(0, colon) + "' is listed twice");
            }
          }
        },
        () -> "list of " + form);
  }
}
