/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.connect.Version;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * {@link OutputFormat#ENVELOPE}: an envelope as Debezium's consumers know it; they find it by the
 * end of its schema's name. Schemaless rows have schemaless envelopes. Thread-safe.
 */
final class Envelope implements ValueFormat {

  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String SOURCE = "source";
  private static final String OPERATION = "op";
  private static final String TIME = "ts_ms";

  /** A field that is added here must be optional, or old records can no longer be read. */
  private static final Schema SOURCE_SCHEMA =
      SchemaBuilder.struct()
          .name("io.snbridge.servicenow.Source")
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field(TIME, Schema.OPTIONAL_INT64_SCHEMA)
          .field("snapshot", Schema.STRING_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("sys_id", Schema.STRING_SCHEMA)
          .build();

  private record Schemas(Schema row, Schema envelope) {}

  private final RecordSettings settings;
  private final String instance;
  private final InstantSource clock;

  /** A table's schema changes seldom: the last one is kept. */
  private volatile @Nullable Schemas last;

  /**
   * @param clock tells when a record was made
   */
  Envelope(RecordSettings settings, String instance, InstantSource clock) {
    this.settings = settings;
    this.instance = instance;
    this.clock = clock;
  }

  @Override
  public SchemaAndValue of(Change change, RowValue row) {
    boolean deleted = change.operation() == Operation.DELETE;
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put(BEFORE, deleted ? row.value() : null);
    envelope.put(AFTER, deleted ? null : row.value());
    envelope.put(SOURCE, source(change));
    envelope.put(OPERATION, change.operation().code());
    envelope.put(TIME, clock.millis());
    if (row.schema() == null) {
      return new SchemaAndValue(null, envelope);
    }
    envelope.computeIfPresent(SOURCE, (name, source) -> struct(SOURCE_SCHEMA, (Map<?, ?>) source));
    Schema schema = schema(row.schema());
    return new SchemaAndValue(schema, struct(schema, envelope));
  }

  /** Debezium's names where it has some: {@code name} and {@code db} are the instance. */
  private Map<String, Object> source(Change change) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("version", Version.version());
    source.put("connector", "servicenow");
    source.put("name", instance);
    source.put(TIME, change.at().map(Instant::toEpochMilli).orElse(null));
    source.put("snapshot", Boolean.toString(change.operation() == Operation.READ));
    source.put("db", instance);
    source.put("table", settings.table());
    source.put("sys_id", change.row().values().get(settings.idField()));
    return source;
  }

  private Schema schema(Schema row) {
    Schemas known = last;
    if (known == null || known.row() != row) {
      known = new Schemas(row, around(row));
      last = known;
    }
    return known.envelope();
  }

  private Schema around(Schema row) {
    return SchemaBuilder.struct()
        .name(SchemaName.envelope(settings.topic()))
        .field(BEFORE, row)
        .field(AFTER, row)
        .field(SOURCE, SOURCE_SCHEMA)
        .field(OPERATION, Schema.STRING_SCHEMA)
        .field(TIME, Schema.OPTIONAL_INT64_SCHEMA)
        .build();
  }

  private static Struct struct(Schema schema, Map<?, ?> values) {
    Struct struct = new Struct(schema);
    values.forEach((name, value) -> struct.put((String) name, value));
    return struct;
  }
}
