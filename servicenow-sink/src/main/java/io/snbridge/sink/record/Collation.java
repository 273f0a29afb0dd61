/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How databases compare text for ServiceNow, unless an instance is told otherwise: without regard
 * to case and accent (its documentation on {@code i18n_locale_text_match}), and to blanks at the
 * end. Which accents, only the instance knows; so there are two measures, and neither finds a row.
 */
final class Collation {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  /** Their marks are accents; in other scripts a mark is a vowel, a tone, or another consonant. */
  private static final Set<UnicodeScript> ACCENTED =
      Set.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC);

  /** A letter of its own in every collation, though Unicode makes it of another and a breve. */
  private static final String SHORT_I = "\u0419\u0439";

  private Collation() {}

  /**
   * Equal for texts that the usual collations take for one, such as utf8mb4_general_ci. Ids are
   * computed from what comes out of this: changing it changes the identity of rows already written.
   */
  static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    Normalizer.normalize(text, Form.NFC)
        .codePoints()
        .map(Collation::base)
        .map(letter -> Character.toLowerCase(Character.toUpperCase(letter)))
        .forEach(folded::appendCodePoint);
    return folded.toString().stripTrailing();
  }

  private static int base(int letter) {
    if (letter < 0x80
        || SHORT_I.indexOf(letter) >= 0
        || !ACCENTED.contains(UnicodeScript.of(letter))) {
      return letter;
    }
    return Normalizer.normalize(Character.toString(letter), Form.NFD).codePointAt(0);
  }

  /** Equal for all texts that some collation may take for one; for some more, too. */
  static String loose(String text) {
    String base = MARKS.matcher(Normalizer.normalize(text, Form.NFKD)).replaceAll("");
    return base.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).stripTrailing();
  }
}
