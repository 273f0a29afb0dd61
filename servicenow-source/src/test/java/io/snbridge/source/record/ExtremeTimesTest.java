/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first and the last time that a column can hold come through each converter as they are. */
class ExtremeTimesTest {

  @ParameterizedTest
  @CsvSource({
    "DATE, 0001-01-01, true",
    "DATE, 1582-10-10, true",
    "DATE, 1969-12-31, true",
    "DATE, 9999-12-31, true",
    "DATE_TIME, 0001-01-01 00:00:00, true",
    "DATE_TIME, 1900-01-01 00:00:00, true",
    "DATE_TIME, 1969-12-31 23:59:59, true",
    "DATE_TIME, 9999-12-31 23:59:59, true",
    "TIME, 1970-01-01 00:00:00, true",
    "TIME, 1970-01-01 23:59:59, true",
    "DURATION, 0001-01-01 00:00:00, true",
    "DURATION, 1969-12-31 23:00:00, true",
    "DURATION, 9999-12-31 23:59:59, true",
    // What no calendar has, and what is no time of day, is said to be so, and ends nothing.
    "DATE, 0000-00-00, false",
    "DATE, 10000-01-01, false",
    "DATE_TIME, 0000-00-00 00:00:00, false",
    "DATE_TIME, 2026-02-30 00:00:00, false",
    "DATE_TIME, 10000-01-01 00:00:00, false",
    "TIME, 0001-01-01 08:00:00, false",
    "TIME, 1970-01-01 24:00:00, false",
    "DURATION, 10000-01-01 00:00:00, false"
  })
  void timeComesThroughEachConverterAsItIs(ValueType type, String text, boolean fits) {
    assertThat(type.read(text).isPresent()).isEqualTo(fits);
    if (!fits) {
      return;
    }
    Schema schema = SchemaBuilder.struct().name("t.Value").field("at", type.optional("At")).build();
    Struct value = new Struct(schema).put("at", type.read(text).orElseThrow());
    value.validate();

    assertThat(throughJson(true, schema, value).value()).isEqualTo(value);
    assertThat(((Map<?, ?>) throughJson(false, schema, value).value()).get("at"))
        .isInstanceOf(Long.class);
    assertThat(((Struct) AvroRoundTrip.of(schema, value).value()).get("at"))
        .isEqualTo(value.get("at"));
  }

  private static SchemaAndValue throughJson(boolean schemas, Schema schema, Struct value) {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", Boolean.toString(schemas)), false);
      return converter.toConnectData("t", converter.fromConnectData("t", schema, value));
    }
  }
}
