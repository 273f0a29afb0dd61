/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.connect.Version;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnvelopeTest {

  @ParameterizedTest
  @EnumSource(names = {"DICTIONARY", "STRING"})
  void rowIsInAfterWithWhereItComesFromAndWhatHappened(SchemaMode mode) throws Exception {
    SourceRecord record = new Enveloped(mode).stream(Enveloped.VALUES);

    Struct value = (Struct) record.value();
    value.validate();
    assertThat(value.get("before")).isNull();
    assertThat(value.getStruct("after").getString("sys_id")).isEqualTo("ab");
    assertThat(value.getStruct("after").get("cost"))
        .isEqualTo(mode == SchemaMode.STRING ? "12.5" : new BigDecimal("12.5000000000"));
    assertThat(value.getString("op")).isEqualTo("u");
    assertThat(value.getInt64("ts_ms")).isEqualTo(Enveloped.LATER.toEpochMilli());
    Struct source = value.getStruct("source");
    assertThat(source.getString("version")).isEqualTo(Version.version());
    assertThat(source.getString("connector")).isEqualTo("servicenow");
    assertThat(source.getString("name")).isEqualTo("dev1");
    assertThat(source.getString("db")).isEqualTo("dev1");
    assertThat(source.getString("table")).isEqualTo("incident");
    assertThat(source.getString("sys_id")).isEqualTo("ab");
    assertThat(source.getString("snapshot")).isEqualTo("false");
    assertThat(source.getInt64("ts_ms")).isEqualTo(Enveloped.NOON.toEpochMilli());
  }

  @Test
  void schemasHaveTheTopicsNameAndOneInstanceForAllRecords() throws Exception {
    Enveloped table = new Enveloped(SchemaMode.DICTIONARY);

    Schema schema = table.snapshot().valueSchema();

    assertThat(schema.name()).isEqualTo("servicenow.my_incidents.Envelope");
    assertThat(schema.fields())
        .extracting(Field::name)
        .containsExactly("before", "after", "source", "op", "ts_ms");
    assertThat(schema.field("after").schema().name()).isEqualTo("servicenow.my_incidents.Value");
    assertThat(schema.field("after").schema().isOptional()).isTrue();
    assertThat(schema.field("before").schema()).isSameAs(schema.field("after").schema());
    assertThat(table.stream(Enveloped.VALUES).valueSchema()).isSameAs(schema);
    assertThat(new Enveloped(SchemaMode.DICTIONARY).snapshot().valueSchema()).isEqualTo(schema);
  }

  @Test
  void newColumnMakesANewSchemaAroundTheNewRow() throws Exception {
    Enveloped table = new Enveloped(SchemaMode.DICTIONARY);
    Schema before = table.snapshot().valueSchema();
    Map<String, String> more = new HashMap<>(Enveloped.VALUES);
    more.put("u_new", "x");

    SourceRecord record = table.stream(more);

    assertThat(record.valueSchema()).isNotEqualTo(before);
    assertThat(((Struct) record.value()).getStruct("after").getString("u_new")).isEqualTo("x");
  }

  @Test
  void snapshotSaysSo() throws Exception {
    Struct value = (Struct) new Enveloped(SchemaMode.DICTIONARY).snapshot().value();

    assertThat(value.getString("op")).isEqualTo("r");
    assertThat(value.getStruct("source").getString("snapshot")).isEqualTo("true");
  }

  @Test
  void schemalessRowHasASchemalessEnvelope() throws Exception {
    SourceRecord record = new Enveloped(SchemaMode.NONE).stream(Enveloped.VALUES);

    assertThat(record.valueSchema()).isNull();
    Map<String, Object> expected = new HashMap<>();
    expected.put("before", null);
    expected.put("after", Enveloped.VALUES);
    expected.put(
        "source",
        Map.of(
            "version", Version.version(),
            "connector", "servicenow",
            "name", "dev1",
            "ts_ms", Enveloped.NOON.toEpochMilli(),
            "snapshot", "false",
            "db", "dev1",
            "table", "incident",
            "sys_id", "ab"));
    expected.put("op", "u");
    expected.put("ts_ms", Enveloped.LATER.toEpochMilli());
    assertThat(record.value()).isEqualTo(expected);
  }

  @Test
  void rowWithoutATimestampHasNoneInItsSource() throws Exception {
    Map<String, String> values = new HashMap<>(Enveloped.VALUES);
    values.put("sys_updated_on", "");

    Struct value = (Struct) new Enveloped(SchemaMode.DICTIONARY).stream(values).value();

    assertThat(value.getStruct("source").get("ts_ms")).isNull();
    value.validate();
  }

  @ParameterizedTest
  @EnumSource(names = {"DICTIONARY", "NONE"})
  void deletedRowIsInBeforeAsFarAsItIsKnown(SchemaMode mode) throws Exception {
    SourceRecord record = new Enveloped(mode).deleted(Map.of("sys_id", "ab", "text", "was"));

    if (mode == SchemaMode.NONE) {
      Map<?, ?> value = (Map<?, ?>) record.value();
      assertThat(value.get("before")).isEqualTo(Map.of("sys_id", "ab", "text", "was"));
      assertThat(value.get("after")).isNull();
      assertThat(value.get("op")).isEqualTo("d");
    } else {
      Struct value = (Struct) record.value();
      value.validate();
      assertThat(value.get("after")).isNull();
      assertThat(value.getStruct("before").getString("text")).isEqualTo("was");
      assertThat(value.getStruct("before").get("cost")).isNull();
      assertThat(value.getString("op")).isEqualTo("d");
      assertThat(value.getStruct("source").getString("sys_id")).isEqualTo("ab");
    }
  }
}
