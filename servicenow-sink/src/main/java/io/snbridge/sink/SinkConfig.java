/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.sink.record.CiMapping;
import io.snbridge.sink.record.Columns;
import io.snbridge.sink.record.IdMode;
import io.snbridge.sink.record.ImportMapping;
import io.snbridge.sink.record.Mapping;
import io.snbridge.sink.record.NotFound;
import io.snbridge.sink.record.NullFields;
import io.snbridge.sink.record.NullValues;
import io.snbridge.sink.record.Origin;
import io.snbridge.sink.record.RecordMapping;
import io.snbridge.sink.record.TableNames;
import io.snbridge.sink.record.TableRouting;
import io.snbridge.sink.record.UpsertReader;
import io.snbridge.sink.record.WriteMethod;
import io.snbridge.sink.record.WriteRules;
import io.snbridge.sink.write.Patience;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.connect.sink.SinkRecord;

/** The sink's keys, and what they come to. */
final class SinkConfig extends AbstractConfig {

  static final String GROUP = "Sink";

  static final String TABLE_NAME_FORMAT = "table.name.format";
  static final String TOPIC_TABLE_MAP = "topic.table.map";
  static final String TABLE_HEADER = "table.header";
  static final String TABLE_ALLOWLIST = "table.allowlist";
  static final String WRITE_METHOD = "write.method";
  static final String ID_MODE = "id.mode";
  static final String NOT_FOUND = "not.found";
  static final String NULL_VALUES = "behavior.on.null.values";
  static final String NULL_FIELDS = "null.fields";
  static final String FIELDS_INCLUDE = "fields.include";
  static final String FIELDS_EXCLUDE = "fields.exclude";
  static final String FIELDS_RENAME = "fields.rename";
  static final String REPLAY_DEAD_LETTERS = "replay.dead.letters";
  static final String MAX_SERVER_ERRORS = "write.max.server.errors";

  static final ConfigDef DEFINITION = definition();

  SinkConfig(Map<String, String> settings) {
    super(DEFINITION, settings);
  }

  private static ConfigDef definition() {
    ConfigDef keys = ConnectionConfig.addTo(new ConfigDef());
    defineTables(keys);
    defineWrites(keys);
    defineFields(keys);
    defineErrors(keys);
    ValueKeys.define(keys);
    EventKeys.define(keys);
    WriteApi.define(keys);
    ColumnKeys.define(keys);
    ImportSetKeys.define(keys);
    IreKeys.define(keys);
    ConflictKeys.define(keys);
    CollapseKeys.define(keys);
    ReportKeys.define(keys);
    LookupKeys.define(keys);
    return keys;
  }

  private static void defineTables(ConfigDef keys) {
    keys.define(
        TABLE_NAME_FORMAT,
        ConfigDef.Type.STRING,
        TableNames.TOPIC,
        Validators.tableNameFormat(),
        HIGH,
        "The table that a topic's records go to; ${topic} stands for the topic's name, as it is"
            + " after transforms. A record whose topic gives no valid table name (a letter, then"
            + " letters, digits and '_') is refused.",
        GROUP,
        1,
        Width.MEDIUM,
        "Table name format");
    keys.define(
        TOPIC_TABLE_MAP,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pairs("topic:table", TableNames::isValid),
        HIGH,
        "Tables of single topics, as a list of topic:table. Wins over " + TABLE_NAME_FORMAT + ".",
        GROUP,
        2,
        Width.LONG,
        "Tables of topics");
    keys.define(
        TABLE_HEADER,
        ConfigDef.Type.STRING,
        null,
        new ConfigDef.NonEmptyString(),
        MEDIUM,
        "The header in which a record names its table, one of "
            + TABLE_ALLOWLIST
            + ", exactly as it is written there; a record that names another one is refused. A"
            + " record without this header goes to its topic's table. Of several headers of the"
            + " name the last one counts.",
        GROUP,
        3,
        Width.MEDIUM,
        "Table header");
    keys.define(
        TABLE_ALLOWLIST,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.tables(),
        MEDIUM,
        "The tables that may be written, whatever names them; a record for another one is refused."
            + " Empty for all, but "
            + TABLE_HEADER
            + " needs it.",
        GROUP,
        4,
        Width.LONG,
        "Tables allowed");
  }

