/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * About how many bytes a record has in Kafka, uncompressed: Connect does not tell. What it takes in
 * memory is some times that. By a loop: a record may be as deep as it likes.
 */
final class RecordSize {

  /** Of a number, and of what is around each part. */
  private static final int SMALL = 8;

  private RecordSize() {}

  static long of(SinkRecord record) {
    Deque<Object> left = new ArrayDeque<>();
    add(left, record.key());
    add(left, record.value());
    record.headers().forEach(header -> add(left, header.value()));
    long bytes = 0;
    while (!left.isEmpty()) {
      bytes += SMALL + own(left, left.pop());
    }
    return bytes;
  }

  /** Without what is in it, which is left for later. */
  private static long own(Deque<Object> left, Object value) {
    if (value instanceof CharSequence text) {
      return text.length();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    if (value instanceof ByteBuffer bytes) {
      return bytes.remaining();
    }
    if (value instanceof Collection<?> list) {
      list.forEach(element -> add(left, element));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, element) -> {
            add(left, name);
            add(left, element);
          });
    } else if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        add(left, struct.getWithoutDefault(field.name()));
      }
    }
    return 0;
  }

  private static void add(Deque<Object> left, Object value) {
    if (value != null) {
      left.push(value);
    }
  }
}
