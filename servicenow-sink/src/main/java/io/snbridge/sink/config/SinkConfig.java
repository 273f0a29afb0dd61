/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.config.Connection;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.RetrySettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The sink's keys, in the order of a form, and their values with types. It builds nothing of what
 * runs: {@code SinkPipeline} does.
 */
public final class SinkConfig {

  public static final ConfigDef DEFINITION = ConnectionConfig.definition(SinkConfig::define);

  private final AbstractConfig values;
  private final Connection connection;

  /**
   * @throws org.apache.kafka.common.config.ConfigException when a value is missing or wrong
   */
  public SinkConfig(Map<String, String> settings) {
    values = new AbstractConfig(DEFINITION, settings, false);
    connection = Connection.of(values);
  }

  private static void define(ConfigDef keys) {
    RoutingKeys.define(new KeyGroup(keys, "Tables"));
    KeyGroup writes = new KeyGroup(keys, "Writes");
    WriteApi.define(writes);
    WriteKeys.define(writes);
    CollapseKeys.define(writes);
    PendingKeys.define(writes);
    LookupKeys.define(keys);
    BatchKeys.define(new KeyGroup(keys, "Batches"));
    ImportSetKeys.define(keys);
    IreKeys.define(keys);
    KeyGroup columns = new KeyGroup(keys, "Columns");
    FieldKeys.define(columns);
    ValueKeys.define(columns);
    ColumnKeys.define(columns);
    EventKeys.define(keys);
    ConflictKeys.define(keys);
    ReportKeys.define(keys);
    ErrorKeys.define(new KeyGroup(keys, "Errors"));
  }

  public WriteApi writeApi() {
    return WriteApi.of(values);
  }

  public WriteKeys writes() {
    return WriteKeys.of(values);
  }

  public RoutingKeys routing() {
    return RoutingKeys.of(values);
  }

  public EventKeys events() {
    return EventKeys.of(values);
  }

  public FieldKeys fields() {
    return FieldKeys.of(values);
  }

  public ValueKeys fieldValues() {
    return ValueKeys.of(values);
  }

  public ColumnKeys columns() {
    return ColumnKeys.of(values);
  }

  /** Empty unless rows are looked up. */
  public Optional<LookupKeys> lookup() {
    return LookupKeys.of(values);
  }

  public ConflictKeys conflicts() {
    return ConflictKeys.of(values);
  }

  public SourceKeys sourcePriority() {
    return SourceKeys.of(values);
  }

  public BatchKeys batches() {
    return BatchKeys.of(values);
  }

  public ImportSetKeys importSets() {
    return ImportSetKeys.of(values);
  }

  public IreKeys identification() {
    return IreKeys.of(values);
  }

  public ReportKeys reports() {
    return ReportKeys.of(values);
  }

  public ErrorKeys errors() {
    return ErrorKeys.of(values);
  }

  public RetrySettings retries() {
    return connection.retries();
  }

  public Concurrency concurrency() {
    return Concurrency.of(values, connection);
  }

  /** Whether waiting updates of one row become one. */
  public boolean collapsesUpdates() {
    return CollapseKeys.areCollapsed(values);
  }

  /** Of the records that a task has taken from Kafka and not written. */
  public long maxPendingBytes() {
    return PendingKeys.maxBytes(values);
  }

  /** The instance's host, in lower case: what the source connector calls it in its headers. */
  public String instance() {
    return connection.host();
  }

  /** The instance, and how it is asked. */
  public Connection connection() {
    return connection;
  }

  /** The value of a key as text, its default if it was not given; for messages. */
  public String text(String key) {
    return values.getString(key);
  }

  /** All settings as they were typed, those of Connect included. */
  public Map<String, String> properties() {
    return values.originalsStrings();
  }

  /**
   * An object of a class that a setting names, which is told the settings if it wants them.
   *
   * @throws org.apache.kafka.common.KafkaException when there is no such class, or it is no such
   *     type
   */
  public <T> T instanceOf(String className, Class<T> type) {
    return values.getConfiguredInstances(List.of(className), type, Map.of()).get(0);
  }

  /** For logs: what a task writes, where and how; no secret. */
  public String describe() {
    return SinkSummary.of(values, connection);
  }
}
