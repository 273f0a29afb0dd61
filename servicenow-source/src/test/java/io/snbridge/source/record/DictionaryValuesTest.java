/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JavaUtilDate")
class DictionaryValuesTest {

  private static final Map<String, String> ROW =
      Map.ofEntries(
          Map.entry("sys_id", "ab"),
          Map.entry("active", "true"),
          Map.entry("priority", "3"),
          Map.entry("cost", "509.95"),
          Map.entry("ratio", "0.1234567"),
          Map.entry("share", "12.5"),
          Map.entry("birthday", "2000-02-29"),
          Map.entry("sys_updated_on", "2026-03-01 12:00:00"),
          Map.entry("opens", "1970-01-01 08:30:00"),
          Map.entry("took", "1970-01-02 04:23:17"),
          Map.entry("assigned_to", "46d44a5dc0a8010e0000"),
          Map.entry("notes", ""),
          Map.entry("secret", "ciphertext"));

  private final DescribedTables tables =
      new DescribedTables()
          .column("incident", "took", "glide_duration")
          .column("incident", "active", "boolean")
          .column("incident", "sys_id", "GUID")
          .column("incident", "priority", "integer")
          .column("incident", "cost", "currency")
          .column("incident", "ratio", "float")
          .column("incident", "share", "decimal")
          .column("incident", "birthday", "glide_date")
          .column("incident", "sys_updated_on", "glide_date_time")
          .column("incident", "opens", "glide_time")
          .column("incident", "assigned_to", "reference", "sys_user")
          .column("incident", "notes", "journal")
          .column("incident", "secret", "password2")
          .column("sys_user", "sys_id", "GUID")
          .column("sys_user", "email", "string")
          .column("sys_user", "failed", "integer")
          .column("sys_user", "manager", "reference", "sys_user");

  private List<String> fields = List.of();
  private Map<String, String> columnTypes = Map.of();
  private TimeMode timeMode = TimeMode.CONNECT;
  private InvalidValues invalidValues = InvalidValues.NULL;
  private DisplayValue display = DisplayValue.FALSE;
  private References references = References.AS_IDS;

  @Test
  void valuesHaveTheTypesOfTheDictionary() throws Exception {
    Struct value = (Struct) one(values(), ROW).value();

    assertThat(value.get("sys_id")).isEqualTo("ab");
    assertThat(value.get("active")).isEqualTo(true);
    assertThat(value.get("priority")).isEqualTo(3L);
    assertThat(value.get("cost")).isEqualTo(new BigDecimal("509.9500000000"));
    assertThat(value.get("ratio")).isEqualTo(0.1234567);
    assertThat((BigDecimal) value.get("share")).isEqualByComparingTo("12.5");
    assertThat(value.get("birthday")).isEqualTo(Date.from(Instant.parse("2000-02-29T00:00:00Z")));
    assertThat(value.get("sys_updated_on"))
        .isEqualTo(Date.from(Instant.parse("2026-03-01T12:00:00Z")));
    assertThat(value.get("opens")).isEqualTo(new Date(30_600_000));
    assertThat(value.get("took")).isEqualTo(102_197L);
    assertThat(value.get("assigned_to")).isEqualTo("46d44a5dc0a8010e0000");
    assertThat(value.get("notes")).isEqualTo("");
    value.validate();
  }

