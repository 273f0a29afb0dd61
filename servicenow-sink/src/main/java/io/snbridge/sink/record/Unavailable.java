/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium has in place of a value that it does not know, because its database did not log it:
 * PostgreSQL's TOAST columns, Oracle's LOBs. The row has a value there, and keeps it. Immutable.
 */
public final class Unavailable {

  /** Debezium's own. */
  public static final String DEFAULT_PLACEHOLDER = "__debezium_unavailable_value";

  static final Unavailable DEFAULT = new Unavailable(DEFAULT_PLACEHOLDER);

  private static final String HEX = "hex:";

  private final byte[] bytes;

  /** Itself, and its bytes in base 64, as JSON without a schema has them, and hex. */
  private final Set<String> texts;

  private final int longest;

  /**
   * @param placeholder what Debezium's {@code unavailable.value.placeholder} says; of one that
   *     begins with {@code hex:} the bytes count
   * @throws IllegalArgumentException when what is behind {@code hex:} are no hex digits
   */
  public Unavailable(String placeholder) {
    bytes =
        placeholder.startsWith(HEX)
            ? HexFormat.of().parseHex(placeholder.substring(HEX.length()))
            : placeholder.getBytes(StandardCharsets.UTF_8);
    texts =
        Set.copyOf(
            Arrays.asList(
                placeholder,
                new String(bytes, StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().encodeToString(bytes),
                HexFormat.of().formatHex(bytes)));
    longest = texts.stream().mapToInt(String::length).max().orElse(0);
  }

  /** Whether a value stands for one that is not known; a list or a map of nothing else does. */
  boolean is(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length() <= longest && texts.contains(text);
    }
    byte[] seen = ScalarValue.bytes(value);
    if (seen != null) {
      return Arrays.equals(seen, bytes);
    }
    if (value instanceof Collection<?> list) {
      return isList(list);
    }
    return value instanceof Map<?, ?> map
        && map.size() == 1
        && map.entrySet().stream()
            .allMatch(only -> isText(only.getKey()) && isText(only.getValue()));
  }

  private boolean isText(Object value) {
    return value instanceof String text && texts.contains(text);
  }

  /** Of an array of numbers Debezium makes one of the placeholder's bytes. */
  private boolean isList(Collection<?> list) {
    if (list.size() == 1 && isText(list.iterator().next())) {
      return true;
    }
    if (list.size() != bytes.length) {
      return false;
    }
    int i = 0;
    for (Object element : list) {
      if (!(element instanceof Number number) || number.longValue() != bytes[i++]) {
        return false;
      }
    }
    return bytes.length > 0;
  }
}
