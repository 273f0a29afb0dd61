/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Action;
import io.snbridge.cli.translate.KeyTable.Found;
import io.snbridge.common.keys.ConnectorKind;
import java.util.Map;

/** The bridge's way from ServiceNow to Kafka. */
final class BridgeSource {

  private BridgeSource() {}

  static Language language() {
    Action hash = put("key.mode", "field_hash");
    KeyTable keys =
        Bridge.keys()
            .on("source.enabled", Actions.nothing())
            .as("source.topic_prefix", "topic.prefix")
            .on("source.tables.#.name", (found, draft) -> draft.add("tables", found.value()))
            .on("source.tables.#.topic", to("topic"))
            .on(
                "source.tables.#.timestamp_field",
                Actions.unless("sys_updated_on", to("timestamp.field")))
            .on("source.tables.#.identifier_field", Actions.unless("sys_id", to("id.field")))
            .on("source.tables.#.fields", to("fields"))
            .on(
                "source.tables.#.partitioner",
                Actions.by(
                    Map.of(
                        "default", Actions.nothing(),
                        "round_robin",
                            Actions.none(
                                "records have a key, the row's id, and Kafka chooses the partition"
                                    + " by it"),
                        "field_based", hash)))
            .on("source.tables.#.partition_key_fields", BridgeSource::keyFields)
            .none("source.fast_poll_interval", "a table is read to the end without waiting")
            .on("source.slow_poll_interval", Actions.to("poll.interval.ms", Values::goDuration))
            .on("source.batch_size", Actions.pageSize("page.size"))
            .on("source.initial_query_hours_ago", Actions.hoursAgo())
            .on("source.timestamp_delay_seconds", Actions.settle())
            .on("sink.*", Actions.nothing());
    return new Language(ConnectorKind.SOURCE, keys, BridgeSource::rest);
  }

  private static Action to(String ours) {
    return (found, draft) -> draft.set(key(found, ours), found.value());
  }

  private static Action put(String ours, String value) {
    return (found, draft) -> draft.set(key(found, ours), value);
  }

  private static String key(Found found, String ours) {
    String name = "source.tables." + found.part() + ".name";
    return "table."
        + found
            .all()
            .value(name)
            .orElseThrow(() -> new IllegalArgumentException("there is no '" + name + "'"))
        + "."
        + ours;
  }

  private static void keyFields(Found found, Draft draft) {
    String type = "source.tables." + found.part() + ".partitioner";
    if (found.all().value(type).orElse("").equals("field_based")) {
      draft.set(key(found, "key.fields"), found.value());
      draft.note(
          found.key(),
          "the hash is of the same columns, and another one: their lengths are hashed, too");
    } else {
      draft.note(found.key(), "it counts only with 'field_based'");
    }
  }

  private static void rest(Foreign all, Draft draft) {
    draft.set("schema.mode", all.has("kafka.schema_registry_url") ? "string" : "none");
    Bridge.rest(all, draft, "source");
    draft.note("headers", "the table is in 'servicenow.table', not in 'sn_table'");
  }
}
