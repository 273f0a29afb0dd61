/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMappingTest {

  private static final String ID = "0123456789abcdef0123456789ABCDEF";
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";
  private static final Columns ALL = columns(Set.of(), Set.of(), Map.of(), NullFields.IGNORE);

  @Test
  void upsertTakesTheRowFromTheKey() {
    assertThat(mapping().write(record(ID, Map.of("state", "2"))))
        .contains(new Write.Upsert("incident", ID, Map.of("state", "2")));
  }

  @Test
  void idInTheValueIsTakenOutOfTheColumns() {
    assertThat(mapping().write(record("C-17", Map.of("sys_id", ID, "state", "2"))))
        .contains(new Write.Upsert("incident", ID, Map.of("state", "2")));
  }

  @Test
  void idMayBeAFieldOfTheKey() {
    Schema schema = SchemaBuilder.struct().field("sys_id", Schema.STRING_SCHEMA);
    Struct key = new Struct(schema).put("sys_id", ID);
    assertThat(sysId(mapping().write(record(key, Map.of("a", "1"))))).isEqualTo(ID);
    assertThat(sysId(mapping().write(record(Map.of("sys_id", ID), Map.of("a", "1")))))
        .isEqualTo(ID);
  }

  @Test
  void keyAndValueMustNameTheSameRow() {
    assertThat(
            sysId(
                mapping()
                    .write(record(ID, Map.of("sys_id", ID.toUpperCase(Locale.ROOT), "a", "1")))))
        .isEqualTo(ID.toUpperCase(Locale.ROOT));
    assertRefused(mapping(), record(ID, Map.of("sys_id", OTHER, "a", "1")), ID, OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"global", "../../sys_user/0123456789abcdef01234567", "0123"})
  void whatIsNoIdIsRefusedInTheValueAndTheKeysField(String noId) {
    assertRefused(mapping(), record(null, Map.of("sys_id", noId, "a", "1")), noId, "32 letters");
    assertRefused(mapping(), record(Map.of("sys_id", noId), Map.of("a", "1")), noId, "32 letters");
  }

  @Test
  void idMayBeBytes() {
    byte[] id = ID.getBytes(StandardCharsets.UTF_8);
    for (Object key : List.of(id, ByteBuffer.wrap(id), Map.of("sys_id", id))) {
      assertThat(sysId(mapping().write(record(key, Map.of("a", "1"))))).isEqualTo(ID);
    }
    assertThat(mapping().write(record(new byte[] {1, 2}, Map.of("a", "1"))).orElseThrow())
        .as("somebody's own key")
        .isInstanceOf(Write.Insert.class);
  }

  /** A null is a null, whatever the field's schema has for those who leave it out. */
  @Test
  void nullIsNotItsSchemasDefault() {
    Schema schema =
        SchemaBuilder.struct()
            .field("sys_id", SchemaBuilder.string().optional().defaultValue(OTHER).build())
            .field("state", SchemaBuilder.string().optional().defaultValue("1").build())
            .field("u_set", SchemaBuilder.string().optional().defaultValue("x").build())
            .build();
    Struct row = new Struct(schema).put("sys_id", null).put("state", null).put("u_set", "y");
    assertThat(mapping().write(record(ID, row)))
        .contains(new Write.Upsert("incident", ID, Map.of("u_set", "y")));
    assertThat(
            values(
                mapping(columns(Set.of(), Set.of(), Map.of(), NullFields.CLEAR))
                    .write(record(ID, row))))
        .containsEntry("state", "");
    Schema outer = SchemaBuilder.struct().field("inner", schema).build();
    assertThat(
            values(
                nested(NestedFields.JSON, Set.of())
                    .write(record(ID, new Struct(outer).put("inner", row)))))
        .isEqualTo(Map.of("inner", "{\"sys_id\":null,\"state\":null,\"u_set\":\"y\"}"));
    assertThat(sysId(mapping().write(record(row, Map.of("a", "1")))))
        .as("the key names no row")
        .isEqualTo(DerivedId.ofOffset("incident", 0, 7));
  }

  @Test
  void mapWithKeysOfBytesIsRefusedByName() {
    Map<Object, Object> inner = Map.of(new byte[] {1}, "x");
    assertRefused(
        nested(NestedFields.JSON, Set.of()),
        record(ID, Map.of("u_map", inner)),
        "'u_map'",
        "not text");
    assertRefused(mapping(), record(ID, inner), "not all of its keys are strings");
  }

  @Test
  void deleteIsToldByAHeaderOfBytesToo() {
    SinkRecord record = record(ID, Map.of("sys_id", ID));
    record.headers().addBytes("servicenow.operation", "d".getBytes(StandardCharsets.UTF_8));
    assertThat(mapping().write(record)).contains(new Write.Delete("incident", ID));
  }

  @Test
  void keyWithHalfASurrogatePairHasNoId() {
    RecordMapping derived = mapping(WriteMethod.UPSERT, IdMode.DERIVED, NullValues.FAIL, ALL);
    assertRefused(derived, record("a\uD83D", Map.of("a", "1")), "'key'", "U+D83D");
    assertRefused(derived, record(Map.of("k", "a\uDE00b"), Map.of("a", "1")), "U+DE00");
  }

  @Test
  void recordWithoutAnIdCreatesARowKnownByItsOriginalCoordinates() {
    SinkRecord renamed =
        new SinkRecord(
            "incident",
            0,
            null,
            "C-17",
            null,
            Map.of("a", "1"),
            9L,
            null,
            TimestampType.NO_TIMESTAMP_TYPE,
            null,
            "orders",
            3,
            42L);
    assertThat(mapping().write(renamed))
        .contains(
            new Write.Insert("incident", DerivedId.ofOffset("orders", 3, 42), Map.of("a", "1")));
  }

  @Test
  void updateAndDeleteWithoutAnIdAreRefused() {
    assertRefused(
        mapping(WriteMethod.UPDATE, IdMode.SYS_ID, NullValues.FAIL, ALL),
        record("C-17", Map.of("a", "1")),
        "An update",
        "id.mode=derived");
    assertRefused(
        mapping(WriteMethod.UPSERT, IdMode.SYS_ID, NullValues.DELETE, ALL),
        record("C-17", null),
        "A delete");
  }

  @Test
  void derivedIdComesFromTopicAndKeyWhateverTheValueSays() {
    RecordMapping derived = mapping(WriteMethod.UPSERT, IdMode.DERIVED, NullValues.DELETE, ALL);
    String id = DerivedId.ofKey("incident", "\"C-17\"");
    assertThat(derived.write(record("C-17", Map.of("sys_id", OTHER, "a", "1"))))
        .contains(new Write.Upsert("incident", id, Map.of("a", "1")));
    assertThat(derived.write(record("C-17", null))).contains(new Write.Delete("incident", id));
    assertRefused(derived, record(null, Map.of("a", "1")), "key", "null");
  }

  @Test
  void nullValueDoesWhatIsConfigured() {
    assertRefused(mapping(), record(ID, null), "behavior.on.null.values=fail");
    assertThat(
            mapping(WriteMethod.UPSERT, IdMode.SYS_ID, NullValues.IGNORE, ALL)
                .write(record(ID, null)))
        .isEmpty();
    assertThat(
            mapping(WriteMethod.INSERT, IdMode.SYS_ID, NullValues.DELETE, ALL)
                .write(record(ID, null)))
        .contains(new Write.Delete("incident", ID));
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  void typesBecomeServiceNowsText() {
    Instant instant = Instant.parse("2026-03-29T01:30:05.999Z");
    Schema schema =
        SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .field("flag", Schema.BOOLEAN_SCHEMA)
            .field("long", Schema.INT64_SCHEMA)
            .field("double", Schema.FLOAT64_SCHEMA)
            .field("float", Schema.FLOAT32_SCHEMA)
            .field("decimal", Decimal.schema(8))
            .field("padded", Decimal.schema(10))
            .field("date", Date.SCHEMA)
            .field("time", Time.SCHEMA)
            .field("stamp", Timestamp.SCHEMA)
            .field("bytes", Schema.BYTES_SCHEMA)
            .field("buffer", Schema.BYTES_SCHEMA);
    Struct value =
        new Struct(schema)
            .put("text", "a\nb")
            .put("flag", true)
            .put("long", Long.MIN_VALUE)
            .put("double", 1e21)
            .put("float", 0.1f)
            .put("decimal", new BigDecimal("0.00000001"))
            .put("padded", new BigDecimal("120.5000000000"))
            .put("date", java.util.Date.from(Instant.parse("2026-03-29T00:00:00Z")))
            .put("time", new java.util.Date(3_723_000))
            .put("stamp", java.util.Date.from(instant))
            .put("bytes", new byte[] {0, -1, 62})
            .put("buffer", ByteBuffer.wrap(new byte[] {1}));
    assertThat(values(mapping().write(record(ID, value))))
        .containsExactly(
            entry("text", "a\nb"),
            entry("flag", "true"),
            entry("long", "-9223372036854775808"),
            entry("double", "1000000000000000000000"),
            entry("float", "0.1"),
            entry("decimal", "0.00000001"),
            entry("padded", "120.5"),
            entry("date", "2026-03-29"),
            entry("time", "01:02:03"),
            entry("stamp", "2026-03-29 01:30:05"),
            entry("bytes", "AP8+"),
            entry("buffer", "AQ=="));
  }

  @Test
  void jsonTextIsARow() {
    String json = "{\"a\":\"x\",\"n\":1.50,\"big\":123456789012345678901,\"t\":true,\"z\":null}";
    assertThat(values(mapping().write(record(ID, json))))
        .containsExactly(
            entry("a", "x"),
            entry("n", "1.50"),
            entry("big", "123456789012345678901"),
            entry("t", "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "\"x\"",
        "",
        "{\"a\":1",
        "{\"a\":1}{",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1e999999999}",
        "{\"a\":1e-999999999}",
        "not json"
      })
  void textThatIsNoRowIsRefused(String text) {
    assertRefused(mapping(), record(ID, text), "");
  }

  @Test
  void nestedFieldIsRefusedByNameUnlessItIsExcluded() {
    Map<String, Object> value = Map.of("a", "1", "address", Map.of("city", "Bern"));
    assertRefused(mapping(), record(ID, value), "'address'", "nested");
    assertRefused(mapping(), record(ID, "{\"a\":1,\"address\":[{}]}"), "'address'", "nested");
    Columns without = columns(Set.of(), Set.of("address"), Map.of(), NullFields.IGNORE);
    assertThat(values(mapping(without).write(record(ID, value)))).containsExactly(entry("a", "1"));
  }

  @Test
  void notANumberAndForeignTypesAreRefused() {
    assertRefused(mapping(), record(ID, Map.of("a", Double.NaN)), "'a'", "NaN");
    assertRefused(mapping(), record(ID, Map.of("a", new Object())), "'a'", "java.lang.Object");
    assertRefused(mapping(), record(ID, 5), "java.lang.Integer", "value.converter");
    assertRefused(mapping(), record(ID, Map.of(1, "x")), "map");
  }

  private static final Schema CITY =
      SchemaBuilder.struct()
          .field("name", Schema.STRING_SCHEMA)
          .field("since", Date.SCHEMA)
          .field("codes", SchemaBuilder.array(Schema.INT32_SCHEMA).build())
          .field("area", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .build();

  private static Struct person() {
    Schema schema =
        SchemaBuilder.struct()
            .field("state", Schema.INT32_SCHEMA)
            .field("city", CITY)
            .field("days", SchemaBuilder.map(Schema.STRING_SCHEMA, Date.SCHEMA).build());
    java.util.Date day = java.util.Date.from(Instant.parse("2026-03-29T00:00:00Z"));
    Struct city =
        new Struct(CITY).put("name", "Bern").put("since", day).put("codes", List.of(3000, 3001));
    return new Struct(schema).put("state", 2).put("city", city).put("days", Map.of("first", day));
  }

  private static RecordMapping nested(NestedFields nested, Set<String> include, String... exclude) {
    return mapping(new Columns(include, Set.of(exclude), Map.of(), NullFields.IGNORE, nested));
  }

  @Test
  void nestedFieldsBecomeJsonText() {
    assertThat(values(nested(NestedFields.JSON, Set.of()).write(record(ID, person()))))
        .containsExactly(
            entry("state", "2"),
            entry(
                "city",
                "{\"name\":\"Bern\",\"since\":\"2026-03-29\",\"codes\":[3000,3001],\"area\":null}"),
            entry("days", "{\"first\":\"2026-03-29\"}"));
    String json = "{\"a\":{\"b\":[1.50,\"x\",null,{\"c\":true}]}}";
    assertThat(values(nested(NestedFields.JSON, Set.of()).write(record(ID, json))))
        .containsExactly(entry("a", "{\"b\":[1.50,\"x\",null,{\"c\":true}]}"));
  }

  @Test
  void nestedFieldsAreFlattened() {
    assertThat(values(nested(NestedFields.FLATTEN, Set.of()).write(record(ID, person()))))
        .containsExactly(
            entry("state", "2"),
            entry("city_name", "Bern"),
            entry("city_since", "2026-03-29"),
            entry("city_codes", "[3000,3001]"),
            entry("days_first", "2026-03-29"));
    String json = "{\"a\":{\"b\":{\"c\":1,\"d\":null}},\"a_b_c\":2}";
    assertRefused(nested(NestedFields.FLATTEN, Set.of()), record(ID, json), "'a_b_c'");
  }

  @Test
  void flattenedFieldsAreChosenByTheirNamesOrTheOuterOne() {
    assertThat(
            values(
                nested(NestedFields.FLATTEN, Set.of("city", "days_first"), "city_codes")
                    .write(record(ID, person()))))
        .containsOnlyKeys("city_name", "city_since", "days_first");
    assertThat(values(nested(NestedFields.FLATTEN, Set.of(), "city").write(record(ID, person()))))
        .containsOnlyKeys("state", "days_first");
  }

  @Test
  void columnsThatServiceNowSetsAreWrittenOnlyWhenTheyAreNamed() {
    Map<String, Object> row =
        Map.of(
            "state", "2", "sys_updated_on", "x", "sys_mod_count", 3, "sys_class_name", "incident");
    assertThat(values(mapping().write(record(ID, row))))
        .containsOnlyKeys("state", "sys_class_name");
    Columns named =
        columns(Set.of("state", "sys_mod_count"), Set.of(), Map.of(), NullFields.IGNORE);
    assertThat(values(mapping(named).write(record(ID, row))))
        .containsOnlyKeys("state", "sys_mod_count");
  }

  @Test
  void recordOfTheSourceThatSaysDeletedDeletesItsRow() {
    SinkRecord deleted = record(ID, Map.of("sys_id", ID));
    deleted.headers().addString("servicenow.operation", "d");
    assertThat(mapping().write(deleted)).contains(new Write.Delete("incident", ID));
    SinkRecord created = record(ID, Map.of("sys_id", ID, "state", "1"));
    created.headers().addString("servicenow.operation", "c");
    assertThat(mapping().write(created)).containsInstanceOf(Write.Upsert.class);
  }

  @Test
  void nullFieldsAreLeftOutOrCleared() {
    Map<String, Object> value = new HashMap<>();
    value.put("a", "1");
    value.put("b", null);
    assertThat(values(mapping().write(record(ID, value)))).containsOnly(entry("a", "1"));
    Columns clear = columns(Set.of(), Set.of(), Map.of(), NullFields.CLEAR);
    assertThat(values(mapping(clear).write(record(ID, value))))
        .containsOnly(entry("a", "1"), entry("b", ""));
  }

  @Test
  void columnsThatARecordLacksAreClearedWhereItReplacesTheRow() {
    Map<String, Object> value = new HashMap<>();
    value.put("a", "1");
    value.put("b", null);
    value.put("other", "2");
    value.put("kept", Unavailable.DEFAULT_PLACEHOLDER);
    Columns replace =
        columns(
            Set.of("a", "b", "c", "d", "sys_id", "sys_updated_on", "kept"),
            Set.of(),
            Map.of("c", "u_c"),
            NullFields.REPLACE);
    Map<String, String> replaced = Map.of("a", "1", "b", "", "u_c", "", "d", "");
    assertThat(values(mapping(replace).write(record(ID, value)))).isEqualTo(replaced);
    Schema schema =
        SchemaBuilder.struct()
            .field("a", Schema.STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_STRING_SCHEMA)
            .field("kept", Schema.STRING_SCHEMA)
            .build();
    Struct struct = new Struct(schema).put("a", "1").put("kept", Unavailable.DEFAULT_PLACEHOLDER);
    assertThat(values(mapping(replace).write(record(ID, struct)))).isEqualTo(replaced);
  }

  @Test
  void fieldsAreChosenByTheRecordsNamesThenRenamed() {
    Columns columns =
        columns(
            Set.of("a", "b"), Set.of("b"), Map.of("a", "u_a", "id", "sys_id"), NullFields.IGNORE);
    Map<String, Object> value = Map.of("a", "1", "b", "2", "c", "3", "id", OTHER);
    assertThat(mapping(columns).write(record(null, value)))
        .contains(new Write.Upsert("incident", OTHER, Map.of("u_a", "1")));
  }

  @Test
  void excludedIdIsNotUsed() {
    Columns columns = columns(Set.of(), Set.of("sys_id"), Map.of(), NullFields.IGNORE);
    assertThat(mapping(columns).write(record(null, Map.of("sys_id", OTHER, "a", "1"))))
        .containsInstanceOf(Write.Insert.class);
  }

  @Test
  void twoFieldsForOneColumnAreRefused() {
    Columns columns = columns(Set.of(), Set.of(), Map.of("b", "a"), NullFields.IGNORE);
    assertRefused(mapping(columns), record(ID, Map.of("a", "1", "b", "2")), "'a'");
  }

  @Test
  void recordThatLeavesNoColumnIsRefused() {
    assertRefused(mapping(), record(ID, Map.of()), "No column");
    assertRefused(mapping(), record(null, Map.of("sys_id", ID)), "No column");
  }

  @Test
  void topicChoosesTheTable() {
    TableNames names = new TableNames("u_${topic}", Map.of("sn.users", "sys_user"));
    assertThat(names.table("orders")).isEqualTo("u_orders");
    assertThat(names.table("sn.users")).isEqualTo("sys_user");
    assertThatThrownBy(() -> names.table("a/../b"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic.table.map=a/../b:<table>");
  }

  private static void assertRefused(RecordMapping mapping, SinkRecord record, String... message) {
    assertThatThrownBy(() -> mapping.write(record))
        .isInstanceOf(DataException.class)
        .message()
        .contains(message);
  }

  private static String sysId(Optional<Write> write) {
    return write.orElseThrow().sysId();
  }

  private static Map<String, String> values(Optional<Write> write) {
    return ((Write.Upsert) write.orElseThrow()).values();
  }

  private static Columns columns(
      Set<String> include, Set<String> exclude, Map<String, String> rename, NullFields nulls) {
    return new Columns(include, exclude, rename, nulls, NestedFields.FAIL);
  }

  private static RecordMapping mapping() {
    return mapping(ALL);
  }

  private static RecordMapping mapping(Columns columns) {
    return mapping(WriteMethod.UPSERT, IdMode.SYS_ID, NullValues.FAIL, columns);
  }

  private static RecordMapping mapping(
      WriteMethod method, IdMode ids, NullValues nulls, Columns columns) {
    return new RecordMapping(
        Origin::of,
        new TableRouting(new TableNames("${topic}", Map.of()), Optional.empty(), Set.of()),
        EventFormat.NONE,
        new WriteRules(method, NotFound.FAIL, nulls),
        ids,
        Optional.empty(),
        columns);
  }

  private static SinkRecord record(Object key, Object value) {
    return new SinkRecord("incident", 0, null, key, null, value, 7);
  }
}
