/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Found;
import io.snbridge.common.keys.ConnectorKind;

/** The bridge's way from Kafka to ServiceNow. */
final class BridgeSink {

  private static final String GROUP = "servicenow-kafka-bridge-sink";
  private static final String DEAD_LETTERS = "errors.deadletterqueue.";

  private BridgeSink() {}

  static Language language() {
    KeyTable keys =
        Bridge.keys()
            .on("sink.enabled", Actions.nothing())
            .on("sink.topics.#.topic", BridgeSink::topic)
            .on("sink.topics.#.table", Actions.nothing())
            .as("sink.concurrency", "servicenow.max.concurrent.requests")
            .on("sink.group_id", Actions.nothing())
            .on("sink.dlq_topic", BridgeSink::deadLetters)
            .none(
                "sink.commit_on_partial_failure",
                "a record's offset is committed when it is written, or in the dead letter queue")
            .on("source.*", Actions.nothing());
    return new Language(ConnectorKind.SINK, keys, BridgeSink::rest);
  }

  private static void topic(Found found, Draft draft) {
    draft.add("topics", found.value());
    String table = "sink.topics." + found.part() + ".table";
    draft.add(
        "topic.table.map",
        found.value()
            + ":"
            + found
                .all()
                .value(table)
                .orElseThrow(() -> new IllegalArgumentException("there is no '" + table + "'")));
  }

  private static void deadLetters(Found found, Draft draft) {
    draft.set("errors.tolerance", "all");
    draft.set(DEAD_LETTERS + "topic.name", found.value());
    draft.set(DEAD_LETTERS + "context.headers.enable", "true");
    draft.note(
        found.key(),
        "it gets the record as it was, with the error in headers; theirs has both in a JSON text");
  }

  private static void rest(Foreign all, Draft draft) {
    Bridge.rest(all, draft, "sink");
    draft.set("consumer.override.group.id", all.value("sink.group_id").orElse(GROUP));
    draft.note(
        "sink.group_id", "with the same group the connector goes on where the bridge has stopped");
    draft.note(
        "write.method",
        "a row that its record names and that is not there is created; the bridge counts that as"
            + " a failure");
    if (!all.has("sink.dlq_topic")) {
      draft.note(
          "sink.dlq_topic",
          "without it the bridge logs a record that is refused and goes on; the connector stops");
    }
  }
}
