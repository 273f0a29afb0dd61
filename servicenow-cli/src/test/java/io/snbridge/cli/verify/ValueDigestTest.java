/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class ValueDigestTest {

  @Test
  void orderOfColumnsAndWhatIsNullDoNotMatter() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", "1");
    one.put("b", "2");
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", "2");
    other.put("hidden", null);
    other.put("a", "1");

    assertThat(ValueDigest.of(one)).isEqualTo(ValueDigest.of(other));
    assertThat(ValueDigest.of(one)).isEqualTo(ValueDigest.of(struct("1", "2")));
  }

  private static Struct struct(String a, String b) {
    return new Struct(
            SchemaBuilder.struct()
                .field("b", Schema.OPTIONAL_STRING_SCHEMA)
                .field("c", Schema.OPTIONAL_STRING_SCHEMA)
                .field("a", Schema.OPTIONAL_STRING_SCHEMA)
                .build())
        .put("a", a)
        .put("b", b);
  }

  @Test
  void anotherValueAnotherNameOrAnotherPlaceMatters() {
    assertThat(
            List.of(
                digest("a", "1", "b", "2"),
                digest("a", "2", "b", "1"),
                digest("a", "1", "b", ""),
                digest("a", "1", "c", "2"),
                digest("a", "12", "b", ""),
                ValueDigest.of(Map.of("a", Map.of("a", "1", "b", "2"))),
                ValueDigest.of(Map.of("a", List.of("1", "2"))),
                ValueDigest.of(Map.of("a", List.of("2", "1"))),
                ValueDigest.of(null)))
        .doesNotHaveDuplicates();
  }

  private static long digest(String name, String value, String otherName, String otherValue) {
    Map<String, Object> row = new HashMap<>();
    row.put(name, value);
    row.put(otherName, otherValue);
    return ValueDigest.of(row);
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  void oneValueIsOneWhateverItsForm() {
    assertThat(ValueDigest.of(new BigDecimal("1.50")))
        .isEqualTo(ValueDigest.of(new BigDecimal("1.5")));
    assertThat(ValueDigest.of(ByteBuffer.wrap(new byte[] {1, 2})))
        .isEqualTo(ValueDigest.of(new byte[] {1, 2}));
    assertThat(ValueDigest.of(new Date(5))).isNotEqualTo(ValueDigest.of(new Date(6)));
    assertThat(ValueDigest.of(5)).isEqualTo(ValueDigest.of(5L));
  }
}
