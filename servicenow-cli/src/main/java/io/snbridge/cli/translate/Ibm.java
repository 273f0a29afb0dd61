/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Action;
import io.snbridge.common.keys.ConnectorKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** IBM's source connector, and its fork with display values. */
final class Ibm {

  private static final String TABLES = "table.whitelist";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Ibm() {}

  static Language language() {
    Action hash = Actions.put("table.*.key.mode", "field_hash");
    KeyTable keys =
        new KeyTable()
            .on("servicenow.client.base.uri", Actions.url("servicenow.url"))
            .none("servicenow.client.oauth.path", "it is where the instance has it")
            .as("servicenow.client.oauth.clientid", "servicenow.oauth2.client.id")
            .as("servicenow.client.oauth.clientsecret", "servicenow.oauth2.client.secret")
            .as("servicenow.client.oauth.username", "servicenow.username")
            .as("servicenow.client.oauth.userpassword", "servicenow.password")
            .on("servicenow.client.request.timeout.seconds", Actions.timeout(SECOND))
            .on("servicenow.client.read.timeout.seconds", Actions.timeout(SECOND))
            .on(
                "servicenow.client.connection.timeout.seconds",
                Actions.to("servicenow.connect.timeout.ms", Values::millis))
            .on("servicenow.client.request.retries.max", Actions.retries())
            .none(
                "servicenow.client.request.retries.backoff.seconds",
                "the wait begins with 0.1 s, doubles up to 30 s, and is random")
            .none(
                "servicenow.client.connection.pool.*",
                "there are as many connections as 'servicenow.max.concurrent.requests'")
            .on(
                "servicenow.client.display.value",
                Actions.unless("false", Actions.to("display.value")))
            .as(TABLES, "tables")
            .as("topic.prefix", "topic.prefix")
            .on("table.whitelist.*.name", read(Ibm::name))
            .on(
                "table.whitelist.*.timestamp.field.name",
                read(Actions.unless("sys_updated_on", Actions.to("table.*.timestamp.field"))))
            .on(
                "table.whitelist.*.identifier.field.name",
                read(Actions.unless("sys_id", Actions.to("table.*.id.field"))))
            .on("table.whitelist.*.fields", read(Actions.to("table.*.fields")))
            .on(
                "table.whitelist.*.partition.type",
                read(
                    Actions.by(
                        Map.of(
                            "default", keyed(),
                            "round-robin", keyed(),
                            "field-based", hash))))
            .on("table.whitelist.*.partition.fields", read(Ibm::keyFields))
            .on("through.timestamp.delay.interval.seconds", Actions.settle())
            .as("task.poll.slow.interval.ms", "poll.interval.ms")
            .on("task.poll.batch.max.size", Actions.pageSize("page.size"))
            .on("timestamp.initial.query.hours.ago", Actions.hoursAgo());
    return new Language(ConnectorKind.SOURCE, keys, Ibm::rest);
  }

  /** Keys of a table that is not read are refused here. */
  private static Action read(Action action) {
    return (found, draft) -> {
      String tables = found.all().value(TABLES).orElse("");
      if (Arrays.asList(tables.split("\\s*,\\s*", -1)).contains(found.part())) {
        action.apply(found, draft);
      } else {
        draft.note(found.key(), "'" + TABLES + "' leaves the table out");
      }
    };
  }

  private static void name(KeyTable.Found found, Draft draft) {
    if (!found.value().equals(found.part())) {
      draft.set("table." + found.part() + ".name", found.value());
    }
  }

  private static Action keyed() {
    return Actions.none(
        "records have a key, the row's id, and Kafka chooses the partition by it; theirs have"
            + " none");
  }

  private static void keyFields(KeyTable.Found found, Draft draft) {
    boolean isUsed =
        found
            .all()
            .value("table.whitelist." + found.part() + ".partition.type")
            .orElse("")
            .equals("field-based");
    if (isUsed) {
      draft.set("table." + found.part() + ".key.fields", found.value());
      draft.note(found.key(), "the key is a hash of these columns, not a structure of them");
    } else {
      draft.note(found.key(), "it counts only with 'field-based'");
    }
  }

  private static void rest(Foreign all, Draft draft) {
    draft.set("servicenow.auth.type", "oauth2");
    draft.set("servicenow.oauth2.grant.type", "password");
    draft.set("schema.mode", "string");
  }
}
