/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

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
 * runs: {@code SinkPipeline} does.
 */
public final class SinkConfig extends AbstractConfig {

  public static final ConfigDef DEFINITION = ConnectionConfig.definition(SinkConfig::define);

  public SinkConfig(Map<String, String> settings) {
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

  public WriteApi writeApi() {
    return WriteApi.of(this);
  }

  public WriteKeys writes() {
    return WriteKeys.of(this);
  }

  public RoutingKeys routing() {
    return RoutingKeys.of(this);
  }

  public EventKeys events() {
    return EventKeys.of(this);
  }

  public FieldKeys fields() {
    return FieldKeys.of(this);
  }

  public ValueKeys fieldValues() {
    return ValueKeys.of(this);
  }

  public ColumnKeys columns() {
    return ColumnKeys.of(this);
  }

  /** Empty unless rows are looked up. */
  public Optional<LookupKeys> lookup() {
    return LookupKeys.of(this);
  }

  public ConflictKeys conflicts() {
    return ConflictKeys.of(this);
  }

  public SourceKeys sourcePriority() {
    return SourceKeys.of(this);
  }

  public BatchKeys batches() {
    return BatchKeys.of(this);
  }

  public ImportSetKeys importSets() {
    return ImportSetKeys.of(this);
  }

  public IreKeys identification() {
    return IreKeys.of(this);
  }

  public ReportKeys reports() {
    return ReportKeys.of(this);
  }

  public ErrorKeys errors() {
    return ErrorKeys.of(this);
  }

  public RetrySettings retries() {
    return RetrySettings.of(this);
  }

  public Concurrency concurrency() {
    return Concurrency.of(this);
  }

  /** Whether waiting updates of one row become one. */
  public boolean collapsesUpdates() {
    return CollapseKeys.areCollapsed(this);
  }

  /** Of the records that a task has taken from Kafka and not written. */
  public long maxPendingBytes() {
    return PendingKeys.maxBytes(this);
  }

  /** The instance's host, in lower case: what the source connector calls it in its headers. */
  public String instance() {
    return URI.create(getString(ConnectionConfig.URL)).getHost().toLowerCase(Locale.ROOT);
  }
}
