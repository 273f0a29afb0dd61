/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.ArrayList;
import java.util.List;

/** Text in lines. */
final class Wrap {

  private static final String MORE = "...";

  private Wrap() {}

  /**
   * Breaks a text between words, and within a word that is longer than a line. What does not go
   * into the last line is cut off and marked by three dots.
   *
   * @param width of a line, at least four
   * @param most how many lines there may be, at least one
   */
  static List<String> lines(String text, int width, int most) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (rest.length() > width && lines.size() < most - 1) {
      int end = rest.lastIndexOf(' ', width);
      end = end <= 0 ? width : end;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(
        rest.length() <= width
            ? rest
            : rest.substring(0, width - MORE.length()).stripTrailing() + MORE);
    return lines;
  }
}
