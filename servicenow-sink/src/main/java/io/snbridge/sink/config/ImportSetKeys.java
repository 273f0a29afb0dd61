/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The keys of {@code write.api=import_set}.
 *
 * @param coalesces whether every transform map finds the row that it made before
 * @param recordIdField the staging column with the record's id; empty when there is none
 * @param insertsMultiple whether rows go into a staging table many at a time
 */
public record ImportSetKeys(
    boolean coalesces, Optional<String> recordIdField, boolean insertsMultiple) {

  public static final String RECORD_ID_FIELD = "import.set.record.id.field";
  public static final String COALESCE = "import.set.coalesce";
  static final String INSERT_MULTIPLE = "import.set.insert.multiple";

  /** Whether rows go into a staging table many at a time. */
  static final KeyCondition INSERTS_MULTIPLE =
      WriteApi.IMPORTS.and(KeyCondition.is(INSERT_MULTIPLE, "true"));

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Import sets").when(WriteApi.IMPORTS);
    group.add(
        COALESCE,
        ConfigDef.Type.BOOLEAN,
        false,
        MEDIUM,
        "Maps coalesce",
        "Whether every transform map of the staging tables coalesces on fields that each record"
            + " fills. Importing a record twice then does no harm. true: an import of unknown"
            + " outcome (timeout, 500, a connection that was cut) is sent again until its outcome"
            + " is known. false: it is not; see import.set.record.id.field.");
    group.add(
        RECORD_ID_FIELD,
        ConfigDef.Type.STRING,
        null,
        Validators.column(),
        MEDIUM,
        "Record id field",
        "Column of the staging tables that gets an ID computed from the record's topic,"
            + " partition, offset and timestamp. It must be a string of 32 characters or more. It lets the"
            + " connector find out what became of an import whose outcome is unknown, and of one"
            + " that is delivered again after a restart. This costs a read before each import,"
            + " unless import.set.coalesce=true. The user needs read access to the staging"
            + " tables. Without it and without import.set.coalesce=true, a record whose import"
            + " has an unknown outcome is refused because it may have been written, and a"
            + " restart may import records twice.");
    group.add(
        INSERT_MULTIPLE,
        ConfigDef.Type.BOOLEAN,
        false,
        MEDIUM,
        "Insert multiple",
        "Whether waiting rows are sent to the staging table in one request (insertMultiple). A"
            + " request has at most batch.size rows and batch.max.bytes. It is sent linger.ms"
            + " after the one before, so that rows can gather; half a second is a good choice,"
            + " because each request makes an import set. The instance transforms the rows"
            + " later. The connector reads the staging rows until that has happened, and only"
            + " then is a record done. Needs import.set.record.id.field, and on the instance an"
            + " entry in sys_rest_insert_multiple for the staging table with 'Column mapping'"
            + " set to 'Column name'.");
  }

  static ImportSetKeys of(AbstractConfig config) {
    return new ImportSetKeys(
        config.getBoolean(COALESCE),
        Settings.text(config, RECORD_ID_FIELD),
        WriteApi.of(config) == WriteApi.IMPORT_SET && config.getBoolean(INSERT_MULTIPLE));
  }
}
