/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

/** {@code sysparm_display_value}. */
enum DisplayMode {
  RAW,
  DISPLAY,
  BOTH;

  static DisplayMode of(String parameter) {
    return switch (parameter) {
      case "true" -> DISPLAY;
      case "all" -> BOTH;
      default -> RAW;
    };
  }
}
