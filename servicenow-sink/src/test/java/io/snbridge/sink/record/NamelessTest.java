/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records whose row is named where nobody looks, and records that are to create one. */
class NamelessTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final Map<String, Object> ROW = Map.of("state", "2");

  static Stream<Object> keysThatNameARowInAnotherWay() {
    return Stream.of(
        struct("sysId", ID),
        struct("SYS_ID", ID),
        Map.of("sysId", ID),
        struct("order_no", "17"),
        Map.of("a", 1, "b", 2),
        List.of(ID),
        "{\"sysId\": \"" + ID + "\"}",
        "{\"schema\": {\"type\": \"string\"}, \"payload\": \"" + ID + "\"}",
        "{\"order_no\": 17}".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("keysThatNameARowInAnotherWay")
  void keyWhoseRowIsNotFoundIsRefused(Object key) {
    for (IdMode mode : List.of(IdMode.SYS_ID, IdMode.SERVER)) {
      assertThatThrownBy(() -> write(WriteMethod.UPSERT, mode, key, ROW))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("The key")
          .message()
          .doesNotContain(ID);
    }
  }

  @Test
  void refusalSaysWhichFieldWasSeenAndWhatToSet() {
    assertRefused(struct("sysId", ID), ROW, "'sysId'", "renames=sysId:sys_id", "id.mode=derived");
    assertRefused(
        Map.of("order_no", "17"),
        ROW,
        "[order_no]",
        "renames=order_no:sys_id",
        "id.mode=derived",
        "id.mode=lookup",
        "write.method=insert");
    assertRefused(
        "{\"schema\": {}, \"payload\": \"" + ID + "\"}",
        ROW,
        "key.converter=org.apache.kafka.connect.json.JsonConverter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sysId", "SYS_ID", "Sys-Id", "sysid"})
  void fieldOfTheValueThatIsAlmostSysIdIsRefused(String field) {
    for (WriteMethod method : List.of(WriteMethod.UPSERT, WriteMethod.INSERT)) {
      assertThatThrownBy(() -> write(method, IdMode.SYS_ID, null, Map.of(field, ID, "state", "2")))
          .isInstanceOf(DataException.class)
          .message()
          .contains(
              "'" + field + "'", "fields.rename=" + field + ":sys_id", "fields.exclude=" + field)
          .doesNotContain(ID);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "ID"})
  void fieldIdIsRefusedWhenItHoldsWhatServiceNowGenerates(String field) {
    assertRefused(
        null,
        Map.of(field, ID, "state", "2"),
        "fields.rename=" + field + ":sys_id",
        "write.method=insert");
    assertCreates(WriteMethod.UPSERT, null, Map.of(field, "17", "state", "2"));
    assertCreates(WriteMethod.INSERT, null, Map.of(field, ID, "state", "2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C-17", "0123", "{A-17}", "{\"", "\"quoted\"", "[1]"})
  void textOfOnesOwnCreatesARow(String key) {
    assertCreates(WriteMethod.UPSERT, key, ROW);
    assertCreates(WriteMethod.UPSERT, key.getBytes(StandardCharsets.UTF_8), ROW);
  }

  @Test
  void recordThatNamesNothingCreatesARow() {
    Map<String, Object> withoutIds = new HashMap<>(ROW);
    withoutIds.put("sysId", null);
    assertCreates(WriteMethod.UPSERT, null, ROW);
    assertCreates(WriteMethod.UPSERT, 17L, ROW);
    assertCreates(WriteMethod.UPSERT, null, withoutIds);
    assertCreates(WriteMethod.UPSERT, struct("sys_id", null), ROW);
    assertCreates(WriteMethod.UPSERT, Map.of("sys_id", "", "order_no", "17"), ROW);
  }

  @Test
  void insertMakesARowOfAnyStructure() {
    assertCreates(WriteMethod.INSERT, struct("order_no", "17"), ROW);
    assertThatThrownBy(() -> write(WriteMethod.INSERT, IdMode.SYS_ID, struct("sysId", ID), ROW))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'sysId'");
  }

  @Test
  void structureIsNoMatterWhenTheValueNamesTheRow() {
    assertThat(
            write(
                WriteMethod.UPSERT,
                IdMode.SYS_ID,
                struct("order_no", "17"),
                Map.of("sys_id", ID, "state", "2")))
        .contains(new Write.Upsert("incident", ID, Map.of("state", "2")));
  }

  @ParameterizedTest
  @EnumSource(
      value = IdMode.class,
      names = {"SYS_ID", "SERVER"})
  void keyIsReadThoughItsConverterDidNotReadIt(IdMode mode) {
    byte[] bytes = ID.getBytes(StandardCharsets.UTF_8);
    for (Object key :
        List.of(
            bytes,
            ByteBuffer.wrap(bytes),
            "\"" + ID + "\"",
            "{\"sys_id\": \"" + ID + "\"}",
            "  " + ID + "\n")) {
      assertThat(write(WriteMethod.UPSERT, mode, key, ROW))
          .contains(new Write.Upsert("incident", ID, Map.of("state", "2")));
    }
  }

  @Test
  void updateAndDeleteSayWhatTheKeyIs() {
    assertThatThrownBy(() -> write(WriteMethod.UPDATE, IdMode.SYS_ID, struct("sysId", ID), ROW))
        .hasMessageEndingWith("The key is a structure with the fields [sysId]");
    assertThatThrownBy(() -> write(WriteMethod.UPSERT, IdMode.SYS_ID, Map.of("sysId", ID), null))
        .hasMessageStartingWith("A delete")
        .hasMessageEndingWith("The key is a structure with the fields [sysId]");
    assertThatThrownBy(() -> write(WriteMethod.UPDATE, IdMode.SYS_ID, null, ROW))
        .hasMessageEndingWith("The key is null");
  }

  private static void assertRefused(Object key, Map<String, Object> row, String... message) {
    assertThatThrownBy(() -> write(WriteMethod.UPSERT, IdMode.SYS_ID, key, row))
        .isInstanceOf(DataException.class)
        .message()
        .contains(message)
        .doesNotContain(ID);
  }

  private static void assertCreates(WriteMethod method, Object key, Map<String, Object> row) {
    assertThat(write(method, IdMode.SYS_ID, key, row).orElseThrow())
        .isInstanceOf(Write.Insert.class)
        .extracting(Write::sysId)
        .isEqualTo(DerivedId.ofOffset("incident", 0, 7));
  }

  private static Struct struct(String field, String value) {
    Schema schema = SchemaBuilder.struct().field(field, Schema.OPTIONAL_STRING_SCHEMA).build();
    return new Struct(schema).put(field, value);
  }

  private static Optional<Write> write(
      WriteMethod method, IdMode mode, Object key, Map<String, Object> row) {
    return new RecordMapping(
            Origin::of,
            new TableRouting(new TableNames("${topic}", Map.of()), Optional.empty(), Set.of()),
            EventFormat.NONE,
            new WriteRules(method, NotFound.FAIL, NullValues.DELETE),
            mode,
            Optional.empty(),
            new Columns(Set.of(), Set.of(), Map.of(), NullFields.IGNORE, NestedFields.FAIL))
        .write(new SinkRecord("incident", 0, null, key, null, row, 7));
  }
}
