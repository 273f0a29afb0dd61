/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Eight bytes that stand for a row's values, whatever the order of its columns. Fields that are
 * null count as absent, as columns that the user may not read are in some forms of a record.
 */
final class ValueDigest {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private ValueDigest() {}

  /** Of what a converter gives: structures, maps, lists and plain values. */
  static long of(@Nullable Object value) {
    if (value instanceof Struct struct) {
      long sum = 0;
      for (Field field : struct.schema().fields()) {
        sum += field(field.name(), struct.getWithoutDefault(field.name()));
      }
      return mixed(sum);
    }
    if (value instanceof Map<?, ?> map) {
      long sum = 0;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sum += field(String.valueOf(entry.getKey()), entry.getValue());
      }
      return mixed(sum);
    }
    if (value instanceof List<?> list) {
      long all = FNV_OFFSET;
      for (Object element : list) {
        all = mixed(all * FNV_PRIME + of(element));
      }
      return all;
    }
    return text(plain(value));
  }

  /** Of each column of a structure or a map that is not null; nothing of anything else. */
  static Map<String, Long> columns(@Nullable Object row) {
    Map<String, Long> digests = new TreeMap<>();
    if (row instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        Object value = struct.getWithoutDefault(field.name());
        if (value != null) {
          digests.put(field.name(), of(value));
        }
      }
    } else if (row instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (value != null) {
              digests.put(String.valueOf(name), of(value));
            }
          });
    }
    return digests;
  }

  private static long field(String name, @Nullable Object value) {
    return value == null ? 0 : mixed(text(name) * FNV_PRIME + of(value));
  }

  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  private static String plain(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return Arrays.toString(bytes);
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Date time) {
      return Long.toString(time.getTime());
    }
    return String.valueOf(value);
  }

  /** FNV-1a, then the last step of MurmurHash3, so that every bit tells on every other. */
  private static long text(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
