/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into an array that grows. By hand, because rows are the hot path and every
 * value is a string: this is several times faster than a general generator. Not thread safe.
 */
public final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] buffer;
  private int length;

  /** Starts with room for some bytes. */
  public JsonBytes(int room) {
    buffer = new byte[Math.max(room, 64)];
  }

  /** Adds bytes that are JSON already. */
  public JsonBytes raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, buffer, length, json.length);
    length += json.length;
    return this;
  }

  /** Adds text that is JSON already. */
  public JsonBytes raw(String json) {
    return raw(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds one ASCII character. */
  public JsonBytes raw(char character) {
    reserve(1);
    buffer[length++] = (byte) character;
    return this;
  }

  /** Adds a string with its quotes. */
  public JsonBytes string(String text) {
    int characters = text.length();
    reserve(characters * 3 + 2);
    buffer[length++] = '"';
    for (int i = 0; i < characters; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        buffer[length++] = (byte) c;
      } else {
        i += special(text, i, c);
        reserve((characters - i) * 3 + 2);
      }
    }
    buffer[length++] = '"';
    return this;
  }

  /** Adds what is not plain ASCII; gives how many characters more than one it took. */
  private int special(String text, int at, char c) {
    reserve(8);
    if (c == '"' || c == '\\') {
      buffer[length++] = '\\';
      buffer[length++] = (byte) c;
    } else if (c < 0x20) {
      raw("\\u00");
      buffer[length++] = HEX[c >> 4];
      buffer[length++] = HEX[c & 15];
    } else {
      boolean pair = Character.isHighSurrogate(c) && at + 1 < text.length();
      raw(text.substring(at, pair ? at + 2 : at + 1).getBytes(StandardCharsets.UTF_8));
      return pair ? 1 : 0;
    }
    return 0;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** What was written; nothing may be written any more. */
  public Answer.Bytes bytes() {
    return new Answer.Bytes(buffer, length);
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
