/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.common.log.OneLine;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

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
  private final boolean inEvent;

  /**
   * @param inEvent whether a path leads to what names the row: then a computed id is of that, and
   *     of the key no more
   */
  RowIds(IdMode mode, boolean inEvent) {
    this.mode = mode;
    this.inEvent = inEvent;
  }

  /**
   * The row that a record names.
   *
   * @param topic the record's original topic
   * @param column what the row's {@code sys_id} column has, empty when it has none
   * @param atPath what is where the path leads; it goes before the column
   * @return empty when the record names no row
   * @throws DataException when what it names is not an id, or it names two
   */
  Optional<String> named(
      String topic, Object key, Optional<String> column, Optional<Object> atPath) {
    if (mode == IdMode.DERIVED) {
      return inEvent
          ? atPath.map(identity -> DerivedId.ofKey(topic, CanonicalKey.of(identity)))
          : Optional.of(DerivedId.ofKey(topic, CanonicalKey.of(key)));
    }
    Optional<String> fromValue =
        atPath
            .map(found -> id("What value.id.path leads to", KeyContent.text(found)))
            .or(
                () ->
                    column
                        .filter(text -> !text.isEmpty())
                        .map(text -> id("The value's field 'sys_id'", text)));
    Optional<String> fromKey = ofKey(key);
    if (fromValue.isPresent()
        && fromKey.isPresent()
        && !fromValue.get().equalsIgnoreCase(fromKey.get())) {
      throw new DataException(
          "The key names row %s and the value row %s".formatted(fromKey.get(), fromValue.get()));
    }
    return fromValue.or(() -> fromKey);
  }

  /**
   * The create of a record that names no row.
   *
   * @throws DataException when it names one where nobody looks: see {@link Nameless}
   */
  Write create(
      WriteMethod method, String table, Origin origin, Object key, Map<String, String> values) {
    Nameless.check(method, key, values);
    // The same at each replay.
    String id = DerivedId.ofOffset(origin.topic(), origin.partition(), origin.offset());
    return mode == IdMode.SERVER
        ? new Write.Append(table, id, values)
        : new Write.Insert(table, id, values);
  }

  /** A key that does not look like an id is somebody's own key, not an error. */
  private static Optional<String> ofKey(Object key) {
    KeyContent content = KeyContent.of(key);
    return content
        .text()
        .filter(text -> ID.matcher(text).matches())
        .or(() -> content.field(SYS_ID).map(text -> id("The key's field 'sys_id'", text)));
  }

  private static String id(String where, String text) {
    if (!ID.matcher(text).matches()) {
      throw new DataException(
          "%s is '%s', but must be a sys_id: 32 letters or digits"
              .formatted(where, OneLine.of(text, 40)));
    }
    return text;
  }
}
