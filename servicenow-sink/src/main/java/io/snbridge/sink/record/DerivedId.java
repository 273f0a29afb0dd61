/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Ids that a replay computes again: the first 16 bytes of a SHA-256, as 32 lower-case hex digits.
 * Hashed are a tag, then each part with its length before it, so that no two inputs are alike.
 * Nothing of the worker or the cluster is in it. Changing this changes the identity of rows already
 * written: never do.
 */
final class DerivedId {

  private static final String BY_OFFSET = "snbridge/offset/1";
  private static final String BY_RECORD = "snbridge/record/1";
  private static final String BY_KEY = "snbridge/key/1";

  private static final String BY_CONTENT = "snbridge/content/1";

  private DerivedId() {}

  /** The id of what a record creates, by its original coordinates (KIP-793). */
  static String ofOffset(String topic, int partition, long offset) {
    return hash(BY_OFFSET, topic, Integer.toString(partition), Long.toString(offset));
  }

  /**
   * The id of a record itself: another one that stands where it stood, in a topic that was deleted
   * and created again, has another timestamp.
   *
   * @param timestamp null when the record has none
   */
  static String ofRecord(String topic, int partition, long offset, Long timestamp) {
    return timestamp == null
        ? ofOffset(topic, partition, offset)
        : hash(
            BY_RECORD,
            topic,
            Integer.toString(partition),
            Long.toString(offset),
            Long.toString(timestamp));
  }

  /** The id of the row that a key stands for. */
  static String ofKey(String topic, String canonicalKey) {
    return hash(BY_KEY, topic, canonicalKey);
  }

  /** The id of the row that has these values, each behind its column's name. */
  static String ofContent(List<String> tableAndValues) {
    List<String> parts = new ArrayList<>(tableAndValues);
    parts.add(0, BY_CONTENT);
    return hash(parts.toArray(String[]::new));
  }

  private static String hash(String... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String part : parts) {
        byte[] text = part.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
