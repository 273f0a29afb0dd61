/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The order of ids, where it is known. The instance compares texts by its database's collation,
 * usually without case, and ids such as {@code global} exist: only two ids of 32 hex characters can
 * be compared here.
 */
final class Ids {

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");

  private Ids() {}

  /** As {@code compareTo}; empty when the order is not known. */
  static OptionalInt compare(String left, String right) {
    return isHex(left) && isHex(right)
        ? OptionalInt.of(left.compareToIgnoreCase(right))
        : OptionalInt.empty();
  }

  /** The lower-case first character of an id of 32 hex characters. */
  static Optional<String> hexDigit(String id) {
    return isHex(id) ? Optional.of(id.substring(0, 1).toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static boolean isHex(String id) {
    return id.length() == 32 && HEX.matcher(id).matches();
  }
}
