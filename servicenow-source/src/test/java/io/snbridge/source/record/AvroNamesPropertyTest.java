/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.NameValidator;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** Whatever tables, topics and columns are called, Avro takes their schemas. */
class AvroNamesPropertyTest {

  @Property(tries = 200)
  void schemaOfAnyTopicAndColumnsIsOneForAvro(
      @ForAll("topics") String topic,
      @ForAll("columns") Set<String> columns,
      @ForAll SchemaMode mode,
      @ForAll OutputFormat format,
      @ForAll DisplayValue display)
      throws InterruptedException {
    Assume.that(mode != SchemaMode.NONE);
    Assume.that(columns.stream().map(FieldNames::of).distinct().count() == columns.size());
    Map<String, String> row = row(columns);

    SourceRecord record = record(topic, mode, format, display, row);

    Struct back = (Struct) AvroRoundTrip.of(record.valueSchema(), record.value()).value();
    Struct value = format == OutputFormat.ENVELOPE ? back.getStruct("after") : back;
    row.forEach(
        (column, text) -> assertThat(value.getString(FieldNames.of(column))).isEqualTo(text));
  }

  @Property
  void fieldOfAnyColumnIsANameForAvro(@ForAll String column) {
    assertThat(NameValidator.STRICT_VALIDATOR.validate(FieldNames.of(column)).isOK()).isTrue();
  }

  @Property(tries = 200)
  void columnsOfOneFieldAreAlwaysFound(
      @ForAll("columns") Set<String> columns, @ForAll SchemaMode mode, @ForAll DisplayValue display)
      throws InterruptedException {
    boolean collide = columns.stream().map(FieldNames::of).distinct().count() < columns.size();
    Map<String, String> row = row(columns);

    if (collide) {
      assertThatThrownBy(() -> record("t", mode, OutputFormat.RECORD, display, row))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("would both become field");
    } else {
      assertThat(record("t", mode, OutputFormat.RECORD, display, row)).isNotNull();
    }
  }

  /** What a topic's name may be. */
  @Provide
  Arbitrary<String> topics() {
    return Arbitraries.strings().withChars("abz09._-").ofMinLength(1).ofMaxLength(12);
  }

  /** Few letters, so that columns often collide. */
  @Provide
  Arbitrary<Set<String>> columns() {
    return Arbitraries.strings()
        .withChars("a1_.- ä")
        .ofMinLength(1)
        .ofMaxLength(4)
        .set()
        .ofMaxSize(6);
  }

  private static Map<String, String> row(Set<String> columns) {
    Map<String, String> row = new HashMap<>();
    columns.forEach(column -> row.put(column, "value of " + column));
    row.put("sys_id", "ab");
    return row;
  }

  private static SourceRecord record(
      String topic,
      SchemaMode mode,
      OutputFormat format,
      DisplayValue display,
      Map<String, String> row)
      throws InterruptedException {
    RecordSettings settings =
        new RecordSettings(
            "incident",
            topic,
            List.of(),
            "sys_updated_on",
            "sys_id",
            mode,
            format,
            Map.of(),
            TimeMode.CONNECT,
            InvalidValues.NULL,
            display,
            References.AS_IDS,
            KeyMode.SYS_ID,
            List.of(),
            TimestampRules.NONE,
            Set.of());
    return new RecordBuilder(
            settings,
            new TablePartition("dev1", "incident"),
            new PositionCodec("incident", "incident"),
            new Dictionary(new DescribedTables().column("incident", "sys_id", "GUID")))
        .stream(List.of(new Row(row, Map.of())), r -> InStream.after(Instant.EPOCH, "ab")).get(0);
  }
}
