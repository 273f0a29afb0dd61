/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;

/** Records with {@code output.format=envelope} of a row as it was at noon, made a second later. */
final class Enveloped {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant LATER = NOON.plusSeconds(1);
  static final Map<String, String> VALUES =
      Map.of(
          "sys_id", "ab",
          "sys_updated_on", "2026-03-01 12:00:00",
          "sys_mod_count", "3",
          "cost", "12.5",
          "due", "2026-03-02",
          "text", "");

  private final RecordSettings settings;
  private final RecordBuilder builder;

  Enveloped(SchemaMode mode) {
    settings =
        new RecordSettings(
            "incident",
            "servicenow.my-incidents",
            List.of(),
            "sys_updated_on",
            "sys_id",
            mode,
            OutputFormat.ENVELOPE,
            Map.of(),
            TimeMode.CONNECT,
            InvalidValues.NULL,
            DisplayValue.FALSE,
            References.AS_IDS,
            KeyMode.SYS_ID,
            List.of(),
            TimestampRules.NONE,
            Set.of());
    builder =
        new RecordBuilder(
            settings,
            new TablePartition("dev1", "incident"),
            new PositionCodec("incident", "incident"),
            dictionary(),
            InstantSource.fixed(LATER));
  }

  SourceRecord snapshot() throws InterruptedException {
    return builder
        .snapshot("a", List.of(new Row(VALUES, Map.of())), row -> new InRange(NOON, "ab"))
        .get(0);
  }

  SourceRecord stream(Map<String, String> values) throws InterruptedException {
    return builder.stream(List.of(new Row(values, Map.of())), row -> InStream.after(NOON, "ab"))
        .get(0);
  }

  /** The record of a row that is gone, and of which this is known. */
  SourceRecord deleted(Map<String, String> known) throws InterruptedException {
    Row row = new Row(known, Map.of());
    RowValues rows =
        settings.schemaMode() == SchemaMode.NONE
            ? new MapValues(new Columns(settings))
            : new DictionaryValues(settings, dictionary());
    SchemaAndValue value =
        new Envelope(settings, "dev1", InstantSource.fixed(LATER))
            .of(new Change(row, Operation.DELETE, Optional.of(NOON)), rows.of(List.of(row)).get(0));
    return new SourceRecord(Map.of(), Map.of(), settings.topic(), value.schema(), value.value());
  }

  private static Dictionary dictionary() {
    return new Dictionary(
        new DescribedTables()
            .column("incident", "sys_id", "GUID")
            .column("incident", "sys_updated_on", "glide_date_time")
            .column("incident", "sys_mod_count", "integer")
            .column("incident", "cost", "currency")
            .column("incident", "due", "glide_date")
            .column("incident", "text", "string"));
  }
}
