/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.common.keys.ConnectorKind;

/** Confluent's source connector for Platform, and the legacy one of its Cloud. */
final class ConfluentSource {

  private static final String TABLE = "servicenow.table";

  private ConfluentSource() {}

  static Language language() {
    KeyTable keys =
        ConfluentConnection.keys()
            .as(TABLE, "tables")
            .on("kafka.topic", table("topic"))
            .on(
                "servicenow.since",
                (found, draft) -> draft.set("start.timestamp", Values.time(found.value())))
            .on("servicenow.view.variable.prefix", ConfluentSource::view)
            .on("batch.max.rows", Actions.pageSize("page.size"))
            .on("poll.interval.s", Actions.to("poll.interval.ms", Values::millis));
    return new Language(ConnectorKind.SOURCE, keys, ConfluentSource::rest);
  }

  private static KeyTable.Action table(String ours) {
    return (found, draft) -> draft.set("table." + alias(found) + "." + ours, found.value());
  }

  private static String alias(KeyTable.Found found) {
    return found
        .all()
        .value(TABLE)
        .orElseThrow(() -> new IllegalArgumentException("there is no '" + TABLE + "'"));
  }

  /** A view's columns begin with the prefix of the table that they are from. */
  private static void view(KeyTable.Found found, Draft draft) {
    String prefix = found.value().replaceFirst("_+$", "") + "_";
    table("timestamp.field").apply(with(found, prefix + "sys_updated_on"), draft);
    table("id.field").apply(with(found, prefix + "sys_id"), draft);
    draft.note(
        found.key(),
        "the two columns of the view. An id must be unique in the view, which joins rows");
  }

  private static KeyTable.Found with(KeyTable.Found found, String value) {
    return new KeyTable.Found(found.key(), value, found.part(), found.all());
  }

  private static void rest(Foreign all, Draft draft) {
    if (!all.has("servicenow.since")) {
      draft.note(
          "servicenow.since",
          "without it their first reading begins with the day of its start, ours with the first row");
    }
    shape(draft);
  }

  /** Of what Confluent's sources send, text is the most. */
  static void shape(Draft draft) {
    draft.set("schema.mode", "string");
    draft.note(
        "schema.mode",
        "the key is the sys_id, and every column is text, as most of theirs are. A reference is its sys_id, not {link, value}:"
            + " 'schema.mode=dictionary' with 'reference.format=link' gives that, and typed columns");
  }
}
