/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.common.connect.LogContexts;
import io.snbridge.sink.record.CiMapping;
import io.snbridge.sink.record.IdMode;
import io.snbridge.sink.record.ImportMapping;
import io.snbridge.sink.record.Mapping;
import io.snbridge.sink.record.NotFound;
import io.snbridge.sink.record.NullValues;
import io.snbridge.sink.record.Origin;
import io.snbridge.sink.record.RecordMapping;
import io.snbridge.sink.record.UpsertReader;
import io.snbridge.sink.record.WriteMethod;
import io.snbridge.sink.record.WriteRules;
import io.snbridge.sink.write.Patience;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.sink.SinkRecord;

/** The sink's keys, and what they come to. */
final class SinkConfig extends AbstractConfig {

  static final String WRITE_METHOD = "write.method";
  static final String ID_MODE = "id.mode";
  static final String NOT_FOUND = "not.found";
  static final String NULL_VALUES = "behavior.on.null.values";
  static final String REPLAY_DEAD_LETTERS = "replay.dead.letters";
  static final String MAX_SERVER_ERRORS = "write.max.server.errors";
  static final String MAX_REFUSALS = "write.max.refusals.in.row";

  static final ConfigDef DEFINITION = definition();

  SinkConfig(Map<String, String> settings) {
    super(DEFINITION, settings, false);
  }

  private static ConfigDef definition() {
    return ConnectionConfig.definition(SinkConfig::define);
  }

  private static void define(ConfigDef keys) {
    RoutingKeys.define(new KeyGroup(keys, "Tables"));
    KeyGroup writes = new KeyGroup(keys, "Writes");
    WriteApi.define(writes);
    defineWrites(writes);
    CollapseKeys.define(writes);
    BackPressure.define(writes);
    LookupKeys.define(keys);
    WriteApi.defineBatches(new KeyGroup(keys, "Batches"));
    ImportSetKeys.define(keys);
    IreKeys.define(keys);
    KeyGroup columns = new KeyGroup(keys, "Columns");
    FieldKeys.define(columns);
    ValueKeys.define(columns);
    ColumnKeys.define(columns);
    EventKeys.define(keys);
    ConflictKeys.define(keys);
    ReportKeys.define(keys);
    defineErrors(new KeyGroup(keys, "Errors"));
  }

  private static void defineWrites(KeyGroup group) {
    KeyGroup rows = group.when(WriteApi.ROWS);
    rows.addChoice(
        WRITE_METHOD,
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
            KeyCondition.is(WRITE_METHOD, "update")
                .or(
                    KeyCondition.is(WRITE_METHOD, "insert")
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

  private static void defineErrors(KeyGroup group) {
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
        null,
        MEDIUM,
        "Replay dead letters",
        "Whether the records come from a dead letter queue of Connect and are to be written"
            + " after all. The topic that chooses the table, and the topic, partition and offset"
            + " that IDs are computed from, are then the original ones, taken from the record's"
            + " headers (__connect.errors.topic and others, with"
            + " errors.deadletterqueue.context.headers.enable=true). A record without those"
            + " headers is refused.");
  }

  Mapping mapping() {
    return switch (WriteApi.of(this)) {
      case TABLE, BATCH -> rows();
      case IMPORT_SET -> new ImportMapping(upserts(), FieldKeys.columns(this, Set.of()));
      case IDENTIFY_RECONCILE ->
          new CiMapping(
              upserts(), FieldKeys.columns(this, IreKeys.parts(this)), IreKeys.format(this));
    };
  }

  private UpsertReader upserts() {
    return new UpsertReader(
        origins(),
        RoutingKeys.routing(this),
        EventKeys.format(this, IdMode.SYS_ID),
        upper(NULL_VALUES).equals(NullValues.IGNORE.name()),
        WriteApi.KEY + "=" + getString(WriteApi.KEY));
  }

  private RecordMapping rows() {
    IdMode ids = IdMode.valueOf(upper(ID_MODE));
    return new RecordMapping(
        origins(),
        RoutingKeys.routing(this),
        EventKeys.format(this, ids),
        new WriteRules(
            WriteMethod.valueOf(upper(WRITE_METHOD)),
            NotFound.valueOf(upper(NOT_FOUND)),
            NullValues.valueOf(upper(NULL_VALUES))),
        ids,
        LookupKeys.fields(this),
        FieldKeys.columns(this, Set.of()));
  }

  private Function<SinkRecord, Origin> origins() {
    return getBoolean(REPLAY_DEAD_LETTERS) ? Origin::ofDeadLetter : Origin::of;
  }

  Repeats repeats() {
    return EventKeys.repeats(this);
  }

  /** To be called on the task's thread. */
  Patience patience() {
    long timeout = getLong(ConnectionConfig.RETRY_TIMEOUT_MS);
    return Patience.of(
        Duration.ofMillis(getLong(ConnectionConfig.RETRY_INITIAL_BACKOFF_MS)),
        Duration.ofMillis(getLong(ConnectionConfig.RETRY_MAX_BACKOFF_MS)),
        timeout < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeout)),
        Duration.ofMillis(getInt(ConnectionConfig.REQUEST_TIMEOUT_MS)),
        getInt(MAX_SERVER_ERRORS),
        LogContexts.ofTask("sink", originalsStrings()));
  }

  private String upper(String key) {
    return getString(key).toUpperCase(Locale.ROOT);
  }
}