  @Test
  void idComesFirstAndIsTheOnlyRequiredFieldTheOthersFollowByName() throws Exception {
    Schema schema = one(values(), ROW).schema();

    assertThat(schema.name()).isEqualTo("servicenow.incident.Value");
    assertThat(schema.fields())
        .extracting(Field::name)
        .containsExactly(
            "sys_id",
            "active",
            "assigned_to",
            "birthday",
            "cost",
            "notes",
            "opens",
            "priority",
            "ratio",
            "share",
            "sys_tags",
            "sys_updated_on",
            "took");
    assertThat(schema.fields())
        .filteredOn(field -> !field.schema().isOptional())
        .extracting(Field::name)
        .containsExactly("sys_id");
    assertThat(schema.field("priority").schema())
        .isEqualTo(SchemaBuilder.int64().optional().doc("The priority").build());
    assertThat(schema.field("cost").schema())
        .isEqualTo(Decimal.builder(10).optional().doc("The cost").build());
    assertThat(schema.field("opens").schema().name()).isEqualTo(Time.LOGICAL_NAME);
    assertThat(schema.field("sys_updated_on").schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
  }

  @Test
  void secretsAreLeftOutEvenWhenAskedFor() throws Exception {
    display = DisplayValue.ALL;
    fields = List.of("sys_id", "secret");

    RowValue value = one(values(), ROW);

    assertThat(value.schema().fields())
        .extracting(Field::name)
        .containsExactly("sys_id", "sys_id_display");
    assertThat(value.toString()).doesNotContain("ciphertext");
    assertThat(tables.readings).isEqualTo(1);
  }

  /** Every row of a real instance has it, and no dictionary does. */
  @Test
  void tagsAreTextAndAskNobodyAgain() throws Exception {
    Map<String, String> row = new HashMap<>(ROW);
    row.put("sys_tags", "a,b");

    RowValue value = one(values(), row);

    assertThat(((Struct) value.value()).getString("sys_tags")).isEqualTo("a,b");
    assertThat(tables.readings).isEqualTo(1);
  }

  @Test
  void hiddenAndEmptyAreNullButEmptyTextIsText() throws Exception {
    Map<String, String> row = new HashMap<>(ROW);
    row.replaceAll((column, text) -> column.equals("sys_id") ? text : "");
    row.remove("assigned_to");

    RowValue value = one(values(), row);

    Struct struct = (Struct) value.value();
    for (Field field : value.schema().fields()) {
      if (!Set.of("sys_id", "notes").contains(field.name())) {
        assertThat(struct.get(field)).as(field.name()).isNull();
      }
    }
    assertThat(struct.get("notes")).isEqualTo("");
    assertThat(value.invalid()).isEmpty();
  }

  @Test
  void textOfTimesIsLeftAsItIsWhenTheUserWantsIt() throws Exception {
    timeMode = TimeMode.STRING;
    Struct value = (Struct) one(values(), ROW).value();

    assertThat(value.get("took")).isEqualTo("1970-01-02 04:23:17");
    assertThat(value.get("opens")).isEqualTo("1970-01-01 08:30:00");
    assertThat(value.get("birthday")).isEqualTo("2000-02-29");
    assertThat(value.get("sys_updated_on")).isEqualTo("2026-03-01 12:00:00");
    assertThat(value.get("priority")).isEqualTo(3L);
  }

  @Test
  void valueThatDoesNotFitIsNullAndItsTextIsKept() throws Exception {
    DictionaryValues values = values();
    RowValue value =
        one(
            values,
            with(Map.of("priority", "3 - Moderate", "cost", "1.00000000001", "opens", "x")));

    assertThat(((Struct) value.value()).get("priority")).isNull();
    assertThat(((Struct) value.value()).get("cost")).isNull();
    assertThat(((Struct) value.value()).get("active")).isEqualTo(true);
    assertThat(value.invalid())
        .isEqualTo(Map.of("priority", "3 - Moderate", "cost", "1.00000000001", "opens", "x"));
    assertThat(values.invalidValues()).isEqualTo(3);
  }

  @Test
  void valueThatDoesNotFitFailsIfTheUserWantsIt() {
    invalidValues = InvalidValues.FAIL;

    assertThatThrownBy(() -> one(values(), with(Map.of("priority", "3 - Moderate"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(
            "Table 'incident', row ab: '3 - Moderate' in column 'priority' does not fit its type, INT64")
        .hasMessageContaining("behavior.on.invalid.values");
  }

  @Test
  void displayValuesStandBesideTheTypedOnes() throws Exception {
    display = DisplayValue.ALL;
    tables.column("incident", "active_display", "integer");
    Map<String, String> row = with(Map.of("active_display", "7"));
    RowValue value =
        values()
            .of(List.of(new Row(row, Map.of("priority", "3 - Moderate", "active", "yes"))))
            .get(0);

    Struct struct = (Struct) value.value();
    assertThat(struct.get("priority")).isEqualTo(3L);
    assertThat(struct.get("priority_display")).isEqualTo("3 - Moderate");
    assertThat(struct.get("cost_display")).isNull();
    // The real column of that name wins.
    assertThat(struct.get("active_display")).isEqualTo(7L);
  }

  @Test
  void displayValuesInPlaceOfTheOthersAreText() throws Exception {
    display = DisplayValue.TRUE;
    Row row =
        new Row(ROW, Map.of("priority", "3 - Moderate", "sys_updated_on", "01.03.2026 13:00"));
    Struct struct = (Struct) values().of(List.of(row)).get(0).value();

    assertThat(struct.get("priority")).isEqualTo("3 - Moderate");
    assertThat(struct.get("sys_updated_on")).isEqualTo("01.03.2026 13:00");
    assertThat(struct.get("active")).isEqualTo("true");
    assertThat(struct.schema().field("secret")).isNull();
  }

  @Test
  void dotWalkedColumnsHaveTheTypeOfTheTableTheyEndIn() throws Exception {
    fields = List.of("priority", "assigned_to.manager.failed", "assigned_to.email", "notes.x");
    Map<String, String> row =
        with(Map.of("assigned_to.manager.failed", "4", "assigned_to.email", "a@b.c"));

    RowValue value = one(values(), row);

    assertThat(value.schema().fields())
        .extracting(Field::name)
        .containsExactly("assigned_to_email", "assigned_to_manager_failed", "priority");
    assertThat(((Struct) value.value()).get("assigned_to_manager_failed")).isEqualTo(4L);
    assertThat(((Struct) value.value()).get("assigned_to_email")).isEqualTo("a@b.c");
    // One of incident, one of sys_user.
    assertThat(tables.readings).isEqualTo(2);
  }

  @Test
  void addedColumnAppearsForTheWholePageAndAsAfterARestart() throws Exception {
    DictionaryValues values = values();
    Schema before = one(values, ROW).schema();
    tables.column("incident", "u_due", "due_date");
    Map<String, String> more = with(Map.of("u_due", "2026-03-02 00:00:00"));

    List<RowValue> page = page(values, List.of(ROW, more));

    assertThat(page).extracting(RowValue::schema).containsOnly(page.get(0).schema());
    assertThat(page.get(0).schema().fields()).containsAll(renumbered(before, page.get(0).schema()));
    assertThat(((Struct) page.get(1).value()).get("u_due"))
        .isEqualTo(Date.from(Instant.parse("2026-03-02T00:00:00Z")));
    assertThat(one(values(), more).schema()).isEqualTo(page.get(0).schema());
  }

  @Test
  void columnThatTheDictionaryDoesNotShowIsTextAndCostsOneReading() throws Exception {
    DictionaryValues values = values();
    values.begin();
    Map<String, String> more = with(Map.of("u_hidden", "7"));

    for (int i = 0; i < 5; i++) {
      assertThat(((Struct) one(values, more).value()).get("u_hidden")).isEqualTo("7");
    }
    assertThat(tables.readings).isEqualTo(2);
  }

  @Test
  void rangesThatMeetANewColumnAtOnceReadTheDictionaryOnce() throws Exception {
    DictionaryValues values = values();
    values.begin();
    tables.column("incident", "u_new", "integer");
    Set<Schema> schemas = ConcurrentHashMap.newKeySet();
    List<Thread> ranges = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ranges.add(new Thread(() -> schemas.add(unchecked(values, with(Map.of("u_new", "1"))))));
    }
    // The first one reads, and the others wait for it, not knowing the column either.
    tables.beforeReading = () -> await().until(() -> waiting(ranges) == ranges.size() - 1);

    ranges.forEach(Thread::start);
    for (Thread range : ranges) {
      range.join();
    }

    assertThat(schemas).hasSize(1);
    assertThat(tables.readings).isEqualTo(2);
  }

  @Test
  void knownColumnsKeepTheirTypeAndTheirPlaceWhenTheyChangeOrGo() throws Exception {
    DictionaryValues values = values();
    one(values, ROW);
    tables.remove("incident", "cost");
    tables.column("incident", "priority", "string").column("incident", "u_new", "integer");
    Map<String, String> row = with(Map.of("u_new", "1", "priority", "high"));
    row.remove("cost");

    RowValue value = one(values, row);

    assertThat(value.schema().field("u_new")).isNotNull();
    assertThat(((Struct) value.value()).get("cost")).isNull();
    assertThat(value.schema().field("priority").schema().type()).isEqualTo(Schema.Type.INT64);
    assertThat(value.invalid()).isEqualTo(Map.of("priority", "high"));
    assertThat(one(values(), row).schema().field("priority").schema().type())
        .isEqualTo(Schema.Type.STRING);
  }

  @Test
  void columnHasTheTypeThatTheUserGaveIt() throws Exception {
    columnTypes = Map.of("priority", "string", "u_hidden", "integer", "secret", "string");
    Map<String, String> row = with(Map.of("priority", "high", "u_hidden", "7"));

    Struct value = (Struct) one(values(), row).value();

    assertThat(value.get("priority")).isEqualTo("high");
    assertThat(value.get("u_hidden")).isEqualTo(7L);
    assertThat(value.schema().field("secret")).isNull();
  }

  @Test
  void referenceIsALinkWithItsId() throws Exception {
    references = new References(ReferenceFormat.LINK, "https://dev1.service-now.com");
    fields = List.of("sys_id", "assigned_to", "assigned_to.manager", "assigned_to.email");
    Map<String, String> row =
        Map.of(
            "sys_id",
            "ab",
            "assigned_to",
            "u1",
            "assigned_to.manager",
            "",
            "assigned_to.email",
            "");

    Struct value = (Struct) one(values(), row).value();

    assertThat(value.getStruct("assigned_to").getString("value")).isEqualTo("u1");
    assertThat(value.getStruct("assigned_to").getString("link"))
        .isEqualTo("https://dev1.service-now.com/api/now/table/sys_user/u1");
    assertThat(value.get("assigned_to_manager")).isNull();
    assertThat(value.get("assigned_to_email")).isEqualTo("");
    assertThat(value.schema().field("assigned_to_manager").schema())
        .isEqualTo(value.schema().field("assigned_to").schema());
    value.validate();
  }

  @Test
  void referenceHasItsDisplayValueIfTheInstanceGivesOne() throws Exception {
    references = new References(ReferenceFormat.BOTH, "");
    Row shown = new Row(ROW, Map.of("assigned_to", "Fred", "priority", "3 - Low"));
    Row dangling = new Row(ROW, Map.of());

    List<RowValue> values = values().of(List.of(shown, dangling));

    Struct value = (Struct) values.get(0).value();
    assertThat(value.getStruct("assigned_to").getString("value")).isEqualTo("46d44a5dc0a8010e0000");
    assertThat(value.getStruct("assigned_to").getString("display_value")).isEqualTo("Fred");
    assertThat(value.get("priority")).isEqualTo(3L);
    assertThat(value.schema().field("assigned_to_display")).isNull();
    assertThat(((Struct) values.get(1).value()).getStruct("assigned_to").get("display_value"))
        .isNull();
  }

  @Test
  void columnIsTheReferenceThatTheUserMakesIt() throws Exception {
    references = new References(ReferenceFormat.LINK, "");
    columnTypes = Map.of("assigned_to", "string", "notes", "reference");

    Struct value = (Struct) one(values(), ROW).value();

    assertThat(value.get("assigned_to")).isEqualTo("46d44a5dc0a8010e0000");
    assertThat(value.get("notes")).as("nobody knows of which table").isEqualTo("");
  }

  private DictionaryValues values() {
    return new DictionaryValues(
        new RecordSettings(
            "incident",
            "servicenow.incident",
            fields,
            "sys_updated_on",
            "sys_id",
            SchemaMode.DICTIONARY,
            OutputFormat.RECORD,
            columnTypes,
            timeMode,
            invalidValues,
            display,
            references,
            KeyMode.SYS_ID,
            List.of(),
            TimestampRules.NONE,
            Set.of()),
        new Dictionary(tables));
  }

  private static Map<String, String> with(Map<String, String> changes) {
    Map<String, String> row = new HashMap<>(ROW);
    row.putAll(changes);
    return row;
  }

  private static RowValue one(DictionaryValues values, Map<String, String> row)
      throws InterruptedException {
    return page(values, List.of(row)).get(0);
  }

  private static List<RowValue> page(DictionaryValues values, List<Map<String, String>> rows)
      throws InterruptedException {
    return values.of(rows.stream().map(row -> new Row(row, Map.of())).toList());
  }

  private static long waiting(List<Thread> threads) {
    return threads.stream().filter(t -> t.getState() == Thread.State.WAITING).count();
  }

  private static Schema unchecked(DictionaryValues values, Map<String, String> row) {
    try {
      return one(values, row).schema();
    } catch (InterruptedException nobodyInterrupts) {
      throw new AssertionError(nobodyInterrupts);
    }
  }

  /** The fields of a schema at their places in another one. */
  private static List<Field> renumbered(Schema schema, Schema other) {
    return schema.fields().stream()
        .map(f -> new Field(f.name(), other.field(f.name()).index(), f.schema()))
        .toList();
  }
}
