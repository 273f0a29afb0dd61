/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The order of ids, where it is known. The instance compares texts by its database's collation,
 * usually without case, and ids such as {@code global} exist: only two ids of 32 hex characters can
 * be compared here.
 */
final class SysIds {

  private SysIds() {}

  /** As {@code compareTo}; empty when the order is not known. */
  static OptionalInt compare(String left, String right) {
    return isHex(left) && isHex(right)
        ? OptionalInt.of(left.compareToIgnoreCase(right))
        : OptionalInt.empty();
  }

  /** The first character of an id that is not empty, in lower case. */
  static String firstCharacter(String id) {
    return id.substring(0, 1).toLowerCase(Locale.ROOT);
  }

  /** Whether it is one of ServiceNow's own kind, 32 hex characters. */
  static boolean isHex(String id) {
    if (id.length() != 32) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!HexFormat.isHexDigit(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
