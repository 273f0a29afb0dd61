/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Text as the default collation compares it: without regard to case, and to the accents of Latin,
 * Greek and Cyrillic letters, each letter by itself as utf8mb4_general_ci has it. There й is a
 * letter of its own, and so is every mark that stands alone: the vowels and tones of Thai and
 * Hindi, say.
 */
final class Fold {
  private Fold() {}

  static String of(String padded) {
    String text = withoutPadding(padded);
    boolean plain = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return letters(text);
      }
      plain &= c < 'A' || c > 'Z';
    }
    return plain ? text : text.toLowerCase(Locale.ROOT);
  }

  /** Blanks at the end do not count (PAD SPACE). */
  private static String withoutPadding(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private static String letters(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char letter = Character.toUpperCase(text.charAt(i));
      folded.append(Character.toLowerCase(isAccented(letter) ? base(letter) : letter));
    }
    return folded.toString();
  }

  /** Latin-1 to Cyrillic, and the extensions of Latin and Greek, without the short I. */
  private static boolean isAccented(char letter) {
    return letter != '\u0419'
        && ((letter >= 0xC0 && letter < 0x530) || (letter >= 0x1E00 && letter < 0x2000));
  }

  private static char base(char letter) {
    return Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD).charAt(0);
  }
}