  private static void defineWrites(ConfigDef keys) {
    keys.define(
        WRITE_METHOD,
        ConfigDef.Type.STRING,
        "upsert",
        Validators.oneOf("upsert", "insert", "update"),
        HIGH,
        "What a record with a value does. upsert: changes the row, and creates it when it is not"
            + " there. insert: creates the row; one that is there already, from an earlier delivery"
            + " of the record perhaps, is left as it is. update: changes the row; for one that is not"
            + " there see not.found.",
        GROUP,
        5,
        Width.SHORT,
        "Write method");
    keys.define(
        ID_MODE,
        ConfigDef.Type.STRING,
        "sys_id",
        Validators.oneOf("sys_id", "derived", "lookup", "server"),
        HIGH,
        "Which row a record speaks of. sys_id: the one that its field 'sys_id' names, or its key:"
            + " a text of 32 letters or digits, or a structure with a field 'sys_id'; both, when"
            + " they differ, is an error. A record without an id creates a row whose id is computed"
            + " from topic, partition and offset, so that a replay does not create it twice."
            + " derived: the row whose id is computed from topic and key; a 'sys_id' field is not"
            + " used. Topic, partition and offset are those in Kafka, before transforms: a topic that"
            + " is deleted and created anew, or one of the same name in another cluster, gives the"
            + " same ids again, and its records meet the rows of the old ones. lookup: the row that has"
            + " the record's values in id.lookup.fields; a 'sys_id' field is not used. server: as sys_id, but"
            + " the instance chooses the id of a row that is created for a record without one; what"
            + " became of such a create whose answer is lost cannot be found out, so it is not sent"
            + " again, and its record goes to the dead letter queue, with the exception"
            + " io.snbridge.sink.OutcomeUnknownException; a record that is delivered again after a"
            + " restart may make a second row.",
        GROUP,
        6,
        Width.SHORT,
        "Id mode");
    keys.define(
        NOT_FOUND,
        ConfigDef.Type.STRING,
        "fail",
        Validators.oneOf("fail", "ignore", "insert"),
        MEDIUM,
        "What an update (write.method=update, or an event that says updated under"
            + " write.method=insert) of a row that is not there does. fail: it is refused. ignore:"
            + " nothing. insert: creates the row with the id that was looked for. A delete of a row"
            + " that is not there is always done: after a restart it may be one's own.",
        GROUP,
        7,
        Width.SHORT,
        "Row not found");
    keys.define(
        NULL_VALUES,
        ConfigDef.Type.STRING,
        "fail",
        Validators.oneOf("fail", "ignore", "delete"),
        MEDIUM,
        "What a record without a value does. fail: it is refused. ignore: nothing. delete: deletes"
            + " the row that its key names; done, too, when there is no such row.",
        GROUP,
        8,
        Width.SHORT,
        "Null values");
  }

  private static void defineFields(ConfigDef keys) {
    keys.define(
        NULL_FIELDS,
        ConfigDef.Type.STRING,
        "ignore",
        Validators.oneOf("ignore", "clear"),
        MEDIUM,
        "What a null field does. ignore: the column keeps what it has. clear: the column is"
            + " emptied.",
        GROUP,
        9,
        Width.SHORT,
        "Null fields");
    keys.define(
        FIELDS_INCLUDE,
        ConfigDef.Type.LIST,
        List.of(),
        null,
        MEDIUM,
        "The record's fields that are written; empty for all. 'sys_id', which names the row, needs"
            + " no mention. Columns that ServiceNow sets itself (sys_created_on, sys_created_by,"
            + " sys_updated_on, sys_updated_by, sys_mod_count, sys_tags) are written only when they"
            + " are listed here.",
        GROUP,
        10,
        Width.LONG,
        "Fields included");
    keys.define(
        FIELDS_EXCLUDE,
        ConfigDef.Type.LIST,
        List.of(),
        null,
        MEDIUM,
        "The record's fields that are not written. With 'sys_id' in it, the record's own id is not"
            + " used either.",
        GROUP,
        11,
        Width.LONG,
        "Fields excluded");
    keys.define(
        FIELDS_RENAME,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pairs("field:column", column -> !column.isEmpty()),
        LOW,
        "Fields that are written to a column of another name, as a list of field:column.",
        GROUP,
        12,
        Width.LONG,
        "Fields renamed");
  }

