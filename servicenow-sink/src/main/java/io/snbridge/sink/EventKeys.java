/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.sink.record.EventFormat;
import io.snbridge.sink.record.IdMode;
import io.snbridge.sink.record.IdempotencyKey;
import io.snbridge.sink.record.ValuePath;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The keys of values that are events: where in them the row is, and what was done to it. */
final class EventKeys {

  static final String PAYLOAD_PATH = "value.payload.path";
  static final String ID_PATH = "value.id.path";
  static final String OPERATION_PATH = "value.operation.path";

  static final String IDEMPOTENCY_KEY_PATH = "idempotency.key.path";
  static final String IDEMPOTENCY_WINDOW_MS = "idempotency.window.ms";
  static final String IDEMPOTENCY_WINDOW_SIZE = "idempotency.window.size";

  private EventKeys() {}

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Events");
    path(
        group,
        PAYLOAD_PATH,
        "Payload path",
        "Where in the value the row's fields are, as names with dots between them: payload, after."
            + " Not set: the value is the row. A value with nothing there is refused, unless it is"
            + " a delete event.");
    path(
        group.when(LookupKeys.IS_ON.not()),
        ID_PATH,
        "Id path",
        "Where in the value is what names the row: entity.id, after.id. With id.mode=sys_id it must"
            + " be a sys_id; with id.mode=derived the row's id is computed from topic and what is"
            + " there, and not from the key. A value with nothing there is refused. For a delete"
            + " event a path with 'after' in it is looked for in 'before', too, where Debezium has"
            + " a deleted row.");
    path(
        group,
        OPERATION_PATH,
        "Operation path",
        "Where in the value is what was done: op, event_type. Known are Debezium's and the source"
            + " connector's c, r (read in a snapshot), u and d, and create, created, update,"
            + " updated, delete, deleted with anything and a dot before them, as in record.updated;"
            + " anything else is refused. A delete event deletes the row. The others do what"
            + " write.method says, but for insert: there an event that says updated changes the"
            + " row, and not.found holds. The tombstone behind a delete event does nothing; one"
            + " that is met alone, as after a restart, is a null value: behavior.on.null.values.");
    defineIdempotency(group);
  }

  private static void defineIdempotency(KeyGroup group) {
    path(
        group,
        IDEMPOTENCY_KEY_PATH,
        "Idempotency key path",
        "Where in the value is what tells the event from every other of its topic: event_id,"
            + " idempotency_key. A record that repeats one that the same task has seen within the"
            + " window is dropped and counts as done; one whose first was refused is not. A value"
            + " with nothing there is refused. With id.mode=derived and no value.id.path the row's"
            + " id is computed from it, and not from the key: then a repeat makes no second row"
            + " after a restart, or in another task, either.");
    KeyGroup window = group.when(KeyCondition.isSet(IDEMPOTENCY_KEY_PATH));
    window.add(
        IDEMPOTENCY_WINDOW_MS,
        ConfigDef.Type.LONG,
        Duration.ofHours(1).toMillis(),
        ConfigDef.Range.atLeast(1),
        LOW,
        "Idempotency window",
        "How long a task knows an idempotency key, from its first record on.");
    window.add(
        IDEMPOTENCY_WINDOW_SIZE,
        ConfigDef.Type.INT,
        100_000,
        ConfigDef.Range.atLeast(1),
        LOW,
        "Idempotency window's size",
        "How many idempotency keys a task knows, the latest ones; each takes some 250 bytes.");
  }

  private static void path(KeyGroup group, String key, String displayName, String documentation) {
    group.add(
        key, ConfigDef.Type.STRING, null, Validators.path(), MEDIUM, displayName, documentation);
  }

  static EventFormat format(AbstractConfig config, IdMode ids) {
    Optional<ValuePath> id = path(config, ID_PATH);
    return new EventFormat(
        path(config, PAYLOAD_PATH),
        path(config, OPERATION_PATH),
        ids == IdMode.DERIVED ? id.or(() -> path(config, IDEMPOTENCY_KEY_PATH)) : id);
  }

  static Repeats repeats(AbstractConfig config) {
    return new Repeats(
        path(config, IDEMPOTENCY_KEY_PATH).map(IdempotencyKey::new),
        Duration.ofMillis(config.getLong(IDEMPOTENCY_WINDOW_MS)),
        config.getInt(IDEMPOTENCY_WINDOW_SIZE),
        System::nanoTime);
  }

  private static Optional<ValuePath> path(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getString(key)).map(dotted -> ValuePath.of(key, dotted));
  }
}
