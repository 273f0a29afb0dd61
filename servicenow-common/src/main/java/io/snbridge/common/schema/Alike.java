/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Texts that a database takes for one: collations ignore case, accents, and blanks at the end. So a
 * query for {@code incident} also finds a row that says {@code INCIDENT}, which is odd, while a row
 * that says {@code problem} shows that the condition was ignored.
 */
public final class Alike {

  private static final Pattern IGNORED = Pattern.compile("[\\p{M}\\p{Z}\\p{C}]+");

  private Alike() {}

  /** Equal for all texts that some collation may take for one; for some more, too. */
  public static String fold(String text) {
    String base = IGNORED.matcher(Normalizer.normalize(text, Form.NFKD)).replaceAll("");
    return base.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
