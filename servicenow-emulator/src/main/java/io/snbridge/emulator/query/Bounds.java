/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Key;
import java.util.List;

/**
 * What a branch demands of one column, as an interval. Conditions that an interval cannot express
 * are left over; they only make the interval inexact. Not thread safe, lives as long as a plan is
 * made.
 */
final class Bounds {
  private String low;
  private boolean includesLow = true;
  private String high;
  private boolean includesHigh = true;
  private int consumed;

  /** The interval of a column in a branch. */
  static Bounds of(Branch branch, Column column) {
    Bounds bounds = new Bounds();
    for (List<Condition> group : branch.groups()) {
      if (group.size() == 1 && group.get(0).path().isPlain()) {
        Condition condition = group.get(0);
        if (condition.path().column().equals(column) && isAscii(condition.value())) {
          bounds.narrow(condition);
        }
      }
    }
    return bounds;
  }

  private void narrow(Condition condition) {
    String value = condition.value();
    switch (condition.operator()) {
      case EQUALS, EMPTY -> {
        raise(value, true);
        lower(value, true);
      }
      case GREATER -> raise(value, false);
      case AT_LEAST -> raise(value, true);
      case LESS -> {
        raise("", false);
        lower(value, false);
      }
      case AT_MOST -> {
        raise("", false);
        lower(value, true);
      }
      case BETWEEN -> {
        int at = value.indexOf('@');
        raise(value.substring(0, at), true);
        lower(value.substring(at + 1), true);
      }
      default -> consumed--;
    }
    consumed++;
  }

  private void raise(String value, boolean inclusive) {
    int order = low == null ? 1 : value.compareTo(low);
    if (order > 0 || (order == 0 && !inclusive)) {
      low = value;
      includesLow = inclusive;
    }
  }

  private void lower(String value, boolean inclusive) {
    int order = high == null ? -1 : value.compareTo(high);
    if (order < 0 || (order == 0 && !inclusive)) {
      high = value;
      includesHigh = inclusive;
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** How many conditions the interval expresses fully. */
  int consumed() {
    return consumed;
  }

  /** Whether exactly one value is inside. */
  boolean isPoint() {
    return low != null && low.equals(high) && includesLow && includesHigh;
  }

  String low() {
    return low == null ? "" : low;
  }

  boolean includesLow() {
    return includesLow;
  }

  String high() {
    return high == null ? Key.LAST : high;
  }

  boolean includesHigh() {
    return includesHigh;
  }
}
