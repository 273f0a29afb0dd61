/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a text may stand in an answer: as it is, or escaped for HTML, XML, JSON or a URL, some of its
 * characters or all, once or twice. Letters, digits, {@code -}, {@code _} and {@code .} are not
 * escaped by what escapes texts.
 */
final class EscapedText {

  // All repetitions are bounded, so that no answer makes the search slow.

  /** Escaped again, it has {@code amp;} behind it. */
  private static final String AMPERSAND = "&(?:amp;){0,3}";

  /** Escaped again, it is {@code %25}. */
  private static final String PERCENT = "%(?:25){0,3}";

  private static final String BACKSLASHES = "\\\\{0,4}";

  private static final int BACKSLASH = 92;

  private static final int MOST = 100;

  private static final Map<Character, String> NAMES =
      Map.of('&', "amp", '<', "lt", '>', "gt", '"', "quot", '\'', "apos", '\u00a0', "nbsp");

  private EscapedText() {}

  /**
   * A pattern, without a group that captures, that finds the text in each of these forms. If the
   * text has more than {@value #MOST} characters that can be escaped, it finds the text as it is,
   * and as a form has it: an expression needs room on the stack for each alternative.
   */
  static String pattern(String text) {
    if (text.codePoints().filter(EscapedText::isEscaped).count() > MOST) {
      return Pattern.quote(text)
          + "|"
          + Pattern.quote(URLEncoder.encode(text, StandardCharsets.UTF_8));
    }
    StringBuilder pattern = new StringBuilder();
    int[] characters = text.codePoints().toArray();
    for (int i = 0; i < characters.length; i++) {
      int run = characters[i] == BACKSLASH ? run(characters, i) : 1;
      pattern.append(run > 1 ? anyFormOfBackslashes(run) : sought(characters[i]));
      i += run - 1;
    }
    return pattern.toString();
  }

  private static String sought(int codePoint) {
    return isEscaped(codePoint) ? anyForm(codePoint) : Pattern.quote(Character.toString(codePoint));
  }

  /** How many of them follow each other. */
  private static int run(int[] characters, int from) {
    int end = from;
    while (end < characters.length && characters[end] == characters[from]) {
      end++;
    }
    return end - from;
  }

  /**
   * Each may be several: one by one, there were a power of ways to share out those of an answer.
   */
  private static String anyFormOfBackslashes(int number) {
    return "(?:\\\\|&(?:amp;){0,3}(?:#0{0,6}92|#x0{0,6}5c);|%(?:25){0,3}5c|\\\\u005c){N,M}"
        .replace("N", Integer.toString(number))
        .replace("M", Integer.toString(5 * number));
  }

  private static boolean isEscaped(int codePoint) {
    return codePoint >= 128
        || (!Character.isLetterOrDigit(codePoint) && "-_.".indexOf(codePoint) < 0);
  }

  private static String anyForm(int codePoint) {
    String character = Character.toString(codePoint);
    StringBuilder forms = new StringBuilder("(?:");
    forms.append(BACKSLASHES).append("(?:").append(Pattern.quote(character));
    forms.append('|').append(AMPERSAND).append("(?:#0{0,6}").append(codePoint);
    forms.append("|#x0{0,6}").append(Integer.toHexString(codePoint));
    String name = codePoint < 256 ? NAMES.get((char) codePoint) : null;
    if (name != null) {
      forms.append('|').append(name);
    }
    forms.append(");)|");
    for (int i = 0; i < character.length(); i++) {
      forms.append("\\\\{1,4}u").append(HexFormat.of().toHexDigits(character.charAt(i)));
    }
    forms.append('|');
    for (byte unit : character.getBytes(StandardCharsets.UTF_8)) {
      forms.append(PERCENT).append(HexFormat.of().toHexDigits(unit));
    }
    if (codePoint == ' ') {
      forms.append("|\\+");
    }
    return forms.append(')').toString();
  }
}
