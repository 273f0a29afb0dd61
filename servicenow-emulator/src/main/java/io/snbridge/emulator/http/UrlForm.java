/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Name-value pairs of a query string or a form body. */
public final class UrlForm {
  private UrlForm() {}

  /** Reads {@code a=1&b=2}; the first of several values counts. */
  public static Map<String, String> read(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    int from = 0;
    while (from < text.length()) {
      int and = text.indexOf('&', from);
      int end = and < 0 ? text.length() : and;
      int equals = text.indexOf('=', from);
      boolean hasValue = equals >= 0 && equals < end;
      String name = text.substring(from, hasValue ? equals : end);
      String value = hasValue ? text.substring(equals + 1, end) : "";
      if (!name.isEmpty()) {
        values.putIfAbsent(decoded(name), decoded(value));
      }
      from = end + 1;
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException badEscape) {
      return text;
    }
  }
}
