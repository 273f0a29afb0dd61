/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The URL of a request, from its beginning on. A write has one each, so it is written in one go:
 * neither is the beginning parsed again, nor are parts collected that are joined later. Not
 * thread-safe.
 */
final class RequestUri {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final StringBuilder text = new StringBuilder(200);
  private char separator = '?';

  /**
   * @param beginning a URL without a query; no slash at its end
   */
  RequestUri(String beginning) {
    text.append(beginning);
  }

  RequestUri segment(String segment) {
    text.append('/');
    encode(segment);
    return this;
  }

  RequestUri parameter(String name, String value) {
    text.append(separator).append(name).append('=');
    encode(value);
    separator = '&';
    return this;
  }

  /** What is not reserved (RFC 3986) as it is, the bytes of all else in percent. */
  private void encode(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isUnreserved(value.charAt(i))) {
        text.append(value, 0, i);
        encodeBytes(value.substring(i).getBytes(StandardCharsets.UTF_8));
        return;
      }
    }
    text.append(value);
  }

  private void encodeBytes(byte[] bytes) {
    for (byte each : bytes) {
      char c = (char) (each & 0xFF);
      if (isUnreserved(c)) {
        text.append(c);
      } else {
        text.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
      }
    }
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  URI build() {
    return URI.create(text.toString());
  }
}
