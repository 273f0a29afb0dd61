/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.sink.record.ValuePath;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Values that are events: where in them the row is, and what was done to it.
 *
 * @param payload where the row's fields are; empty when the value is the row
 * @param id where what identifies the row is
 * @param operation where what was done is
 * @param idempotencyKey where what distinguishes the event from others is; empty when repeats are
 *     not looked for
 * @param idempotencyWindow how long such a key is remembered
 * @param idempotencyWindowSize how many of them are
 */
public record EventKeys(
    Optional<ValuePath> payload,
    Optional<ValuePath> id,
    Optional<ValuePath> operation,
    Optional<ValuePath> idempotencyKey,
    Duration idempotencyWindow,
    int idempotencyWindowSize) {

  static final String PAYLOAD_PATH = "value.payload.path";
  static final String ID_PATH = "value.id.path";
  static final String OPERATION_PATH = "value.operation.path";

  static final String IDEMPOTENCY_KEY_PATH = "idempotency.key.path";
  static final String IDEMPOTENCY_WINDOW_MS = "idempotency.window.ms";
  static final String IDEMPOTENCY_WINDOW_SIZE = "idempotency.window.size";

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Events");
    path(
        group,
        PAYLOAD_PATH,
        "Payload path",
        "Path of the row's fields within the value, as names joined by dots, for example payload"
            + " or after. Not set: the value is the row. A record that has nothing there is"
            + " refused, unless it is a delete event.");
    path(
        group.when(LookupKeys.IS_ON.not()),
        ID_PATH,
        "Id path",
        "Path within the value of what identifies the row, for example entity.id or after.id."
            + " With id.mode=sys_id it must be a sys_id; with id.mode=derived the row's ID is"
            + " computed from the topic and what is there, not from the key. A record that has"
            + " nothing there is refused. For a delete event, a path with after in it is also"
            + " tried with before, where Debezium has a deleted row.");
    path(
        group,
        OPERATION_PATH,
        "Operation path",
        "Path within the value of the operation, for example op or event_type. Known operations"
            + " are c, r (read in a snapshot), u and d, as in the records of Debezium and of the"
            + " source connector, and create, created, update, updated, delete and deleted, also"
            + " after a dot, as in record.updated; anything else is refused. A delete event"
            + " deletes the row. All others do what write.method says, except that under insert"
            + " an event that says updated updates the row, and not.found applies. The tombstone"
            + " that follows a delete event does nothing; one that arrives alone, for example"
            + " after a restart, is treated as a null value (behavior.on.null.values).");
    defineIdempotency(group);
  }

  private static void defineIdempotency(KeyGroup group) {
    path(
        group,
        IDEMPOTENCY_KEY_PATH,
        "Idempotency key path",
        "Path within the value of what distinguishes the event from all others of its topic, for"
            + " example event_id. A record that repeats one that the same task has seen within"
            + " the window is dropped and counts as done, unless the first one was refused. A"
            + " record that has nothing there is refused. With id.mode=derived and no"
            + " value.id.path, the row's ID is computed from it and not from the key; then a"
            + " repeat creates no second row, even after a restart or in another task.");
    KeyGroup window = group.when(KeyCondition.isSet(IDEMPOTENCY_KEY_PATH));
    window.add(
        IDEMPOTENCY_WINDOW_MS,
        ConfigDef.Type.LONG,
        Duration.ofHours(1).toMillis(),
        ConfigDef.Range.atLeast(1),
        LOW,
        "Idempotency window",
        "How long a task remembers an idempotency key, in milliseconds. The time is counted from"
            + " the key's first record.");
    window.add(
        IDEMPOTENCY_WINDOW_SIZE,
        ConfigDef.Type.INT,
        100_000,
        ConfigDef.Range.atLeast(1),
        LOW,
        "Idempotency window's size",
        "Maximum number of idempotency keys that a task remembers. The latest ones are kept;"
            + " each takes about 250 bytes.");
  }

  private static void path(KeyGroup group, String key, String displayName, String documentation) {
    group.add(
        key, ConfigDef.Type.STRING, null, Validators.path(), MEDIUM, displayName, documentation);
  }

  static EventKeys of(AbstractConfig config) {
    return new EventKeys(
        Settings.path(config, PAYLOAD_PATH),
        Settings.path(config, ID_PATH),
        Settings.path(config, OPERATION_PATH),
        Settings.path(config, IDEMPOTENCY_KEY_PATH),
        Settings.millis(config, IDEMPOTENCY_WINDOW_MS),
        config.getInt(IDEMPOTENCY_WINDOW_SIZE));
  }
}
