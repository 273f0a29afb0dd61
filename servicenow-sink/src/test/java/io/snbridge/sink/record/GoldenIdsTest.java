/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ids that rows in production have: taken down once, from the code before values were converted,
 * and the same for ever.
 */
class GoldenIdsTest {

  private static final Schema ADDRESS =
      SchemaBuilder.struct()
          .optional()
          .field("city", Schema.OPTIONAL_STRING_SCHEMA)
          .field("no", Schema.OPTIONAL_INT32_SCHEMA)
          .build();
  private static final Schema PERSON =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .field("address", ADDRESS)
          .field("tags", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build())
          .build();

  private static Struct person() {
    return new Struct(PERSON)
        .put("id", 7L)
        .put("address", new Struct(ADDRESS).put("city", "Łódź \"x\" \\ 😀"))
        .put("tags", Arrays.asList("a", null));
  }

  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  static Stream<Arguments> keys() {
    Map<String, Object> map = new HashMap<>();
    map.put("id", 7);
    map.put("none", null);
    map.put("list", List.of(1, "1", true, Map.of("b", 1, "a", 2)));
    return Stream.of(
        Arguments.of("C-17", "0d5e32ec13a69f4d14613e2a15841948"),
        Arguments.of("1", "7a03d723754a5f9ab9bfab3faddb7607"),
        Arguments.of(1, "2a33300e2b60c6396b4a837b8899095b"),
        Arguments.of(new BigDecimal("100.50"), "019929a0c4733b1b0db5712a80ec11f3"),
        Arguments.of(-0.0, "53228da9bc122fa468aebebb8d067e10"),
        Arguments.of(1e21, "63c259bf6136a27045e3cca0be441903"),
        Arguments.of(true, "1bcf88edff58d235af783b5c41783a95"),
        Arguments.of("0123".getBytes(StandardCharsets.UTF_8), "7a7462afa4b7c743e54296937ca00e0f"),
        Arguments.of(
            java.util.Date.from(Instant.EPOCH.plusMillis(1_707_613_261_000L)),
            "04422e2fbd71e3084de5ac94adb33c56"),
        Arguments.of(person(), "7ca170ce16b8723b0c3d72a0525ed00f"),
        Arguments.of(map, "b33a3bd83b45babc0557f8bcc0a0bc98"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void idOfAKey(Object key, String id) {
    RecordMapping mapping =
        new RecordMapping(
            Origin::of,
            new TableRouting(new TableNames("${topic}", Map.of()), Optional.empty(), Set.of()),
            EventFormat.NONE,
            new WriteRules(WriteMethod.UPSERT, NotFound.FAIL, NullValues.FAIL),
            IdMode.DERIVED,
            Optional.empty(),
            new Columns(Set.of(), Set.of(), Map.of(), NullFields.IGNORE, NestedFields.FAIL));
    SinkRecord record = new SinkRecord("orders", 0, null, key, null, Map.of("a", "1"), 7);
    assertThat(mapping.write(record).orElseThrow().sysId()).isEqualTo(id);
  }

  @Test
  void idOfACoordinate() {
    assertThat(DerivedId.ofOffset("orders", 3, 42)).isEqualTo("3e7d45637f126a4ed467c7de27cff47f");
  }

  @Test
  void idOfABusinessKey() {
    assertThat(key("HQ", "7", false).sysId()).isEqualTo(key("hq ", "7", false).sysId());
    assertThat(key("HQ", "7", false).sysId()).isEqualTo("cf7040cae96840c9e2653801b49d220e");
    assertThat(key("HQ", "7.0", false).sysId()).isEqualTo("f48555a3c678e8ca5ddde0a45688fddb");
    assertThat(key("Zürich", "2024-02-11 01:01:01", true).sysId())
        .isEqualTo("dd084ee0e20cae1be6ca180cccfaf505");
  }

  private static BusinessKey key(String site, String number, boolean exact) {
    return new BusinessKey(
        "u_order", new TreeMap<>(Map.of("u_site", site, "u_number", number)), exact);
  }
}
