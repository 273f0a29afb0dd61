/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Cuts long lists for {@link EncodedQuery#whereIn} into parts whose URLs an instance takes: 414, or
 * 400 with "query is too long", is the answer to others.
 */
public final class InLists {

  /** For a request with one list and not much else. */
  private static final int LONGEST = TableRequests.LONGEST_URI - 1_500;

  private static final int COMMA = "%2C".length();

  private InLists() {}

  /**
   * How many of the values, from the first on, one request can hold.
   *
   * @param others characters that the request has besides, as a long list of fields; encoded
   * @return 0 when not even the first fits
   */
  public static int fitting(Collection<String> values, int others) {
    int length = others;
    int count = 0;
    for (String value : values) {
      length += encoded(value);
      if (length > LONGEST) {
        break;
      }
      count++;
    }
    return count;
  }

  private static int encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).length() + COMMA;
  }

  /** The values in their order, in parts that one request each can hold. */
  public static List<List<String>> parts(Collection<String> values) {
    List<List<String>> parts = new ArrayList<>();
    List<String> part = new ArrayList<>();
    int length = 0;
    for (String value : values) {
      int more = encoded(value);
      if (!part.isEmpty() && length + more > LONGEST) {
        parts.add(List.copyOf(part));
        part.clear();
        length = 0;
      }
      part.add(value);
      length += more;
    }
    if (!part.isEmpty()) {
      parts.add(List.copyOf(part));
    }
    return parts;
  }
}
