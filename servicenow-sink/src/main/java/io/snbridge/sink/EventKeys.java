/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.sink.record.EventFormat;
import io.snbridge.sink.record.ValuePath;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The keys of values that are events: where in them the row is, and what was done to it. */
final class EventKeys {

  static final String GROUP = "Events";

  static final String PAYLOAD_PATH = "value.payload.path";
  static final String ID_PATH = "value.id.path";
  static final String OPERATION_PATH = "value.operation.path";

  private EventKeys() {}

  static void define(ConfigDef keys) {
    path(
        keys,
        PAYLOAD_PATH,
        1,
        "Payload path",
        "Where in the value the row's fields are, as names with dots between them: payload, after."
            + " Not set: the value is the row. A value with nothing there is refused, unless it is"
            + " a delete event.");
    path(
        keys,
        ID_PATH,
        2,
        "Id path",
        "Where in the value is what names the row: entity.id, after.id. With id.mode=sys_id it must"
            + " be a sys_id; with id.mode=derived the row's id is computed from topic and what is"
            + " there, and not from the key. A value with nothing there is refused. For a delete"
            + " event a path with 'after' in it is looked for in 'before', too, where Debezium has"
            + " a deleted row.");
    path(
        keys,
        OPERATION_PATH,
        3,
        "Operation path",
        "Where in the value is what was done: op, event_type. Known are Debezium's and the source"
            + " connector's c, r (read in a snapshot), u and d, and create, created, update,"
            + " updated, delete, deleted with anything and a dot before them, as in record.updated;"
            + " anything else is refused. A delete event deletes the row. The others do what"
            + " write.method says, but for insert: there an event that says updated changes the"
            + " row, and not.found holds. The tombstone behind a delete event does nothing; one"
            + " that is met alone, as after a restart, is a null value: behavior.on.null.values.");
  }

  private static void path(
      ConfigDef keys, String key, int order, String displayName, String documentation) {
    keys.define(
        key,
        ConfigDef.Type.STRING,
        null,
        Validators.path(),
        MEDIUM,
        documentation,
        GROUP,
        order,
        Width.MEDIUM,
        displayName);
  }

  static EventFormat format(AbstractConfig config) {
    return new EventFormat(
        path(config, PAYLOAD_PATH), path(config, OPERATION_PATH), path(config, ID_PATH));
  }

  private static Optional<ValuePath> path(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getString(key)).map(dotted -> ValuePath.of(key, dotted));
  }
}
