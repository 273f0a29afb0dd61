/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists of {@code left:right}. */
public final class Pairs {

  private Pairs() {}

  /** A topic has no ':' in it, and a field may: the last one divides. */
  public static Map<String, String> of(List<String> pairs) {
    Map<String, String> byLeft = new HashMap<>();
    for (String pair : pairs) {
      int colon = pair.lastIndexOf(':');
      byLeft.put(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
    }
    return byLeft;
  }
}
