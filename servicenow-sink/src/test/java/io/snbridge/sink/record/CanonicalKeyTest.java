/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class CanonicalKeyTest {

  @Test
  void structAndMapWithTheSameContentAreTheSameKey() {
    Schema schema =
        SchemaBuilder.struct().field("b", Schema.INT32_SCHEMA).field("a", Schema.STRING_SCHEMA);
    Struct struct = new Struct(schema).put("b", 7).put("a", "x\"y");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", "x\"y");
    map.put("b", 7L);
    assertThat(CanonicalKey.of(struct)).isEqualTo("{\"a\":\"x\\\"y\",\"b\":7}");
    assertThat(CanonicalKey.of(map)).isEqualTo(CanonicalKey.of(struct));
  }

  @Test
  void textAndNumberStayApart() {
    assertThat(CanonicalKey.of("1")).isEqualTo("\"1\"");
    assertThat(CanonicalKey.of((byte) 1)).isEqualTo("1").isEqualTo(CanonicalKey.of(1L));
    assertThat(CanonicalKey.of(1.0)).isEqualTo("1");
    assertThat(CanonicalKey.of("7")).isNotEqualTo(CanonicalKey.of("7.0"));
    assertThat(CanonicalKey.of(new BigDecimal("100.00"))).isEqualTo("100");
    assertThat(CanonicalKey.of(new BigDecimal("0.00"))).isEqualTo("0");
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  void listsBytesAndNullsHaveFormsOfTheirOwn() {
    assertThat(CanonicalKey.of(Arrays.asList("a", null, true))).isEqualTo("[\"a\",null,true]");
    assertThat(CanonicalKey.of(new byte[] {1, (byte) 0xff})).isEqualTo("x01ff");
    assertThat(CanonicalKey.of(ByteBuffer.wrap(new byte[] {1}))).isEqualTo("x01");
    assertThat(CanonicalKey.of(new java.util.Date(5))).isEqualTo("t5");
    assertThat(CanonicalKey.of(List.of())).isEqualTo("[]");
  }

  @Test
  void nullFieldIsNotItsDefault() {
    Schema schema =
        SchemaBuilder.struct()
            .field("a", SchemaBuilder.string().optional().defaultValue("x").build())
            .build();
    assertThat(CanonicalKey.of(new Struct(schema).put("a", null))).isEqualTo("{\"a\":null}");
  }

  @Test
  void mapWithNamesThatAreNoTextIsRefused() {
    assertThatThrownBy(() -> CanonicalKey.of(Map.of(new byte[] {1}, "x")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not all of its keys are strings");
  }

  @Test
  void nullKeyIsRefused() {
    assertThatThrownBy(() -> CanonicalKey.of(null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("id.mode=derived");
  }
}
