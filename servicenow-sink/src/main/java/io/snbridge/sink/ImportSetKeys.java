/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.load.ImportSetApi;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Sender;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.ImportWriter;
import io.snbridge.sink.write.Imports;
import io.snbridge.sink.write.ManyImports;
import io.snbridge.sink.write.Patience;
import io.snbridge.sink.write.StagedRows;
import io.snbridge.sink.write.Writer;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of {@code write.api=import_set}. */
final class ImportSetKeys {

  private static final Logger LOG = LoggerFactory.getLogger(ImportSetKeys.class);

  static final String RECORD_ID_FIELD = "import.set.record.id.field";
  static final String COALESCE = "import.set.coalesce";
  static final String INSERT_MULTIPLE = "import.set.insert.multiple";

  /** Whether rows go into a staging table many at a time. */
  static final KeyCondition INSERTS_MULTIPLE =
      WriteApi.IMPORTS.and(KeyCondition.is(INSERT_MULTIPLE, "true"));

  private ImportSetKeys() {}

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Import sets").when(WriteApi.IMPORTS);
    group.add(
        COALESCE,
        ConfigDef.Type.BOOLEAN,
        false,
        null,
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
        null,
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

  /**
   * The writer.
   *
   * @param sender of the imports; staging rows are read alone
   * @param apart begins reads that may have no answer ever
   */
  static Writer writer(
      AbstractConfig config,
      Sender sender,
      ServiceNowClient client,
      FewAtATime apart,
      Patience patience) {
    Optional<String> field = Optional.ofNullable(config.getString(RECORD_ID_FIELD));
    boolean coalesces = config.getBoolean(COALESCE);
    if (field.isEmpty() && !coalesces) {
      LOG.warn(
          "With write.api=import_set and neither {}=true nor {}, a restart may import records twice,"
              + " and a record whose import has an unknown outcome is refused",
          COALESCE,
          RECORD_ID_FIELD);
    }
    ImportSetApi api = new ImportSetApi(sender);
    Imports imports =
        config.getBoolean(INSERT_MULTIPLE)
            ? new ManyImports(
                api,
                config.getInt(WriteApi.BATCH_SIZE),
                config.getInt(WriteApi.BATCH_MAX_BYTES),
                Duration.ofMillis(config.getInt(WriteApi.LINGER_MS)),
                patience)
            : api::insert;
    return new ImportWriter(
        imports,
        field.map(name -> new StagedRows(new TableApi(client), name, apart)),
        coalesces,
        patience);
  }
}
