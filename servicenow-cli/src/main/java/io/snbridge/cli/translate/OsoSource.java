/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.common.keys.ConnectorKind;
import java.util.Map;

/** Osodevops' source connector. */
final class OsoSource {

  private static final String SCHEMA = "snow.source.schema.mode";
  private static final String EPOCH = "1970-01-01 00:00:00";

  private OsoSource() {}

  static Language language() {
    KeyTable keys =
        Oso.keys()
            .as("snow.tables", "tables")
            .on(
                SCHEMA,
                Actions.to(
                    "schema.mode",
                    Map.of("schemaless", "none", "strings", "string", "typed", "dictionary")))
            .none(
                "snow.source.typed.fields",
                "columns have the types of the data dictionary; 'table.<alias>.column.types'"
                    + " overrides them")
            .as("snow.source.poll.interval.ms", "poll.interval.ms")
            .on("snow.source.batch.size", Actions.pageSize("page.size"))
            .none(
                "snow.source.overlap.seconds",
                "'lookback.ms' finds rows that appear late, and nothing is sent twice")
            .on("snow.source.safety.lag.seconds", Actions.settle())
            .on(
                "snow.source.emit.envelope",
                Actions.flag(Actions.put("output.format", "envelope"), Actions.nothing()))
            .on(
                "snow.table.*.name",
                (found, draft) -> {
                  if (!found.value().equals(found.part())) {
                    draft.set("table." + found.part() + ".name", found.value());
                  }
                })
            .as("snow.table.*.topic", "table.*.topic")
            .on(
                "snow.table.*.start.timestamp",
                Actions.unless(EPOCH, Actions.to("table.*.start.timestamp", Values::time)))
            .on(
                "snow.table.*.timestamp.field",
                Actions.unless("sys_updated_on", Actions.to("table.*.timestamp.field")))
            .on(
                "snow.table.*.sys.id.field",
                Actions.unless("sys_id", Actions.to("table.*.id.field")))
            .as("snow.table.*.query", "table.*.query")
            .as("snow.table.*.fields", "table.*.fields")
            .on(
                "snow.table.*.display.value",
                Actions.unless("false", Actions.to("table.*.display.value")))
            .on("snow.table.*.batch.size", Actions.pageSize("table.*.page.size"))
            .as("snow.table.*.poll.interval.ms", "table.*.poll.interval.ms")
            .on(
                "snow.table.*.exclude.reference.link",
                Actions.flag(
                    Actions.nothing(),
                    Actions.ask(
                        "a reference is its sys_id: 'reference.format=link' gives {link, value},"
                            + " with 'schema.mode=dictionary'")))
            .on(
                "snow.table.*.query.domain",
                Actions.flag(Actions.nothing(), Actions.put("table.*.query.no.domain", "true")))
            .as("snow.table.*.query.category", "table.*.query.category");
    return new Language(ConnectorKind.SOURCE, keys, OsoSource::rest);
  }

  private static void rest(Foreign all, Draft draft) {
    if (!all.has(SCHEMA)) {
      draft.set("schema.mode", "none");
    }
    draft.note(
        "headers",
        "records have headers 'servicenow.*', theirs 'snow.*'; the key is the sys_id here and"
            + " there");
  }
}
