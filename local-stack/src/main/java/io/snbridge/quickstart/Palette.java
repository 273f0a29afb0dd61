/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import org.jline.utils.AttributedStyle;

/**
 * The few colours that are used, which can be read on light and on dark, or none.
 *
 * @param colours whether there are any
 */
record Palette(boolean colours) {

  /**
   * What the terminal can do and the user wants.
   *
   * @param noColor the variable {@code NO_COLOR} (no-color.org), null when it is not set
   * @param maxColors how many the terminal has, null when it has none
   */
  static Palette of(String noColor, Integer maxColors) {
    boolean wanted = noColor == null || noColor.isEmpty();
    return new Palette(wanted && maxColors != null && maxColors >= 8);
  }

  AttributedStyle heading() {
    return colours ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
  }

  AttributedStyle trouble() {
    return foreground(AttributedStyle.RED);
  }

  AttributedStyle of(Flow.Direction direction) {
    return switch (direction) {
      case TO_KAFKA -> foreground(AttributedStyle.GREEN);
      case TO_SERVICE_NOW -> foreground(AttributedStyle.MAGENTA);
      case REFUSED -> trouble();
    };
  }

  private AttributedStyle foreground(int colour) {
    return colours ? AttributedStyle.DEFAULT.foreground(colour) : AttributedStyle.DEFAULT;
  }
}
