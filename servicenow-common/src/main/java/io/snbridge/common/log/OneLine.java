/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

/**
 * Text that came from somewhere else, as it may stand in a log line, an error or a report: one line
 * of bounded length, so that nobody can forge another one, and well-formed, so that any encoder
 * takes it. What must not be there becomes a question mark.
 */
public final class OneLine {

  private static final char LEFT_OUT = '?';

  private OneLine() {}

  /**
   * The text as one line.
   *
   * @param longest characters; what is longer is cut and ends with three dots
   */
  public static String of(String text, int longest) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), longest + 4));
    int i = 0;
    while (i < text.length()) {
      int character = text.codePointAt(i);
      if (line.length() + Character.charCount(character) > longest) {
        return line.append("...").toString();
      }
      line.appendCodePoint(isPlain(character) ? character : LEFT_OUT);
      i += Character.charCount(character);
    }
    return line.toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // What turns the direction of a text shows a line as another one.
      case Character.FORMAT -> !isOfDirection(character);
      default -> true;
    };
  }

  private static boolean isOfDirection(int character) {
    return (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }

  /** The text as it is, but for halves of surrogate pairs. */
  public static String wellFormed(String text) {
    return text.codePoints()
        .map(
            character -> Character.getType(character) == Character.SURROGATE ? LEFT_OUT : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
