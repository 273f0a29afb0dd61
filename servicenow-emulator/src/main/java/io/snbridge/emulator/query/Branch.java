/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Row;
import java.util.List;
import java.util.function.Predicate;

/**
 * What stands between two {@code ^NQ}: groups that must all hold, of which one condition each must
 * hold.
 */
record Branch(List<List<Condition>> groups) implements Predicate<Row> {
  @Override
  public boolean test(Row row) {
    for (List<Condition> group : groups) {
      boolean held = false;
      for (int i = 0; i < group.size() && !held; i++) {
        held = group.get(i).test().test(row);
      }
      if (!held) {
        return false;
      }
    }
    return true;
  }
}
