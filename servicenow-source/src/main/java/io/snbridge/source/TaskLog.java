/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.log.Words;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.read.TableReaders;
import io.snbridge.source.record.RecordSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task says once: what it reads and how when it begins, what it has done when it stops. */
final class TaskLog {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowSourceTask.class);

  private final ServiceNowClient client;
  private final TableReaders readers;
  private final LongSupplier nanoTime;
  private final long began;
  private final AtomicBoolean ended = new AtomicBoolean();

  private TaskLog(ServiceNowClient client, TableReaders readers, LongSupplier nanoTime) {
    this.client = client;
    this.readers = readers;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  static TaskLog begins(
      SourceConfig config, TaskOrigin origin, ServiceNowClient client, TableReaders readers) {
    LOG.info(
        "Reads tables {} of {}; {}",
        Words.of(config.tables().stream().map(TableConfig::alias).toList()),
        config.connection().describe(),
        origin.describe());
    config.tables().forEach(TaskLog::begins);
    return new TaskLog(client, readers, System::nanoTime);
  }

  private static void begins(TableConfig table) {
    LOG.info("Table '{}': {}", table.alias(), describe(table));
    table
        .query()
        .doubts()
        .forEach(
            doubt ->
                LOG.warn(
                    "Table '{}': in 'query', {}. ServiceNow ignores what it does not understand,"
                        + " and then every row matches",
                    table.alias(),
                    doubt));
  }

  private static String describe(TableConfig table) {
    RecordSettings record = table.record();
    return "%s to topic '%s' every %s, %s, %s"
            .formatted(
                table.scope(),
                record.topic(),
                Words.of(table.pollInterval()),
                record.fields().isEmpty() ? "all columns" : "columns " + Words.of(record.fields()),
                modes(table))
        + (table.rescan().isOn() ? ", rescanned every " + Words.of(table.rescan().interval()) : "");
  }

  private static String modes(TableConfig table) {
    RecordSettings record = table.record();
    return "%s=%s, %s=%s, %s=%s, %s=%s, %s=%s"
        .formatted(
            SourceKeys.SNAPSHOT_MODE,
            lower(table.snapshotMode()),
            SourceKeys.SCHEMA_MODE,
            lower(record.schemaMode()),
            SourceKeys.OUTPUT_FORMAT,
            lower(record.format()),
            SourceKeys.KEY_MODE,
            lower(record.keyMode()),
            SourceKeys.DELETES,
            lower(table.deletes()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** To be called when nothing is read any more; says it once. */
  void ends() {
    if (ended.compareAndSet(false, true)) {
      readers.done().forEach(done -> LOG.info("{}", done));
      LOG.info(
          "Stopped after {}: {}",
          Words.of(Duration.ofNanos(nanoTime.getAsLong() - began)),
          client.traffic().describe());
    }
  }
}
