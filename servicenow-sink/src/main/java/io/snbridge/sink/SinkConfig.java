/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyGroup;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The sink's keys, in the order of a form, and their values with types. It builds nothing of what
 * runs: {@link SinkPipeline} does.
 */
final class SinkConfig extends AbstractConfig {

  static final ConfigDef DEFINITION = ConnectionConfig.definition(SinkConfig::define);

  SinkConfig(Map<String, String> settings) {
    super(DEFINITION, settings, false);
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

  WriteApi writeApi() {
    return WriteApi.of(this);
  }

  WriteKeys writes() {
    return WriteKeys.of(this);
  }

  RoutingKeys routing() {
    return RoutingKeys.of(this);
  }

  EventKeys events() {
    return EventKeys.of(this);
  }

  FieldKeys fields() {
    return FieldKeys.of(this);
  }

  ValueKeys fieldValues() {
    return ValueKeys.of(this);
  }

  ColumnKeys columns() {
    return ColumnKeys.of(this);
  }

  /** Empty unless rows are looked up. */
  Optional<LookupKeys> lookup() {
    return LookupKeys.of(this);
  }

  ConflictKeys conflicts() {
    return ConflictKeys.of(this);
  }

  SourceKeys sourcePriority() {
    return SourceKeys.of(this);
  }

  BatchKeys batches() {
    return BatchKeys.of(this);
  }

  ImportSetKeys importSets() {
    return ImportSetKeys.of(this);
  }

  IreKeys identification() {
    return IreKeys.of(this);
  }

  ReportKeys reports() {
    return ReportKeys.of(this);
  }

  ErrorKeys errors() {
    return ErrorKeys.of(this);
  }

  RetrySettings retries() {
    return RetrySettings.of(this);
  }

  Concurrency concurrency() {
    return Concurrency.of(this);
  }

  /** Whether waiting updates of one row become one. */
  boolean collapsesUpdates() {
    return CollapseKeys.areCollapsed(this);
  }

  /** Of the records that a task has taken from Kafka and not written. */
  long maxPendingBytes() {
    return PendingKeys.maxBytes(this);
  }

  /** The instance's host, in lower case: what the source connector calls it in its headers. */
  String instance() {
    return URI.create(getString(ConnectionConfig.URL)).getHost().toLowerCase(Locale.ROOT);
  }
}
