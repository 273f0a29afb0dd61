/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.sink.record.IdMode;
import io.snbridge.sink.record.NotFound;
import io.snbridge.sink.record.NullValues;
import io.snbridge.sink.record.WriteMethod;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * What a record does, and to which row.
 *
 * @param idMode where the row's id comes from
 * @param notFound what an update of a row that is not there does
 * @param nullValues what a record without a value does
 */
public record WriteKeys(
    WriteMethod method, IdMode idMode, NotFound notFound, NullValues nullValues) {

  static final String METHOD = "write.method";
  static final String ID_MODE = "id.mode";
  static final String NOT_FOUND = "not.found";
  static final String NULL_VALUES = "behavior.on.null.values";

  static void define(KeyGroup group) {
    KeyGroup rows = group.when(WriteApi.ROWS);
    rows.addChoice(
        METHOD,
        "upsert",
        OneOf.of("upsert", "insert", "update"),
        HIGH,
        "Write method",
        "What a record with a value does. upsert: it updates the row, or creates it if it does"
            + " not exist. insert: it creates the row; a row that exists, perhaps from an"
            + " earlier delivery of the record, is left as it is. update: it updates the row;"
            + " for a row that does not exist, see not.found.");
    rows.addChoice(
        ID_MODE,
        "sys_id",
        OneOf.of("sys_id", "derived", "lookup", "server"),
        HIGH,
        "Id mode",
        "Which row a record is about. sys_id: the one named by the record's field sys_id or by"
            + " its key (a string of 32 letters or digits, or a structure with a field sys_id);"
            + " if the two differ, the record is refused. A record without an ID creates a row"
            + " whose ID is computed from topic, partition and offset, so that a replay does not"
            + " create it twice. derived: the row whose ID is computed from topic and key; a"
            + " field sys_id is not used. lookup: the row whose columns id.lookup.fields have"
            + " the record's values; a field sys_id is not used. server: as sys_id, but the"
            + " instance chooses the ID of a row that is created for a record without one. If"
            + " the response to such a create is lost, nobody can tell whether the row exists:"
            + " it is not sent again, and the record goes to the dead letter queue with the"
            + " exception io.snbridge.sink.OutcomeUnknownException; a record that is delivered"
            + " again after a restart may create a second row. Topic, partition and offset are"
            + " those in Kafka, before transforms: a topic that is deleted and created again, or"
            + " one of the same name in another cluster, gives the same IDs again, so its"
            + " records are written to the rows of the old ones.");
    rows.when(
            KeyCondition.is(METHOD, "update")
                .or(
                    KeyCondition.is(METHOD, "insert")
                        .and(KeyCondition.isSet(EventKeys.OPERATION_PATH))))
        .addChoice(
            NOT_FOUND,
            "fail",
            OneOf.of("fail", "ignore", "insert"),
            MEDIUM,
            "Row not found",
            "What an update does if its row does not exist. fail: it is refused. ignore:"
                + " nothing. insert: it creates the row, with the ID that the record named. This"
                + " key applies to write.method=update, and to events that say updated under"
                + " write.method=insert. A delete of a row that does not exist always counts as"
                + " done: after a restart, the row may have been deleted by the connector"
                + " itself.");
    group.addChoice(
        NULL_VALUES,
        "fail",
        OneOf.of("fail", "ignore", "delete"),
        MEDIUM,
        "Null values",
        "What a record without a value does. fail: it is refused. ignore: nothing. delete: it"
            + " deletes the row that its key names; if there is no such row, the record counts"
            + " as done.");
  }

  static WriteKeys of(AbstractConfig config) {
    return new WriteKeys(
        Settings.word(config, METHOD, WriteMethod.class),
        Settings.word(config, ID_MODE, IdMode.class),
        Settings.word(config, NOT_FOUND, NotFound.class),
        Settings.word(config, NULL_VALUES, NullValues.class));
  }
}
