/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecordBuilderTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Map<String, String> VALUES =
      Map.of(
          "sys_id", "ab",
          "sys_updated_on", "2026-03-01 12:00:00",
          "sys_created_on", "2026-03-01 12:00:00",
          "sys_mod_count", "0",
          "priority", "1");

  private SchemaMode schemaMode = SchemaMode.NONE;
  private DisplayValue display = DisplayValue.FALSE;
  private KeyMode keyMode = KeyMode.SYS_ID;
  private List<String> fields = List.of();
  private TimestampRules timestamps = TimestampRules.NONE;
  private Set<String> excluded = Set.of();

  @Test
  void streamedRowBecomesARecord() {
    SourceRecord record = stream(row(VALUES)).get(0);

    assertThat(record.topic()).isEqualTo("servicenow.incident");
    assertThat(record.kafkaPartition()).isNull();
    assertThat(record.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(record.key()).isEqualTo("ab");
    assertThat(record.valueSchema()).isNull();
    assertThat(record.value()).isEqualTo(VALUES);
    assertThat(record.timestamp()).isNull();
    assertThat(header(record, "servicenow.updated.on")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(header(record, "servicenow.instance")).isEqualTo("dev1");
    assertThat(header(record, "servicenow.table")).isEqualTo("incident_task");
    assertThat(header(record, "servicenow.operation")).isEqualTo("c");
    assertThat(record.sourcePartition()).isEqualTo(Map.of("instance", "dev1", "table", "incident"));
    assertThat(record.sourceOffset())
        .isEqualTo(
            Map.of(
                "version", 1L,
                "phase", "stream",
                "timestamp", "2026-03-01 12:00:00",
                "sys_id", "ab",
                "of", "incident_task"));
  }

  @Test
  void snapshotRowIsReadAndCarriesTheStreamsBeginning() throws Exception {
    SourceRecord record =
        builder().snapshot("a", List.of(row(VALUES)), row -> new InRange(NOON, "ab")).get(0);

    assertThat(header(record, "servicenow.operation")).isEqualTo("r");
    assertThat(record.sourcePartition().get("range")).isEqualTo("a");
    assertThat(record.sourceOffset().get("phase")).isEqualTo("snapshot");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2026-01-01 00:00:00, c",
    "7, 2026-03-01 12:00:00, u",
    "'', 2026-03-01 12:00:00, c",
    "'', 2026-01-01 00:00:00, u",
    ", 2026-03-01 12:00:00, c",
    ", , u"
  })
  void operationComesFromTheCountOfChangesThenFromTheStamps(
      String modCount, String createdOn, String operation) {
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("sys_mod_count", modCount);
    values.put("sys_created_on", createdOn);
    values.values().removeIf(value -> value == null);

    assertThat(header(stream(row(values)).get(0), "servicenow.operation")).isEqualTo(operation);
  }

  @Test
  void withRowTheRecordHasTheRowsTime() {
    timestamps =
        new TimestampRules(
            TimestampRules.Whose.ROW,
            TimestampRules.FOREVER,
            TimestampRules.KAFKAS_AFTER_MAX,
            TimestampRules.FOREVER);

    SourceRecord record = stream(row(VALUES)).get(0);

    assertThat(record.timestamp()).isEqualTo(NOON.toEpochMilli());
    assertThat(header(record, "servicenow.updated.on")).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void rowWithoutATimestampHasNoneAndNoHeader() {
    timestamps =
        new TimestampRules(
            TimestampRules.Whose.ROW,
            TimestampRules.FOREVER,
            TimestampRules.KAFKAS_AFTER_MAX,
            TimestampRules.FOREVER);
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("sys_updated_on", "");

    SourceRecord record = stream(row(values)).get(0);

    assertThat(record.timestamp()).isNull();
    assertThat(record.headers().lastWithName("servicenow.updated.on")).isNull();
  }

  @Test
  void onlyTheConfiguredColumnsAreInTheValue() {
    fields = List.of("priority", "caller_id.email", "hidden_by_acl");
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("caller_id.email", "a@b.c");

    assertThat(stream(row(values)).get(0).value())
        .isEqualTo(Map.of("priority", "1", "caller_id_email", "a@b.c"));
  }

  @Test
  void displayValuesReplaceTheRawOnesButNotTheKey() {
    display = DisplayValue.TRUE;

    SourceRecord record =
        stream(new Row(VALUES, Map.of("priority", "1 - Critical", "sys_id", "shown"))).get(0);

    assertThat(valueOf(record)).containsEntry("priority", "1 - Critical");
    assertThat(record.key()).isEqualTo("ab");
    assertThat(header(record, "servicenow.updated.on")).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void allHasBothValuesAndNullForOneThatIsNotSet() {
    display = DisplayValue.ALL;
    fields = List.of("priority", "sys_id");

    assertThat(valueOf(stream(new Row(VALUES, Map.of("priority", "1 - Critical"))).get(0)))
        .containsEntry("priority", "1")
        .containsEntry("priority_display", "1 - Critical")
        .containsEntry("sys_id_display", null);
  }

  @Test
  void structHasSortedOptionalStringsAndAStableName() {
    schemaMode = SchemaMode.STRING;

    Schema schema = stream(row(VALUES)).get(0).valueSchema();

    assertThat(schema.name()).isEqualTo("servicenow.incident.Value");
    assertThat(schema.fields())
        .extracting(Field::name)
        .containsExactly("priority", "sys_created_on", "sys_id", "sys_mod_count", "sys_updated_on");
    assertThat(schema.fields())
        .allSatisfy(field -> assertThat(field.schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA));
  }

  @Test
  void newColumnGrowsTheSchemaAndItStaysGrown() {
    schemaMode = SchemaMode.STRING;
    RecordBuilder builder = builder();
    Map<String, String> more = new LinkedHashMap<>(VALUES);
    more.put("u_new", "x");

    Schema first = stream(builder, row(VALUES)).get(0).valueSchema();
    List<SourceRecord> page = stream(builder, row(VALUES), row(more));
    SourceRecord after = stream(builder, row(VALUES)).get(0);

    assertThat(page.get(0).valueSchema()).isSameAs(page.get(1).valueSchema()).isNotEqualTo(first);
    assertThat(((Struct) page.get(1).value()).getString("u_new")).isEqualTo("x");
    assertThat(after.valueSchema()).isSameAs(page.get(0).valueSchema());
    assertThat(((Struct) after.value()).getString("u_new")).isNull();
  }

  @Test
  void rowsOfExcludedUsersAreLeftOut() {
    excluded = Set.of("kafka");
    Map<String, String> echo = new HashMap<>(VALUES);
    echo.put("sys_updated_by", "Kafka");
    Map<String, String> other = new HashMap<>(VALUES);
    other.put("sys_updated_by", "someone");

    assertThat(stream(row(echo), row(other), row(VALUES))).hasSize(2);
  }

  @Test
  void keyIsAHashOfTheKeyFields() {
    keyMode = KeyMode.FIELD_HASH;

    assertThat((String) stream(row(VALUES)).get(0).key()).matches("[0-9a-f]{64}");
  }

  @Test
  void valuesOfAHashedKeyAreKeptApart() {
    assertThat(RecordKey.hash(List.of("ab", "c"))).isNotEqualTo(RecordKey.hash(List.of("a", "bc")));
    assertThat(RecordKey.hash(List.of("", "a"))).isNotEqualTo(RecordKey.hash(List.of("a", "")));
    assertThat(RecordKey.hash(List.of("a", "b"))).isEqualTo(RecordKey.hash(List.of("a", "b")));
  }

  @Test
  void relatedRowsShareAKeyAndARowThatChangesItsKeyFieldHasAnother() {
    keyMode = KeyMode.FIELD_HASH;
    Map<String, String> related = new HashMap<>(VALUES);
    related.put("sys_id", "cd");
    Map<String, String> changed = new HashMap<>(VALUES);
    changed.put("priority", "2");
    Map<String, String> empty = new HashMap<>(VALUES);
    empty.put("priority", "");

    List<SourceRecord> records = stream(row(VALUES), row(related), row(changed), row(empty));

    assertThat(records.get(1).key()).isEqualTo(records.get(0).key());
    assertThat(List.of(records.get(0).key(), records.get(2).key(), records.get(3).key()))
        .doesNotHaveDuplicates();
  }

  /** Computed with another program. */
  @Test
  void keyIsTheOneOfTheGuide() {
    assertThat(RecordKey.hash(List.of("681ccaf9c0a8016400b98a06818d57c7")))
        .isEqualTo("7f295e6051681ee9aaeac24860ed7e8798f80ea20dfeb5672a485e5af1925d3a");
  }

  @Test
  void keyColumnThatIsNotReadableFailsAndIsNamed() {
    keyMode = KeyMode.FIELD_HASH;
    Map<String, String> values = new HashMap<>(VALUES);
    values.remove("priority");

    assertThatThrownBy(() -> stream(row(values)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Row ab has no column 'priority'");
  }

  @ParameterizedTest
  @CsvSource({
    "servicenow.incident, servicenow.incident.Value",
    "my-topic, my_topic.Value",
    "2fast.a, _2fast.a.Value",
    "a..b, a._.b.Value"
  })
  void schemaNameIsFitForAvro(String topic, String name) {
    assertThat(SchemaName.row(topic)).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "STRING"})
  void hiddenColumnIsAbsentAndAnEmptyOneIsEmpty(SchemaMode mode) {
    schemaMode = mode;
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("u_hidden_from_some", "x");
    Map<String, String> empty = new HashMap<>(VALUES);
    empty.put("u_hidden_from_some", "");

    List<SourceRecord> records = stream(row(values), row(VALUES), row(empty));

    if (mode == SchemaMode.NONE) {
      assertThat(valueOf(records.get(1))).doesNotContainKey("u_hidden_from_some");
      assertThat(valueOf(records.get(2))).containsEntry("u_hidden_from_some", "");
    } else {
      assertThat(((Struct) records.get(1).value()).get("u_hidden_from_some")).isNull();
      assertThat(((Struct) records.get(2).value()).get("u_hidden_from_some")).isEqualTo("");
    }
  }

  @ParameterizedTest
  @EnumSource(SchemaMode.class)
  void columnsThatWouldHaveOneNameAreRefusedAndNamed(SchemaMode mode) {
    schemaMode = mode;
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("u-cost", "1");
    values.put("u_cost", "2");

    assertThatThrownBy(() -> stream(row(values)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'incident_task'")
        .hasMessageContaining("'u-cost'")
        .hasMessageContaining("'u_cost'")
        .hasMessageContaining("table.<alias>.fields");
  }

  @ParameterizedTest
  @EnumSource(SchemaMode.class)
  void columnsHaveNamesThatAvroAllows(SchemaMode mode) {
    schemaMode = mode;
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("2nd-owner", "x");

    SourceRecord record = stream(row(values)).get(0);

    assertThat(
            mode == SchemaMode.NONE
                ? valueOf(record).get("_2nd_owner")
                : ((Struct) record.value()).getString("_2nd_owner"))
        .isEqualTo("x");
  }

  private List<SourceRecord> stream(Row... rows) {
    return stream(builder(), rows);
  }

  private static List<SourceRecord> stream(RecordBuilder builder, Row... rows) {
    try {
      return builder.stream(List.of(rows), row -> InStream.after(NOON, row.values().get("sys_id")));
    } catch (InterruptedException nobodyInterrupts) {
      throw new AssertionError(nobodyInterrupts);
    }
  }

  private RecordBuilder builder() {
    return new RecordBuilder(
        new RecordSettings(
            "incident_task",
            "servicenow.incident",
            fields,
            "sys_updated_on",
            "sys_id",
            schemaMode,
            OutputFormat.RECORD,
            Map.of(),
            TimeMode.CONNECT,
            InvalidValues.NULL,
            display,
            References.AS_IDS,
            keyMode,
            List.of("priority"),
            timestamps,
            excluded),
        new TablePartition("dev1", "incident"),
        new PositionCodec("incident_task", "incident_task"),
        new Dictionary(new DescribedTables().column("incident_task", "sys_id", "GUID")));
  }

  private static Row row(Map<String, String> values) {
    return new Row(values, Map.of());
  }

  private static Object header(SourceRecord record, String name) {
    return record.headers().lastWithName(name).value();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> valueOf(SourceRecord record) {
    return (Map<String, String>) record.value();
  }
}
