/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import io.snbridge.emulator.ColumnDefinition;
import java.util.Map;
import java.util.Set;

/**
 * A column at its place in the rows of a hierarchy. All tables that extend one another number their
 * columns together, so that a parent's column is found in a child's row at the same slot.
 *
 * @param definition what the dictionary says
 * @param owner the table that defines it
 * @param slot index into a row's values
 */
public record Column(ColumnDefinition definition, String owner, int slot) {
  private static final Set<String> NUMBERS =
      Set.of("integer", "longint", "counter", "decimal", "float", "currency", "price", "count");
  private static final Set<String> DATE_TIMES = Set.of("glide_date_time", "due_date");
  private static final Set<String> JOURNALS = Set.of("journal", "journal_input", "journal_list");

  /** The element. */
  public String name() {
    return definition.name();
  }

  /** What people see: the element without its prefix, in words. */
  public String label() {
    String words = name().replaceFirst("^(u|sys)_", "").replace('_', ' ');
    return words.isEmpty() ? name() : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The internal type. */
  public String type() {
    return definition.type();
  }

  /** The table a reference points to, or empty. */
  public String reference() {
    return definition.reference();
  }

  /** Raw value to label. */
  public Map<String, String> choices() {
    return definition.choices();
  }

  /** Whether it holds the sys_id of another row; a list of them is no reference. */
  public boolean isReference() {
    return !definition.reference().isEmpty() && !type().equals("glide_list");
  }

  /** Whether values compare as numbers. */
  public boolean isNumber() {
    return NUMBERS.contains(type());
  }

  /** Whether values are instants in UTC. */
  public boolean isDateTime() {
    return DATE_TIMES.contains(type());
  }

  /** Whether what is written goes to sys_journal_field and reads back empty. */
  public boolean isJournal() {
    return JOURNALS.contains(type());
  }
}
