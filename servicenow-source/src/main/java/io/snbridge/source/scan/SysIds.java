/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.util.HexFormat;
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

  /**
   * Whether an id begins with a digit, be it in upper case.
   *
   * @param id not empty
   * @param digit one hex digit, in lower case
   */
  static boolean beginsWith(String id, String digit) {
    return Character.toLowerCase(id.charAt(0)) == digit.charAt(0);
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
