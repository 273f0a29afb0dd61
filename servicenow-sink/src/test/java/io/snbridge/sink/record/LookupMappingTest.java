/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code id.mode=lookup}: which row a record speaks of. */
class LookupMappingTest {

  private static final Map<String, Object> ROW =
      Map.of("u_site", "HQ", "no", 7, "u_name", "a", "sys_id", "0".repeat(32));

  private static RecordMapping mapping(WriteMethod method, EventFormat events) {
    return new RecordMapping(
        Origin::of,
        new TableRouting(new TableNames("${topic}", Map.of()), Optional.empty(), Set.of()),
        events,
        new WriteRules(method, NotFound.FAIL, NullValues.DELETE),
        IdMode.LOOKUP,
        Optional.of(new LookupFields(List.of("u_site", "u_number"), false)),
        new Columns(
            Set.of(), Set.of(), Map.of("no", "u_number"), NullFields.CLEAR, NestedFields.FAIL));
  }

  private static Write write(Object key, Object value) {
    return write(WriteMethod.UPSERT, key, value);
  }

  private static Write write(WriteMethod method, Object key, Object value) {
    return mapping(method, EventFormat.NONE).write(record(key, value)).orElseThrow();
  }

  private static SinkRecord record(Object key, Object value) {
    return new SinkRecord("u_order", 0, null, key, null, value, 7);
  }

  private static BusinessKey key(String site, String number, boolean exact) {
    return new BusinessKey(
        "u_order", new TreeMap<>(Map.of("u_site", site, "u_number", number)), exact);
  }

  private static BusinessKey key(String site, String number) {
    return key(site, number, false);
  }

  @Test
  void rowIsNamedByItsContentAndASysIdIsNotUsed() {
    Map<String, String> values = Map.of("u_site", "HQ", "u_number", "7", "u_name", "a");
    String id = key("HQ", "7").sysId();
    Optional<BusinessKey> by = Optional.of(key("HQ", "7"));
    assertThat(write("C-1", ROW)).isEqualTo(new Write.Upsert("u_order", id, values, by));
    assertThat(write(WriteMethod.INSERT, "C-1", ROW))
        .isEqualTo(new Write.Insert("u_order", id, values, by));
    assertThat(write(WriteMethod.UPDATE, "C-1", ROW))
        .isEqualTo(new Write.Update("u_order", id, values, by));
    assertThat(write("C-1", ROW).describe()).isEqualTo("upsert of u_order by u_number, u_site");
    assertThat(key("HQ", "7").query().text()).isEqualTo("u_number=7^u_site=HQ");
  }

  /**
   * Debezium's {@code before} of a table without REPLICA IDENTITY FULL has no more than the key.
   */
  @Test
  void deleteWithoutTheLookupFieldNeverTakesTheFieldsDefaultForIt() {
    Schema row =
        SchemaBuilder.struct()
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("u_site", SchemaBuilder.string().optional().defaultValue("HQ").build())
            .field("no", SchemaBuilder.int32().optional().defaultValue(7).build())
            .build();
    Schema envelope =
        SchemaBuilder.struct()
            .field("before", row)
            .field("after", row)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    Struct before = new Struct(row).put("id", 1L).put("u_site", null).put("no", null);
    Struct event = new Struct(envelope).put("before", before).put("op", "d");
    EventFormat debezium =
        new EventFormat(
            Optional.of(ValuePath.of("value.payload.path", "after")),
            Optional.of(ValuePath.of("value.operation.path", "op")),
            Optional.empty());
    assertThatThrownBy(() -> write(WriteMethod.UPSERT, debezium, Map.of("id", 1L), event))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("must have a value to find the row by");
    assertThat(write(WriteMethod.UPSERT, debezium, Map.of("u_site", "A", "no", 3), event))
        .isInstanceOf(Write.Delete.class)
        .extracting(write -> write.key().orElseThrow().values())
        .isEqualTo(Map.of("u_site", "A", "u_number", "3"));
  }

  private static Write write(WriteMethod method, EventFormat events, Object key, Object value) {
    return mapping(method, events).write(record(key, value)).orElseThrow();
  }

  @Test
  void tombstoneIsNamedByItsKey() {
    assertThat(write(Map.of("u_site", "HQ", "no", 7, "other", List.of()), null))
        .isEqualTo(
            new Write.Delete("u_order", key("HQ", "7").sysId(), Optional.of(key("HQ", "7"))));
    assertRefused("C-17", null, "'u_site'", "tombstone", "structure");
    assertRefused(Map.of("u_site", "HQ"), null, "'u_number'", "tombstone");
  }