  private static void defineErrors(ConfigDef keys) {
    keys.define(
        MAX_SERVER_ERRORS,
        ConfigDef.Type.INT,
        10,
        ConfigDef.Range.atLeast(0),
        MEDIUM,
        "How many times ServiceNow itself may answer one record's write with a server error (500)"
            + " while it writes other rows of the same table. Then the record's row is read, and the"
            + " record is refused, unless the row is as the record wants it. Server errors without"
            + " such a success in between do not count: an instance or a table that is down for all"
            + " records is waited for. 0: a record is never given up.",
        GROUP,
        13,
        Width.SHORT,
        "Server errors of one record");
    keys.define(
        REPLAY_DEAD_LETTERS,
        ConfigDef.Type.BOOLEAN,
        false,
        MEDIUM,
        "Whether the records come from a dead letter queue of Connect, to be written after all. Then"
            + " the topic that chooses the table, and the topic, partition and offset that ids are"
            + " computed from, are those that the record had first, as its headers say"
            + " (__connect.errors.topic and others, with"
            + " errors.deadletterqueue.context.headers.enable=true); a record without them is"
            + " refused.",
        GROUP,
        14,
        Width.SHORT,
        "Replay dead letters");
  }

  Mapping mapping() {
    return switch (WriteApi.of(this)) {
      case TABLE, BATCH -> rows();
      case IMPORT_SET -> new ImportMapping(upserts(), columns(Set.of()));
      case IDENTIFY_RECONCILE ->
          new CiMapping(upserts(), columns(IreKeys.parts(this)), IreKeys.format(this));
    };
  }

  private UpsertReader upserts() {
    return new UpsertReader(
        origins(),
        routing(),
        EventKeys.format(this, IdMode.SYS_ID),
        upper(NULL_VALUES).equals(NullValues.IGNORE.name()),
        WriteApi.KEY + "=" + getString(WriteApi.KEY));
  }

  private RecordMapping rows() {
    IdMode ids = IdMode.valueOf(upper(ID_MODE));
    return new RecordMapping(
        origins(),
        routing(),
        EventKeys.format(this, ids),
        new WriteRules(
            WriteMethod.valueOf(upper(WRITE_METHOD)),
            NotFound.valueOf(upper(NOT_FOUND)),
            NullValues.valueOf(upper(NULL_VALUES))),
        ids,
        LookupKeys.fields(this),
        columns(Set.of()));
  }

  private Function<SinkRecord, Origin> origins() {
    return getBoolean(REPLAY_DEAD_LETTERS) ? Origin::ofDeadLetter : Origin::of;
  }

  private TableRouting routing() {
    return new TableRouting(
        tableNames(),
        Optional.ofNullable(getString(TABLE_HEADER)),
        new HashSet<>(getList(TABLE_ALLOWLIST)));
  }

  /**
   * @param others fields that are no columns
   */
  private Columns columns(Set<String> others) {
    Set<String> excluded = new HashSet<>(getList(FIELDS_EXCLUDE));
    excluded.addAll(others);
    return new Columns(
        new HashSet<>(getList(FIELDS_INCLUDE)),
        excluded,
        pairs(getList(FIELDS_RENAME)),
        NullFields.valueOf(upper(NULL_FIELDS)),
        ValueKeys.nested(this));
  }

  Repeats repeats() {
    return EventKeys.repeats(this);
  }

  private TableNames tableNames() {
    return new TableNames(getString(TABLE_NAME_FORMAT), pairs(getList(TOPIC_TABLE_MAP)));
  }

  /** A topic has no ':' in it, and a field may: the last one divides. */
  static Map<String, String> pairs(List<String> pairs) {
    Map<String, String> byLeft = new HashMap<>();
    for (String pair : pairs) {
      int colon = pair.lastIndexOf(':');
      byLeft.put(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
    }
    return byLeft;
  }

  Patience patience() {
    long timeout = getLong(ConnectionConfig.RETRY_TIMEOUT_MS);
    return Patience.of(
        Duration.ofMillis(getLong(ConnectionConfig.RETRY_INITIAL_BACKOFF_MS)),
        Duration.ofMillis(getLong(ConnectionConfig.RETRY_MAX_BACKOFF_MS)),
        timeout < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeout)),
        Duration.ofMillis(getInt(ConnectionConfig.REQUEST_TIMEOUT_MS)),
        getInt(MAX_SERVER_ERRORS));
  }

  private String upper(String key) {
    return getString(key).toUpperCase(Locale.ROOT);
  }
}
