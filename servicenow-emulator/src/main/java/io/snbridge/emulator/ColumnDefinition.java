/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One column of a table, as {@code sys_dictionary} describes it.
 *
 * @param name the element, such as {@code short_description}
 * @param type the internal type, such as {@code string}, {@code integer}, {@code glide_date_time}
 * @param reference the table a reference points to, empty for every other type
 * @param maxLength characters, as the dictionary reports them
 * @param choices raw value to label, empty for a column without choices
 * @param mandatory what the dictionary reports; the REST API does not enforce it
 * @param cascades whether a row goes with the row that this refers to
 */
public record ColumnDefinition(
    String name,
    String type,
    String reference,
    int maxLength,
    Map<String, String> choices,
    boolean mandatory,
    boolean cascades) {

  public ColumnDefinition {
    Objects.requireNonNull(type, "type");
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "Column name '" + name + "' must be lower case letters, digits and underscores");
    }
    choices = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(choices));
  }

  /** A column of any internal type that is not a reference. */
  public static ColumnDefinition col(String name, String type) {
    return new ColumnDefinition(
        name, type, "", type.equals("string") ? 255 : 40, Map.of(), false, false);
  }

  /** A column that holds the sys_id of a row of another table. */
  public static ColumnDefinition reference(String name, String table) {
    return new ColumnDefinition(name, "reference", table, 32, Map.of(), false, false);
  }

  /** The same reference, with the cascade rule {@code delete}. */
  public ColumnDefinition cascading() {
    return new ColumnDefinition(name, type, reference, maxLength, choices, mandatory, true);
  }

  /** The same column with labels for its values, given as value, label, value, label. */
  public ColumnDefinition withChoices(String... valuesAndLabels) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i + 1 < valuesAndLabels.length; i += 2) {
      labels.put(valuesAndLabels[i], valuesAndLabels[i + 1]);
    }
    return new ColumnDefinition(name, type, reference, maxLength, labels, mandatory, cascades);
  }

  /** The same column with another internal type. */
  public ColumnDefinition withType(String other) {
    return new ColumnDefinition(name, other, reference, maxLength, choices, mandatory, cascades);
  }

  /** The same column with another length. */
  public ColumnDefinition withMaxLength(int characters) {
    return new ColumnDefinition(name, type, reference, characters, choices, mandatory, cascades);
  }
}
