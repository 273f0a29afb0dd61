/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class ValuePathTest {

  private static final ValuePath PATH = ValuePath.of("value.payload.path", "source.op");

  @Test
  void fieldIsFoundInStructsMapsAndJson() {
    assertThat(PATH.find(Map.of("source", Map.of("op", "d")))).contains("d");
    assertThat(PATH.find("{\"source\":{\"op\":\"d\"}}")).contains("d");
    assertThat(PATH.find(Map.of("source", "d"))).isEmpty();
  }

  @Test
  void nullIsNotItsSchemasDefault() {
    Schema source =
        SchemaBuilder.struct()
            .field("op", SchemaBuilder.string().optional().defaultValue("d").build())
            .build();
    Schema envelope = SchemaBuilder.struct().field("source", source).build();
    Struct value = new Struct(envelope).put("source", new Struct(source).put("op", null));
    assertThat(PATH.find(value)).isEmpty();
  }
}
