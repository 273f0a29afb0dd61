/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that a page has again and again, as states, users and empty values are: one string
 * for all of them. Owned by the thread that reads the page.
 */
final class RepeatedTexts {

  /** In characters: up to an id's length. */
  private static final int LONGEST = 32;

  private static final int SLOTS = 1024;

  private final @Nullable String[] slots = new String[SLOTS];

  /** The text of the parser's current string. */
  String of(JsonParser json) throws IOException {
    int length = json.getTextLength();
    if (length > LONGEST) {
      return json.getText();
    }
    char[] text = json.getTextCharacters();
    int from = json.getTextOffset();
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    String known = slots[slot];
    if (known != null && isSame(known, text, from, length)) {
      return known;
    }
    String made = new String(text, from, length);
    slots[slot] = made;
    return made;
  }

  private static boolean isSame(String known, char[] text, int from, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
