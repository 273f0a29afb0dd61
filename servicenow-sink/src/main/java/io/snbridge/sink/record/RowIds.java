/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Finds the row that a record speaks of.
 *
 * <p>An id is 32 letters or digits: what ServiceNow generates, and nothing that could change a
 * path. Rows with hand-made ids such as {@code global} cannot be written.
 */
final class RowIds {

  static final String SYS_ID = "sys_id";

  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{32}");

  private final IdMode mode;

  RowIds(IdMode mode) {
    this.mode = mode;
  }

  /**
   * @param column what the value's {@code sys_id} column has, empty when it has none
   * @return empty when the record names no row
   * @throws DataException when what it names is not an id, or it names two
   */
  Optional<String> named(SinkRecord record, Optional<String> column) {
    if (mode == IdMode.DERIVED) {
      return Optional.of(DerivedId.ofKey(record.originalTopic(), CanonicalKey.of(record.key())));
    }
    Optional<String> fromValue =
        column.filter(text -> !text.isEmpty()).map(text -> id("The value's field 'sys_id'", text));
    Optional<String> fromKey = ofKey(record.key());
    if (fromValue.isPresent()
        && fromKey.isPresent()
        && !fromValue.get().equalsIgnoreCase(fromKey.get())) {
      throw new DataException(
          "The key names row %s and the value row %s".formatted(fromKey.get(), fromValue.get()));
    }
    return fromValue.or(() -> fromKey);
  }

  /** The id of the row that this record creates, the same at each replay. */
  String created(SinkRecord record) {
    return DerivedId.ofOffset(
        record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
  }

  /** A text key that does not look like an id is somebody's own key, not an error. */
  private static Optional<String> ofKey(Object key) {
    if (key instanceof String text) {
      return ID.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
    Object field = null;
    if (key instanceof Struct struct && struct.schema().field(SYS_ID) != null) {
      field = struct.get(SYS_ID);
    } else if (key instanceof Map<?, ?> map) {
      field = map.get(SYS_ID);
    }
    return Optional.ofNullable(field)
        .map(Object::toString)
        .filter(text -> !text.isEmpty())
        .map(text -> id("The key's field 'sys_id'", text));
  }

  private static String id(String where, String text) {
    if (!ID.matcher(text).matches()) {
      String seen = text.length() > 40 ? text.substring(0, 40) + "..." : text;
      throw new DataException("%s is '%s', and not 32 letters or digits".formatted(where, seen));
    }
    return text;
  }
}