  @Test
  void deletedRowIsNamedByWhatTheEventHasOfItAndThenByTheKey() {
    RecordMapping debezium =
        mapping(
            WriteMethod.UPSERT,
            new EventFormat(
                Optional.of(ValuePath.of("value.payload.path", "after")),
                Optional.of(ValuePath.of("value.operation.path", "op")),
                Optional.empty()));
    Optional<Write> delete =
        Optional.of(
            new Write.Delete("u_order", key("HQ", "7").sysId(), Optional.of(key("HQ", "7"))));
    assertThat(debezium.write(record("C-17", Map.of("op", "d", "before", ROW)))).isEqualTo(delete);
    assertThat(
            debezium.write(
                record(
                    Map.of("u_site", "HQ", "no", 7), Map.of("op", "d", "before", Map.of("no", 7)))))
        .isEqualTo(delete);
    assertThatThrownBy(
            () -> debezium.write(record("C-17", Map.of("op", "d", "before", Map.of("no", 7)))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("'u_site'", "neither");
  }

  @Test
  void missingAndEmptyFieldsAreRefusedByName() {
    assertRefused("C-17", Map.of("u_site", "HQ", "u_name", "a"), "'u_number'", "id.lookup.fields");
    assertRefused("C-17", Map.of("u_site", " ", "no", 7), "'u_site'");
    Map<String, Object> cleared = new HashMap<>(ROW);
    cleared.put("no", null);
    assertRefused("C-17", cleared, "'u_number'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "null", "javascript:gs.getUserID()", "a\nb", "a\u0000"})
  void valueThatNoQueryCanAskForIsRefusedAndNotShown(String value) {
    assertThatThrownBy(() -> write("C-17", Map.of("u_site", value, "no", 7)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("'u_site'", "id.lookup.fields")
        .message()
        .doesNotContain(value.equals("NULL") ? "with 'NULL'" : value + "'");
  }

  @Test
  void valueCannotBecomeSyntax() {
    assertThat(key("x^ORsys_idISNOTEMPTY", "7").query().text())
        .isEqualTo("u_number=7^u_site=x^^ORsys_idISNOTEMPTY");
    assertThat(key(" x ", "7").query().text()).isEqualTo("u_number=7^u_site= x");
  }

  @ParameterizedTest
  @CsvSource({"HQ,hq", "Zürich,zurich", "'HQ','HQ  '", "ΟΔΟΣ,οδος"})
  void valuesThatServiceNowTakesForTheSameAreOneRow(String one, String other) {
    assertThat(key(one, "7").sysId()).isEqualTo(key(other, "7").sysId());
    assertThat(key(one, "7").isOf(row(other, "7"))).isTrue();
  }

  /**
   * Their records are written one after the other all the same: an instance may not tell them
   * apart.
   */
  @ParameterizedTest
  @CsvSource({
    "ที่,ท",
    "ปา,ป่า",
    "की,का",
    "கை,கா",
    "কি,কা",
    "й,и",
    "Й,и",
    "が,か",
    "ё,й",
    "שָׁלוֹם,שלום",
    "straße,strasse"
  })
  void marksThatAreNoAccentsTellIdsApart(String one, String other) {
    assertThat(key(one, "7").sysId()).isNotEqualTo(key(other, "7").sysId());
    assertThat(key(one, "7").name()).isNotEqualTo(key(other, "7").name());
  }

  @ParameterizedTest
  @CsvSource({"ё,Е", "Ά,α", "Ǻ,a", "İ,i", "e\u0301,é", "Ệ,e"})
  void accentsDoNotTellIdsApart(String one, String other) {
    assertThat(key(one, "7").sysId()).isEqualTo(key(other, "7").sysId());
    assertThat(key(one, "7").name()).isNotEqualTo(key(other, "7").name());
  }

  @Test
  void caseTellsRowsApartWhenAskedTo() {
    assertThat(key("HQ", "7", true).sysId()).isNotEqualTo(key("hq", "7", true).sysId());
    assertThat(key("HQ", "7", true).isOf(row("hq", "7"))).isFalse();
    assertThat(key("HQ", "7", true).isLike(row("hq", "7"))).isTrue();
    assertThat(key("HQ", "7", true).isOf(row("HQ ", "7"))).isTrue();
  }

  @Test
  void otherRowsAreNotTheKeysAndRowsThatHideAColumnAreNobodys() {
    assertThat(key("HQ", "7").isLike(row("HQ", "8"))).isFalse();
    assertThat(key("HQ", "7").isLike(row("HQ", "7.0"))).isTrue();
    assertThat(key("HQ", "7").isOf(row("HQ", "7.0"))).isTrue();
    Row hidden = new Row(Map.of("u_site", "HQ"), Map.of());
    assertThat(key("HQ", "7").compared(hidden)).isEmpty();
    assertThat(key("HQ", "7").isLike(hidden)).isFalse();
  }

  @Test
  void idsAreOfTableColumnsAndValuesAndDoNotChange() {
    assertThat(key("a", "b").sysId())
        .isEqualTo("01a73cde4ca8ca7b758a7cee83766110")
        .isNotEqualTo(key("b", "a").sysId());
  }

  private static Row row(String site, String number) {
    return new Row(Map.of("u_site", site, "u_number", number), Map.of());
  }

  private static void assertRefused(Object key, Object value, String... message) {
    assertThatThrownBy(() -> write(key, value))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(message);
  }
}
