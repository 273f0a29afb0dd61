/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import org.apache.kafka.connect.errors.DataException;

/**
 * Text that can be written as UTF-8. Half a surrogate pair, which is what a text has that was cut
 * in the middle of a character, would become a question mark, in a request as in an id.
 */
final class UnicodeText {

  private UnicodeText() {}

  /**
   * The text itself.
   *
   * @param path names the field in errors
   * @throws DataException when it has half a surrogate pair: says where
   */
  static String checked(String path, String text) {
    int i = 0;
    while (i < text.length()) {
      int character = text.codePointAt(i);
      // Of a whole pair it is beyond all surrogates.
      if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
        throw new DataException(
            "Field '%s' has half a surrogate pair (U+%04X) at character %d: no UTF-8 can hold it"
                .formatted(path, character, i));
      }
      i += Character.charCount(character);
    }
    return text;
  }
}
