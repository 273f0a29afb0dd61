/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.sink.record.BusinessKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The one query that finds the rows of many keys of one table. */
final class LookupQuery {

  /** Leaves room in 6,000 characters for the rest of the URL. */
  private static final int LONGEST = 4_200;

  private static final int MOST = 250;

  private LookupQuery() {}

  /** How many of these fit into a query, from the first on; 1 at least. */
  static int fitting(List<BusinessKey> keys) {
    int length = 0;
    for (int i = 0; i < keys.size() && i < MOST; i++) {
      length += length(keys.get(i));
      if (i > 0 && length > LONGEST) {
        return i;
      }
    }
    return Math.min(keys.size(), MOST);
  }

  /** Keys of one column go into a list, as far as a list can hold them. */
  static EncodedQuery of(List<BusinessKey> keys) {
    List<String> listed =
        keys.size() == 1
            ? List.of()
            : keys.stream().filter(LookupQuery::fitsAList).map(LookupQuery::value).toList();
    return keys.stream()
        .filter(key -> listed.isEmpty() || !fitsAList(key))
        .map(BusinessKey::query)
        .reduce(EncodedQuery::or)
        .map(others -> listed.isEmpty() ? others : list(keys, listed).or(others))
        .orElseGet(() -> list(keys, listed));
  }

  private static EncodedQuery list(List<BusinessKey> keys, List<String> values) {
    return EncodedQuery.whereIn(keys.get(0).values().firstKey(), values);
  }

  private static String value(BusinessKey key) {
    return key.values().values().iterator().next().stripTrailing();
  }

  /** A comma divides a list, and blanks around its items are not sure to be compared. */
  private static boolean fitsAList(BusinessKey key) {
    String value = value(key);
    return key.values().size() == 1 && value.indexOf(',') < 0 && value.equals(value.strip());
  }

  /** The most characters that a key takes in a URL. */
  private static int length(BusinessKey key) {
    if (fitsAList(key)) {
      return "%2C".length() + encodedLength(value(key));
    }
    int length = "%5ENQ".length();
    for (Map.Entry<String, String> value : key.values().entrySet()) {
      length += value.getKey().length() + "%3D%5E".length() + encodedLength(value.getValue());
    }
    return length;
  }

  private static int encodedLength(String value) {
    int length = 0;
    for (byte b : value.replace("^", "^^").getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-';
      length += plain ? 1 : 3;
    }
    return length;
  }
}
