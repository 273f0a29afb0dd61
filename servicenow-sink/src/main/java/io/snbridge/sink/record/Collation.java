/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How ServiceNow compares text, unless an instance is told otherwise: without regard to case and
 * accent (its documentation on {@code i18n_locale_text_match}); its databases do not see blanks at
 * the end, either. Ids are computed from what comes out of this: changing it changes the identity
 * of rows already written.
 */
final class Collation {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private Collation() {}

  /** Equal for texts that compare equal. */
  static String fold(String text) {
    String base = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    return base.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).stripTrailing();
  }
}
