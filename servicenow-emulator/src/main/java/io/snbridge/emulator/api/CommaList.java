/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import java.util.ArrayList;
import java.util.List;

/** A list as parameters hold it. */
final class CommaList {
  private CommaList() {}

  /** The parts between commas, trimmed, without empty ones. */
  static List<String> of(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      String part = text.substring(from, end).trim();
      if (!part.isEmpty() && !parts.contains(part)) {
        parts.add(part);
      }
      from = end + 1;
    }
    return parts;
  }
}
