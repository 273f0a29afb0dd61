/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.transforms.ExtractNewRecordState;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Envelopes as those see them who read them. */
class EnvelopeConsumersTest {

  @Test
  void debeziumTakesTheRowOutOfItsEnvelope() throws Exception {
    SourceRecord record = new Enveloped(SchemaMode.DICTIONARY).stream(Enveloped.VALUES);

    SourceRecord unwrapped = unwrap(record, Map.of("add.headers", "op,source.table,source.ts_ms"));

    Struct after = ((Struct) record.value()).getStruct("after");
    assertThat(unwrapped.value()).hasToString(after.toString());
    assertThat(unwrapped.valueSchema().name()).isEqualTo(after.schema().name());
    assertThat(unwrapped.valueSchema().fields()).isEqualTo(after.schema().fields());
    assertThat(unwrapped.headers().lastWithName("__op").value()).isEqualTo("u");
    assertThat(unwrapped.headers().lastWithName("__source_table").value()).isEqualTo("incident");
    assertThat(unwrapped.headers().lastWithName("__source_ts_ms").value())
        .isEqualTo(Enveloped.NOON.toEpochMilli());
  }

  @Test
  void debeziumMakesTombstonesOrMarkedRowsOfDeletes() throws Exception {
    SourceRecord record =
        new Enveloped(SchemaMode.DICTIONARY).deleted(Map.of("sys_id", "ab", "text", "was"));

    SourceRecord tombstone = unwrap(record, Map.of("delete.tombstone.handling.mode", "tombstone"));
    SourceRecord marked = unwrap(record, Map.of("delete.tombstone.handling.mode", "rewrite"));

    assertThat(tombstone.value()).isNull();
    assertThat(((Struct) marked.value()).getString("sys_id")).isEqualTo("ab");
    assertThat(((Struct) marked.value()).getString("__deleted")).isEqualTo("true");
  }

  @Test
  void jsonWithSchemasGivesTheEnvelopeBack() throws Exception {
    SourceRecord record = new Enveloped(SchemaMode.DICTIONARY).stream(Enveloped.VALUES);
    JsonConverter converter = json(true);

    SchemaAndValue back =
        converter.toConnectData(
            record.topic(),
            converter.fromConnectData(record.topic(), record.valueSchema(), record.value()));

    assertThat(back.schema()).isEqualTo(record.valueSchema());
    assertThat(back.value()).isEqualTo(record.value());
  }

  @Test
  void jsonWithoutSchemasIsTheSameForMapsButForTheTypes() throws Exception {
    for (SchemaMode mode : new SchemaMode[] {SchemaMode.NONE, SchemaMode.DICTIONARY}) {
      SourceRecord record = new Enveloped(mode).stream(Enveloped.VALUES);

      JsonNode json =
          new ObjectMapper()
              .readTree(
                  json(false)
                      .fromConnectData(record.topic(), record.valueSchema(), record.value()));

      assertThat(json.fieldNames())
          .toIterable()
          .containsExactly("before", "after", "source", "op", "ts_ms");
      assertThat(json.at("/before").isNull()).isTrue();
      assertThat(json.at("/after/sys_id").asText()).isEqualTo("ab");
      assertThat(json.at("/source/table").asText()).isEqualTo("incident");
      assertThat(json.at("/ts_ms").asLong()).isEqualTo(Enveloped.LATER.toEpochMilli());
    }
  }

  @Test
  void avroGivesTheEnvelopeBack() throws Exception {
    SourceRecord record = new Enveloped(SchemaMode.DICTIONARY).stream(Enveloped.VALUES);

    SchemaAndValue back = AvroRoundTrip.of(record.valueSchema(), record.value());

    Struct after = ((Struct) back.value()).getStruct("after");
    assertThat(after.get("cost")).isEqualTo(new BigDecimal("12.5000000000"));
    assertThat(after.get("due")).isEqualTo(((Struct) record.value()).getStruct("after").get("due"));
    assertThat(((Struct) back.value()).getStruct("source").getString("table"))
        .isEqualTo("incident");
  }

  private static SourceRecord unwrap(SourceRecord record, Map<String, String> settings) {
    try (ExtractNewRecordState<SourceRecord> unwrap = new ExtractNewRecordState<>()) {
      unwrap.configure(settings);
      return unwrap.apply(record);
    }
  }

  private static JsonConverter json(boolean schemas) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", Boolean.toString(schemas)), false);
    return converter;
  }
}
