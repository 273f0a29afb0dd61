/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Action;
import io.snbridge.common.keys.ConnectorKind;
import java.util.Locale;
import java.util.Map;

/** Osodevops' sink connector. */
final class OsoSink {

  private static final String PREFIX = "snow.sink.";
  private static final String BROKERS = PREFIX + "reporter.bootstrap.servers";
  private static final String TOLERANCE = "errors.tolerance";
  private static final String COMPUTED =
      "a create without an id gets one that is computed, so that sending it again makes no second"
          + " row";

  private OsoSink() {}

  static Language language() {
    Action anyHeader =
        Actions.ask(
            "operations in headers are not read: let a field of the value say it"
                + " ('value.operation.path')");
    KeyTable keys =
        Oso.keys()
            .on(
                PREFIX + "routing.mode",
                Actions.by(
                    Map.of(
                        "fixed", Actions.nothing(),
                        "topic_map", Actions.nothing(),
                        "header", OsoSink::byHeader)))
            .on(PREFIX + "table", OsoSink::fixedTable)
            .on(
                PREFIX + "topic.*.table",
                (found, draft) -> draft.add("topic.table.map", found.part() + ":" + found.value()))
            .on(PREFIX + "table.header", Actions.nothing())
            .as(PREFIX + "table.allowlist", "table.allowlist")
            .on(
                PREFIX + "operation.mode",
                Actions.by(
                    Map.of(
                        "key_value", Actions.put("behavior.on.null.values", "delete"),
                        "fixed", Actions.nothing(),
                        "header", anyHeader)))
            .on(PREFIX + "operation.fixed", OsoSink::fixedOperation)
            .on(PREFIX + "operation.header", Actions.none("operations in headers are not read"))
            .on(PREFIX + "sys.id.key.field", Actions.unless("sys_id", OsoSink::keyField))
            .on(
                PREFIX + "sys.id.value.field",
                Actions.unless(
                    "sys_id",
                    (found, draft) -> draft.add("fields.rename", found.value() + ":sys_id")))
            .on(PREFIX + "null.behavior", Actions.to("null.fields", Oso.nulls()))
            .on(
                PREFIX + "unknown.field.behavior",
                Actions.to(
                    "unknown.columns",
                    Map.of(
                        "fail", "fail", "drop", "drop", "report", "drop", "passthrough", "ignore")))
            .on(
                PREFIX + "nested.behavior",
                Actions.to(
                    "nested.fields",
                    Map.of("reject", "fail", "flatten", "flatten", "stringify", "json")))
            .on(
                PREFIX + "nested.flatten.delimiter",
                Actions.unless("_", Actions.ask("names are joined by '_'")))
            .on(
                PREFIX + "field.rename",
                (found, draft) -> draft.add("fields.rename", found.value()))
            .as(PREFIX + "field.allowlist", "fields.include")
            .as(PREFIX + "field.denylist", "fields.exclude")
            .as(PREFIX + "max.in.flight", "servicenow.max.concurrent.requests")
            .none(PREFIX + "create.ambiguous.behavior", COMPUTED)
            .none(PREFIX + "correlation.field", COMPUTED)
            .none(
                PREFIX + "not.found.behavior",
                "a row that its record names and that is not there is created")
            .as(BROKERS, "report.producer.bootstrap.servers")
            .on(PREFIX + "reporter.success.topic", report("report.topic"))
            .on(PREFIX + "reporter.error.topic", report("report.failure.topic"))
            .as(PREFIX + "reporter.producer.*", "report.producer.*")
            .on(
                PREFIX + "behavior.on.api.errors",
                Actions.by(
                    Map.of(
                        "fail", Actions.nothing(),
                        "log", Actions.put(TOLERANCE, "all"),
                        "ignore", Actions.put(TOLERANCE, "all"))));
    return new Language(ConnectorKind.SINK, keys, OsoSink::rest);
  }

  private static void fixedTable(KeyTable.Found found, Draft draft) {
    if (found.all().value(PREFIX + "routing.mode").orElse("fixed").equalsIgnoreCase("fixed")) {
      draft.set("table.name.format", found.value());
    } else {
      draft.note(found.key(), "the routing mode does not use it");
    }
  }

  private static void byHeader(KeyTable.Found found, Draft draft) {
    draft.set("table.header", found.all().value(PREFIX + "table.header").orElse("snow.table"));
    if (!found.all().has(PREFIX + "table.allowlist")) {
      draft.decide("table.allowlist", "name the tables that headers may name");
    }
  }

  private static void fixedOperation(KeyTable.Found found, Draft draft) {
    String method =
        Map.of("create", "insert", "update", "update", "upsert", "upsert")
            .get(found.value().toLowerCase(Locale.ROOT));
    if (method == null) {
      throw new IllegalArgumentException("no 'write.method' does that with every record");
    }
    draft.set("write.method", method);
  }

  private static void keyField(KeyTable.Found found, Draft draft) {
    draft.renameInKeys(found.value(), "sys_id");
    draft.note(found.key(), "a transform renames it to 'sys_id'");
  }

  private static Action report(String ours) {
    return (found, draft) -> {
      if (found.all().has(BROKERS)) {
        draft.set(ours, found.value());
      } else {
        draft.decide(found.key(), "'%s' needs 'report.producer.bootstrap.servers'".formatted(ours));
      }
    };
  }

  private static void rest(Foreign all, Draft draft) {
    if (!all.has(PREFIX + "operation.mode")) {
      draft.set("behavior.on.null.values", "delete");
    }
    if (draft.value(TOLERANCE).orElse("").equals("all")
        && !draft.has("errors.deadletterqueue.topic.name")) {
      draft.decide(
          "errors.deadletterqueue.topic.name",
          "name a topic: without it, a record that is refused is only logged");
    }
  }
}
