/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;

/** The key of a row's record. Immutable. */
final class RecordKey {

  private final RecordSettings settings;

  RecordKey(RecordSettings settings) {
    this.settings = settings;
  }

  /**
   * The id, or the hash of the key fields.
   *
   * @throws ConnectException when a column of the key is absent from the row
   */
  String of(Row row) {
    return switch (settings.keyMode()) {
      case SYS_ID -> value(row, settings.idField());
      case FIELD_HASH ->
          hash(settings.keyFields().stream().map(field -> value(row, field)).toList());
    };
  }

  /** Each value is preceded by its length, so that {@code ab,c} and {@code a,bc} differ. */
  static String hash(List<String> values) {
    MessageDigest digest = sha256();
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private String value(Row row, String column) {
    return row.value(column)
        .orElseThrow(
            () ->
                new ConnectException(
                    ("Row %s has no column '%s', which is needed for its record's key. The table"
                            + " has no such column, or the user may not read it.")
                        .formatted(row.value(settings.idField()).orElse("?"), column)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
