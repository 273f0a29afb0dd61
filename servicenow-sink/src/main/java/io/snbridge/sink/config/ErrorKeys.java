/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * When a write is given up, and what becomes of what was.
 *
 * @param maxServerErrors of one record; 0 for no bound
 * @param maxRefusals in a row, for reasons that are not the record's; 0 for no bound
 * @param replaysDeadLetters whether the records come from a dead letter queue
 */
public record ErrorKeys(int maxServerErrors, int maxRefusals, boolean replaysDeadLetters) {

  static final String MAX_SERVER_ERRORS = "write.max.server.errors";
  static final String MAX_REFUSALS = "write.max.refusals.in.row";
  static final String REPLAY_DEAD_LETTERS = "replay.dead.letters";

  static void define(KeyGroup group) {
    group.add(
        MAX_SERVER_ERRORS,
        ConfigDef.Type.INT,
        10,
        ConfigDef.Range.atLeast(0),
        MEDIUM,
        "Server errors of one record",
        "How often the write of one record may get an answer that does not tell its outcome."
            + " Such answers are server errors (500, 502, 503, 504), pages instead of JSON, redirects"
            + " and lost connections. They count only while other rows of the same table are"
            + " written; if the instance or the table is down for all records, the connector"
            + " waits. When the limit is reached, the record's row is read, and the record is"
            + " refused unless the row is already as the record wants it. Reads that the write needs"
            + " (a lookup, the row for a conflict policy, whether the row is there) count, too, if"
            + " they have no answer and another row of the table can be read right afterwards, or"
            + " other lookups were answered meanwhile. 0: the connector never gives up on a record.");
    group.add(
        MAX_REFUSALS,
        ConfigDef.Type.INT,
        10,
        ConfigDef.Range.atLeast(0),
        MEDIUM,
        "Refusals in a row",
        "How many writes in a row may be refused for a reason that has nothing to do with the"
            + " record. Such reasons are that the user may not use the API, or that a gateway or"
            + " firewall answers instead of ServiceNow; a write that succeeds starts the count"
            + " again. After that, nothing more goes to the dead letter queue: writes wait, and"
            + " one at a time is retried until one succeeds. 0: every refusal is accepted.");
    group.add(
        REPLAY_DEAD_LETTERS,
        ConfigDef.Type.BOOLEAN,
        false,
        MEDIUM,
        "Replay dead letters",
        "Whether the records come from a dead letter queue of Connect and are to be written"
            + " after all. The topic that chooses the table, and the topic, partition and offset"
            + " that IDs are computed from, are then the original ones, taken from the record's"
            + " headers (__connect.errors.topic and others, with"
            + " errors.deadletterqueue.context.headers.enable=true). A record without those"
            + " headers is refused.");
  }

  static ErrorKeys of(AbstractConfig config) {
    return new ErrorKeys(
        config.getInt(MAX_SERVER_ERRORS),
        config.getInt(MAX_REFUSALS),
        config.getBoolean(REPLAY_DEAD_LETTERS));
  }
}
