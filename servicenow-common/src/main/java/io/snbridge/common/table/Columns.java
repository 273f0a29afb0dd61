/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.PoisonedBodyException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Column names in their order, shared by all rows of a page that have the same. Immutable. */
final class Columns {

  static final Columns NONE = new Columns(new String[0], new LinkedHashMap<>());

  private final String[] names;
  private final Map<String, Integer> positions;
  private final Set<String> nameSet;

  private Columns(String[] names, Map<String, Integer> positions) {
    this.names = names;
    this.positions = positions;
    this.nameSet = Collections.unmodifiableSet(positions.keySet());
  }

  /**
   * @throws PoisonedBodyException when a name is there twice
   */
  static Columns of(String[] names) throws PoisonedBodyException {
    Map<String, Integer> positions = new LinkedHashMap<>(names.length * 2);
    for (int i = 0; i < names.length; i++) {
      if (positions.put(names[i], i) != null) {
        throw new PoisonedBodyException("column '" + names[i] + "' is twice in one row", false);
      }
    }
    return new Columns(names, positions);
  }

  int size() {
    return names.length;
  }

  String name(int position) {
    return names[position];
  }

  /** The position of a column, or -1. */
  int position(Object name) {
    return positions.getOrDefault(name, -1);
  }

  /** Always the same set, so that who has looked at it need not look again for the next row. */
  Set<String> names() {
    return nameSet;
  }
}
