/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import java.text.Normalizer;
import java.util.Locale;

/** Text as the default collation compares it: without regard to case and accent. */
final class Fold {
  private Fold() {}

  static String of(String text) {
    boolean plain = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{M}+", "")
            .toLowerCase(Locale.ROOT);
      }
      plain &= c < 'A' || c > 'Z';
    }
    return plain ? text : text.toLowerCase(Locale.ROOT);
  }
}
