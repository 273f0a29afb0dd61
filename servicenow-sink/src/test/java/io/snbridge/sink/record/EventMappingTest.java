/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMappingTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String TOPIC = "customers";

  private static final EventFormat SERVICE = format("payload", "event_type", "entity.id");
  private static final EventFormat DEBEZIUM = format("after", "op", null);
  private static final EventFormat DEBEZIUM_BY_ID = format("after", "op", "after.id");

  private static final String EVENT =
      """
      {"event_id": "c87987bf-12fc-4838-92f9-ed91b5b42036",
       "event_type": "%s",
       "entity": {"type": "customer", "id": "b99f5f46-ee92-4f2b-bb6a-ba073e24a138"},
       "payload": {"name": "Test Customer", "status": "active"},
       "metadata": {"schema_version": 1, "tags": [1, {"a": null}]}}
      """;
  private static final String ENTITY = "\"b99f5f46-ee92-4f2b-bb6a-ba073e24a138\"";
  private static final Map<String, String> CUSTOMER =
      Map.of("name", "Test Customer", "status", "active");

  @ParameterizedTest
  @ValueSource(strings = {"record.created", "record.updated", "customer.Created", "u", "r"})
  void upsertTakesRowAndIdentityOutOfTheEvent(String word) {
    String id = DerivedId.ofKey(TOPIC, ENTITY);
    assertThat(derived(SERVICE).write(record("some key", EVENT.formatted(word))))
        .contains(new Write.Upsert(TOPIC, id, CUSTOMER));
  }

  @Test
  void deleteEventDeletesTheRowOfItsEntity() {
    assertThat(derived(SERVICE).write(record(null, EVENT.formatted("record.deleted"))))
        .contains(new Write.Delete(TOPIC, DerivedId.ofKey(TOPIC, ENTITY)));
  }

  @Test
  void identityIsTheSameFromStructMapAndText() {
    Schema entity = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA);
    Schema payload = SchemaBuilder.struct().field("name", Schema.STRING_SCHEMA);
    Schema event =
        SchemaBuilder.struct()
            .field("event_type", Schema.STRING_SCHEMA)
            .field("entity", entity)
            .field("payload", payload);
    Struct struct =
        new Struct(event)
            .put("event_type", "record.updated")
            .put("entity", new Struct(entity).put("id", 7))
            .put("payload", new Struct(payload).put("name", "n"));
    Map<String, Object> map =
        Map.of("event_type", "u", "entity", Map.of("id", 7L), "payload", Map.of("name", "n"));
    String text = "{\"event_type\":\"u\",\"entity\":{\"id\":7.0},\"payload\":{\"name\":\"n\"}}";
    Write expected = new Write.Upsert(TOPIC, DerivedId.ofKey(TOPIC, "7"), Map.of("name", "n"));
    for (Object value : Arrays.asList(struct, map, text)) {
      assertThat(derived(SERVICE).write(record(null, value))).contains(expected);
    }
  }

  @Test
  void payloadMayBeJsonTextWithinTheEvent() {
    Map<String, Object> value =
        Map.of("event_type", "c", "entity", Map.of("id", 1), "payload", "{\"name\":\"n\"}");
    assertThat(derived(SERVICE).write(record(null, value)).orElseThrow())
        .isInstanceOfSatisfying(
            Write.Upsert.class, write -> assertThat(write.values()).containsEntry("name", "n"));
  }

  @Test
  void debeziumsDeletedRowIsInBefore() {
    assertThat(sysId(DEBEZIUM).write(record(null, change("d", Map.of("sys_id", ID), null))))
        .contains(new Write.Delete(TOPIC, ID));
    assertThat(derived(DEBEZIUM_BY_ID).write(record(null, change("d", Map.of("id", 5), null))))
        .contains(new Write.Delete(TOPIC, DerivedId.ofKey(TOPIC, "5")));
    assertThat(
            derived(DEBEZIUM_BY_ID)
                .write(record(null, change("c", null, Map.of("id", 5, "name", "n")))))
        .contains(
            new Write.Upsert(TOPIC, DerivedId.ofKey(TOPIC, "5"), Map.of("id", "5", "name", "n")));
  }

  @Test
  void deletedRowsOtherFieldsMayBeAnything() {
    assertThat(
            sysId(DEBEZIUM)
                .write(record(null, change("d", Map.of("sys_id", ID, "blob", new byte[2]), null))))
        .contains(new Write.Delete(TOPIC, ID));
  }

  @Test
  void sourcesDeleteEventIsKnownByItsKey() {
    assertThat(sysId(DEBEZIUM).write(record(ID, change("d", null, null))))
        .contains(new Write.Delete(TOPIC, ID));
    assertThat(derived(DEBEZIUM).write(record("K", change("d", null, null))))
        .contains(new Write.Delete(TOPIC, DerivedId.ofKey(TOPIC, "\"K\"")));
  }

  @Test
  void computedIdIsNeverOfTheKeyWhereAPathIsGiven() {
    assertRefused(derived(DEBEZIUM_BY_ID), record("K", change("d", null, null)), "value.id.path");
    RecordMapping deletes =
        mapping(
            DEBEZIUM_BY_ID,
            IdMode.DERIVED,
            new WriteRules(WriteMethod.UPSERT, NotFound.FAIL, NullValues.DELETE));
    assertRefused(deletes, record("K", null), "A delete needs to know the row");
  }

  @Test
  void idAtThePathMustBeASysIdWhereNoneIsComputed() {
    assertRefused(
        sysId(SERVICE),
        record(null, EVENT.formatted("record.created")),
        "value.id.path",
        "b99f5f46-ee92-4f2b-bb6a-ba073e24a138",
        "32 letters");
    assertRefused(
        sysId(SERVICE),
        record(
            "f".repeat(32),
            Map.of("event_type", "u", "entity", Map.of("id", ID), "payload", CUSTOMER)),
        "The key names row",
        ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"event_type\":\"u\",\"entity\":{\"id\":1}}|'payload' (value.payload.path)",
        "{\"event_type\":\"u\",\"entity\":{\"id\":1},\"payload\":null}|'payload'",
        "{\"event_type\":\"u\",\"entity\":{},\"payload\":{}}|'entity.id' (value.id.path)",
        "{\"event_type\":\"u\",\"entity\":7,\"payload\":{}}|'entity.id' (value.id.path)",
        "{\"entity\":{\"id\":1},\"payload\":{}}|'event_type' (value.operation.path)",
        "{\"event_type\":\"t\"}|'t' at 'event_type' (value.operation.path)",
        "{\"event_type\":\"record.merged\"}|'record.merged'",
        "{\"event_type\":5}|BigInteger at 'event_type'",
        "{\"event_type\":\"d\"}|A delete needs to know the row",
        "[]|not a JSON object",
      })
  void whatIsNotWhereItShouldBeIsRefusedByPathAndKey(String value, String message) {
    assertRefused(derived(SERVICE), record(null, value), message);
  }

  @ParameterizedTest
  @CsvSource({
    "UPSERT,c,FAIL,Upsert",
    "UPSERT,u,FAIL,Upsert",
    "INSERT,c,FAIL,Insert",
    "INSERT,r,FAIL,Insert",
    "INSERT,u,FAIL,Update",
    "INSERT,u,IGNORE,UpdateIfThere",
    "INSERT,u,INSERT,Upsert",
    "UPDATE,c,FAIL,Update",
    "UPDATE,u,IGNORE,UpdateIfThere",
    "UPDATE,u,INSERT,Upsert",
    "INSERT,d,FAIL,Delete",
    "UPDATE,d,IGNORE,Delete"
  })
  void methodAndPolicySayWhatAnOperationBecomes(
      WriteMethod method, String word, NotFound notFound, String write) {
    WriteRules rules = new WriteRules(method, notFound, NullValues.FAIL);
    Map<String, Object> row = Map.of("sys_id", ID, "name", "n");
    assertThat(
            mapping(DEBEZIUM, IdMode.SYS_ID, rules)
                .write(record(null, change(word, row, word.equals("d") ? null : row)))
                .orElseThrow()
                .getClass()
                .getSimpleName())
        .isEqualTo(write);
  }

  @Test
  void updatedRowThatIsNotNamedIsNotCreated() {
    assertRefused(
        sysId(DEBEZIUM),
        record(null, change("u", null, Map.of("name", "n"))),
        "An update needs to know the row");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a..b", ".a", "a."})
  void pathHasNoEmptyNames(String path) {
    assertThatThrownBy(() -> ValuePath.of("value.id.path", path))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Object> change(String word, Object before, Object after) {
    Map<String, Object> change = new HashMap<>();
    change.put("before", before);
    change.put("after", after);
    change.put("op", word);
    change.put("ts_ms", 1L);
    return change;
  }

  private static EventFormat format(String payload, String operation, String id) {
    return new EventFormat(
        Optional.of(ValuePath.of("value.payload.path", payload)),
        Optional.of(ValuePath.of("value.operation.path", operation)),
        Optional.ofNullable(id).map(path -> ValuePath.of("value.id.path", path)));
  }

  private static RecordMapping derived(EventFormat format) {
    return mapping(format, IdMode.DERIVED, upsert());
  }

  private static RecordMapping sysId(EventFormat format) {
    return mapping(format, IdMode.SYS_ID, upsert());
  }

  private static WriteRules upsert() {
    return new WriteRules(WriteMethod.UPSERT, NotFound.FAIL, NullValues.FAIL);
  }

  private static RecordMapping mapping(EventFormat format, IdMode ids, WriteRules rules) {
    return new RecordMapping(
        Origin::of,
        new TableRouting(new TableNames("${topic}", Map.of()), Optional.empty(), Set.of()),
        format,
        rules,
        ids,
        Optional.empty(),
        new Columns(Set.of(), Set.of(), Map.of(), NullFields.IGNORE, NestedFields.FAIL));
  }

  private static void assertRefused(RecordMapping mapping, SinkRecord record, String... message) {
    assertThatThrownBy(() -> mapping.write(record))
        .isInstanceOf(DataException.class)
        .message()
        .contains(message);
  }

  private static SinkRecord record(Object key, Object value) {
    return new SinkRecord(TOPIC, 0, null, key, null, value, 7);
  }
}
