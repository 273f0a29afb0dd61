/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Action;
import io.snbridge.common.keys.ConnectorKind;
import java.util.Map;

/** Confluent's sink connector, for Platform and for its Cloud. */
final class ConfluentSink {

  private static final String BROKERS = "reporter.bootstrap.servers";
  private static final String TOLERANCE = "errors.tolerance";
  private static final String DEAD_LETTERS = "errors.deadletterqueue.topic.name";

  private ConfluentSink() {}

  static Language language() {
    Action onErrors =
        Actions.by(
            Map.of(
                "fail", Actions.put(TOLERANCE, "none"),
                "log", Actions.put(TOLERANCE, "all"),
                "ignore", Actions.put(TOLERANCE, "all")));
    KeyTable keys =
        ConfluentConnection.keys()
            .as("servicenow.table", "table.name.format")
            .on("reporter.result.topic.name", report("report.topic"))
            .on("reporter.error.topic.name", report("report.failure.topic"))
            .as(BROKERS, "report.producer.bootstrap.servers")
            .as("reporter.producer.*", "report.producer.*")
            .on("behavior.on.api.errors", onErrors)
            .on("behavior.on.error", onErrors)
            .as("max.poll.records", "consumer.override.max.poll.records")
            .as("max.poll.interval.ms", "consumer.override.max.poll.interval.ms")
            .on(DEAD_LETTERS, (found, draft) -> draft.set(DEAD_LETTERS, named(found)));
    return new Language(ConnectorKind.SINK, keys, ConfluentSink::rest);
  }

  private static Action report(String ours) {
    return (found, draft) -> {
      if (found.all().has(BROKERS)) {
        draft.set(ours, named(found));
      } else {
        draft.decide(
            found.key(),
            "if anybody reads it: set '%s', and 'report.producer.bootstrap.servers' to the brokers"
                .formatted(ours));
      }
    };
  }

  /** Topics may be named after the connector. */
  private static String named(KeyTable.Found found) {
    return found.value().replace("${connector}", found.all().value("name").orElse("connector"));
  }

  private static void rest(Foreign all, Draft draft) {
    draft.set("behavior.on.null.values", "delete");
    String converter = all.value(Converters.KEY).orElse("");
    if (converter.equals(Converters.STRING) || converter.endsWith("ByteArrayConverter")) {
      draft.note(Converters.KEY, "a key that is a text of 32 letters or digits is a sys_id");
    } else {
      draft.renameInKeys("sysId", "sys_id");
      String renamed = "their keys name a row by 'sysId', ours by 'sys_id'";
      if (converter.isEmpty()) {
        draft.decide("transforms", renamed + ". Remove the transform if keys are texts or numbers");
      } else {
        draft.note("transforms", renamed);
      }
    }
    if (draft.value(TOLERANCE).orElse("").equals("all") && !draft.has(DEAD_LETTERS)) {
      draft.decide(
          DEAD_LETTERS, "name a topic: without it, a record that is refused is only logged");
    }
    draft.note(
        "unknown.columns",
        "a record with a column that its table does not have is refused; ServiceNow leaves the"
            + " column out, as 'unknown.columns=drop' does");
  }
}
