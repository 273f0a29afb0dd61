/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.RequestMatcher.queryContaining;
import static io.snbridge.emulator.RequestMatcher.writes;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What columns cannot hold is made fit or refused, from the record to the row. */
class ValuesTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private long offset;

  ValuesTest() {
    emulator.switches().strictColumns(true);
    emulator.table(
        TABLE,
        col("u_text", "string"),
        col("u_int", "integer"),
        col("u_dec", "decimal"),
        col("u_float", "float"),
        col("u_cost", "currency"),
        col("u_bool", "boolean"),
        col("u_when", "glide_date_time"),
        col("u_due", "due_date"),
        col("u_day", "glide_date"),
        col("u_time", "glide_time"),
        col("u_took", "glide_duration"),
        col("u_list", "glide_list"),
        col("u_guid", "GUID"),
        col("address_city", "string"),
        reference("u_ref", TABLE));
  }

  @AfterEach
  void close() {
    SeenColumns.SEEN.clear();
  }

  private TaskDriver driver(Map<String, String> settings) {
    TaskDriver driver = new TaskDriver(emulator, true, settings);
    bed.add(driver.assign(P0));
    return driver;
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private SinkRecord record(Object key, Object value) {
    return new SinkRecord("orders", 0, null, key, null, value, offset++);
  }

  private SinkRecord record(int row, Map<String, ?> value) {
    return record(id(row), value);
  }

  private static List<String> errors(TaskDriver driver) {
    return driver.context.dead.stream().map(dead -> dead.error().getMessage()).toList();
  }

  private long asked() {
    return emulator.requests().matching(request -> request.path().contains("sys_d")).size();
  }

  private static Map<String, Object> given() {
    Map<String, Object> given = new HashMap<>();
    given.put("u_text", 1707613261000L);
    given.put("u_int", 3.0);
    given.put("u_dec", "1.25e2");
    given.put("u_float", 0.5f);
    given.put("u_cost", "JPY;12.5");
    given.put("u_bool", "Yes");
    given.put("u_when", 1707613261000L);
    given.put("u_due", "2024-02-11T02:01:01.5+01:00");
    given.put("u_day", "2024-02-11T23:30:00Z");
    given.put("u_time", "08:30");
    given.put("u_took", "PT26H");
    given.put("u_list", List.of(id(1), id(2)));
    given.put("u_guid", "550e8400-e29b-41d4-a716-446655440000");
    return given;
  }

  private static Map<String, String> stored() {
    Map<String, String> stored = new HashMap<>();
    stored.put("u_text", "1707613261000");
    stored.put("u_int", "3");
    stored.put("u_dec", "125");
    stored.put("u_float", "0.5");
    stored.put("u_cost", "12.5");
    stored.put("u_bool", "true");
    stored.put("u_when", "2024-02-11 01:01:01");
    stored.put("u_due", "2024-02-11 01:01:01");
    stored.put("u_day", "2024-02-11");
    stored.put("u_time", "1970-01-01 08:30:00");
    stored.put("u_took", "1970-01-02 02:00:00");
    stored.put("u_list", id(1) + "," + id(2));
    stored.put("u_guid", "550e8400e29b41d4a716446655440000");
    return stored;
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void valuesAreMadeFitAndStoredAsTheyWereMeant(String api) {
    TaskDriver driver = driver(Map.of("write.api", api, "verify.writes", "fail"));
    driver.put(record(1, given()));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsAllEntriesOf(stored());
  }

  /** In another form it would read them all the same, and store something else. */
  @Test
  void instanceIsLeftNothingToGuess() {
    emulator.switches().guessedTimes(true);
    TaskDriver driver = driver(Map.of("verify.writes", "fail"));
    driver.put(record(1, given()));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsAllEntriesOf(stored());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sys_id", "derived", "server"})
  void valuesOfCreatesAndUpdatesAreMadeFitInEachIdMode(String mode) {
    TaskDriver driver = driver(Map.of("id.mode", mode));
    driver.put(record("k", given()));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(row -> assertThat(row).containsAllEntriesOf(stored()));
  }

  @Test
  void itemOfTheCmdbIsMadeFit() {
    emulator.identifyBy(TABLE, "u_int");
    emulator.discoverySources("Kafka");
    TaskDriver driver =
        driver(Map.of("write.api", "identify_reconcile", "ire.data.source", "Kafka"));
    driver.put(record("k", given()));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(row -> assertThat(row).containsAllEntriesOf(stored()));
  }

  /** Its columns are text: what has a type arrives in ServiceNow's form, which the map can read. */
  @Test
  void rowOfAStagingTableGetsServiceNowsTexts() {
    emulator.stagingTable("imp_order", TABLE, "u_int");
    TaskDriver driver =
        driver(
            Map.of(
                "write.api", "import_set",
                "topic.table.map", "orders:imp_order",
                "import.set.coalesce", "true"));
    driver.put(record("k", debezium()));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("u_int", "5")
                    .containsEntry("u_when", "2024-02-11 01:01:01")
                    .containsEntry("u_day", "2024-02-11")
                    .containsEntry("u_dec", "12.5"));
  }

  @Test
  void connectsLogicalTypesAreMadeFit() {
    Schema schema =
        SchemaBuilder.struct()
            .field("u_when", Timestamp.SCHEMA)
            .field("u_due", Date.SCHEMA)
            .field("u_day", Timestamp.SCHEMA)
            .field("u_time", Time.SCHEMA)
            .field("u_took", Schema.INT64_SCHEMA)
            .field("u_dec", Decimal.schema(10))
            .field("u_cost", Decimal.schema(4))
            .field("u_int", Decimal.schema(2))
            .field("u_list", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .build();
    Struct value =
        new Struct(schema)
            .put("u_when", java.util.Date.from(Instant.parse("2024-02-11T01:01:01.999Z")))
            .put("u_due", java.util.Date.from(Instant.parse("2024-02-11T00:00:00Z")))
            .put("u_day", java.util.Date.from(Instant.parse("2024-02-11T01:01:01Z")))
            .put("u_time", java.util.Date.from(Instant.ofEpochMilli(30_600_000)))
            .put("u_took", 102_197L)
            .put("u_dec", new BigDecimal("12.5").setScale(10))
            .put("u_cost", new BigDecimal("509.9500"))
            .put("u_int", new BigDecimal("7.00"))
            .put("u_list", List.of("a", "b"));
    TaskDriver driver = driver(Map.of());
    driver.put(record(id(1), value));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1)))
        .containsEntry("u_when", "2024-02-11 01:01:01")
        .containsEntry("u_due", "2024-02-11 00:00:00")
        .containsEntry("u_day", "2024-02-11")
        .containsEntry("u_time", "1970-01-01 08:30:00")
        .containsEntry("u_took", "1970-01-02 04:23:17")
        .containsEntry("u_dec", "12.5")
        .containsEntry("u_cost", "509.95")
        .containsEntry("u_int", "7")
        .containsEntry("u_list", "a,b");
  }

  private static Schema named(SchemaBuilder type, String name) {
    return type.name("io.debezium." + name).optional().build();
  }

  private static Struct debezium() {
    Schema variable =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .field("u_when", named(SchemaBuilder.int64(), "time.MicroTimestamp"))
            .field("u_due", named(SchemaBuilder.string(), "time.ZonedTimestamp"))
            .field("u_day", named(SchemaBuilder.int32(), "time.Date"))
            .field("u_time", named(SchemaBuilder.int64(), "time.NanoTime"))
            .field("u_took", named(SchemaBuilder.int64(), "time.MicroDuration"))
            .field("u_dec", variable)
            .field("u_int", named(SchemaBuilder.bytes(), "data.Bits"))
            .field("u_guid", named(SchemaBuilder.string(), "data.Uuid"))
            .field("u_list", named(SchemaBuilder.string(), "data.EnumSet"))
            .field("u_text", named(SchemaBuilder.string(), "data.Json"))
            .build();
    return new Struct(schema)
        .put("u_when", 1_707_613_261_123_456L)
        .put("u_due", "2024-02-11T02:01:01.5+01:00")
        .put("u_day", 19_764)
        .put("u_time", 30_600_000_000_000L)
        .put("u_took", 93_600_000_000L)
        .put(
            "u_dec",
            new Struct(variable)
                .put("scale", 3)
                .put("value", ByteBuffer.wrap(BigInteger.valueOf(12_500).toByteArray())))
        .put("u_int", new byte[] {5, 0})
        .put("u_guid", "550e8400-e29b-41d4-a716-446655440000")
        .put("u_list", "a,b")
        .put("u_text", "{\"a\":1}");
  }

  @Test
  void debeziumsTypesAreMadeFit() {
    TaskDriver driver = driver(Map.of("nested.fields", "flatten"));
    driver.put(record(id(1), debezium()));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1)))
        .containsEntry("u_when", "2024-02-11 01:01:01")
        .containsEntry("u_due", "2024-02-11 01:01:01")
        .containsEntry("u_day", "2024-02-11")
        .containsEntry("u_time", "1970-01-01 08:30:00")
        .containsEntry("u_took", "1970-01-02 02:00:00")
        .containsEntry("u_dec", "12.5")
        .containsEntry("u_int", "5")
        .containsEntry("u_guid", "550e8400e29b41d4a716446655440000")
        .containsEntry("u_list", "a,b")
        .containsEntry("u_text", "{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Timestamp:1707613261999",
        "NanoTimestamp:1707613261999999999",
        "MicroTimestamp:1707613261000001"
      })
  void debeziumsTimestampsHaveTheirUnits(String typeAndCount) {
    String[] parts = typeAndCount.split(":", -1);
    Schema schema =
        SchemaBuilder.struct()
            .field("u_when", named(SchemaBuilder.int64(), "time." + parts[0]))
            .build();
    TaskDriver driver = driver(Map.of());
    driver.put(record(id(1), new Struct(schema).put("u_when", Long.valueOf(parts[1]))));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_when", "2024-02-11 01:01:01");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void recordWithAValueThatDoesNotFitIsRefusedByColumnTypeAndValue(String api) {
    TaskDriver driver = driver(Map.of("write.api", api));
    driver.put(
        record(
            1, Map.of("u_text", "a", "u_when", 1707613261L, "u_int", "se\nven " + "x".repeat(90))),
        record(2, Map.of("u_text", "b", "u_bool", "perhaps")),
        record(3, Map.of("u_text", "c", "u_list", List.of(Map.of("a", 1)))),
        record(4, Map.of("u_text", List.of("x"))),
        record(5, Map.of("u_text", "d")));
    driver.drain();
    assertThat(errors(driver)).hasSize(4);
    assertThat(errors(driver))
        .anySatisfy(
            error ->
                assertThat(error)
                    .contains(
                        "Topic 'orders', partition 0, offset 0",
                        "upsert of u_order/" + id(1),
                        "column 'u_when' is of type 'glide_date_time', and '1707613261'",
                        "seconds",
                        "column 'u_int' is of type 'integer', and 'se?ven xxx",
                        "...'",
                        "is not a number",
                        "invalid.values",
                        "correlation id")
                    .doesNotContain("x".repeat(60)))
        .anySatisfy(error -> assertThat(error).contains("'u_bool'", "'perhaps'", "neither true"))
        .anySatisfy(error -> assertThat(error).contains("'u_list'", "nested"))
        .anySatisfy(error -> assertThat(error).contains("'u_text'", "a list", "nested.fields"));
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("u_text", "d"));
  }

  @Test
  void valueThatDoesNotFitIsLeftOutAndTheRestIsWritten() throws JMException {
    TaskDriver driver = driver(Map.of("invalid.values", "drop"));
    driver.put(
        record(1, Map.of("u_text", "a", "u_when", "soon")), record(2, Map.of("u_when", "soon")));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_text", "a").containsEntry("u_when", "");
    assertThat(errors(driver))
        .singleElement()
        .asString()
        .contains("nothing to write", "'u_when'", "'soon'");
    assertThat(emulator.requests().matching(request -> request.body().contains("soon"))).isEmpty();
    assertThat(metric("invalid-values-dropped-total")).isEqualTo(1);
  }

  private static double metric(String name) throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    List<Double> values = new ArrayList<>();
    for (ObjectName bean : beans.queryNames(null, null)) {
      boolean hasIt =
          Stream.of(beans.getMBeanInfo(bean).getAttributes())
              .anyMatch(attribute -> attribute.getName().equals(name));
      if (hasIt) {
        values.add(((Number) beans.getAttribute(bean, name)).doubleValue());
      }
    }
    assertThat(values).as("beans with " + name).hasSize(1);
    return values.get(0);
  }

  @Test
  void valueThatDoesNotFitIsSentWhenThatIsWantedAndOthersAreMadeFit() {
    TaskDriver driver = driver(Map.of("invalid.values", "ignore"));
    driver.put(record(1, Map.of("u_when", "soon", "u_int", 1.0)));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.requests().matching(request -> request.body().contains("soon")))
        .isNotEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_int", "1");
  }

  @Test
  void valuesAreMadeFitThoughUnknownColumnsAreIgnored() {
    TaskDriver driver = driver(Map.of("unknown.columns", "ignore"));
    driver.put(record(1, Map.of("u_when", "2024-02-11T01:01:01Z", "u_nmae", "x")));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_when", "2024-02-11 01:01:01");
  }

  /** Today's behaviour: the user was told of it once. */
  @Test
  void valuesAreSentAsTheyAreWhereTheDictionaryMayNotBeRead() {
    emulator.denyQueries("sys_db_object");
    TaskDriver driver = driver(Map.of());
    driver.put(record(1, Map.of("u_when", "2024-02-11T01:01:01Z", "u_int", "7")));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.requests().matching(request -> request.body().contains("T01:01:01Z")))
        .isNotEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_int", "7");
  }

  @Test
  void typesAreAskedForOnceForManyRecords() {
    TaskDriver driver = driver(Map.of());
    driver.put(
        IntStream.range(0, 300).mapToObj(i -> record(i, Map.of("u_int", i + ".0"))).toList());
    driver.drain();
    assertThat(emulator.count(TABLE)).isEqualTo(300);
    assertThat(asked()).as("sys_db_object and sys_dictionary").isEqualTo(2);
  }

  @Test
  void columnThatIsAddedLaterHasItsTypeAtOnce() {
    TaskDriver driver = driver(Map.of());
    driver.put(record(1, Map.of("u_int", 1)));
    driver.drain();
    emulator.table(TABLE, col("u_new", "glide_date_time"));
    driver.put(record(1, Map.of("u_new", "2024-02-11T01:01:01Z")));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_new", "2024-02-11 01:01:01");
  }

  @Test
  void policySeesWhatIsWritten() {
    TaskDriver driver = driver(Map.of("conflict.policy", SeenColumns.class.getName()));
    driver.put(record(1, Map.of("u_when", "2024-02-11T01:01:01Z", "u_list", List.of("a", "b"))));
    driver.drain();
    assertThat(SeenColumns.SEEN)
        .containsExactly(Map.of("u_when", "2024-02-11 01:01:01", "u_list", "a,b"));
  }

  /** The first write is slow: were they not in one lane, the second would be done before it. */
  @ParameterizedTest
  @CsvSource({
    "u_bool,yes,true",
    "u_bool,1,t",
    "u_guid,550e8400-e29b-41d4-a716-446655440000,550e8400e29b41d4a716446655440000",
    "u_guid,550E8400-E29B-41D4-A716-446655440000,550e8400e29b41d4a716446655440000",
    "u_when,1707613261000,2024-02-11 01:01:01",
    "u_when,2024-02-11T01:01:01Z,1707613261500",
    "u_day,19764,2024-02-11",
    "u_day,2024-02-11 00:00:00,2024-02-11",
    "u_took,PT1H,3600",
    "u_took,1 01:00:00,P1DT1H",
    "u_int,7.0,7"
  })
  void writesOfOneRowThatIsNamedInTwoFormsKeepTheirOrder(
      String column, String first, String second) {
    TaskDriver driver = driver(Map.of("id.mode", "lookup", "id.lookup.fields", column));
    driver.put(record(null, Map.of(column, second, "u_text", "created")));
    driver.drain();
    emulator
        .faults()
        .next(
            1,
            Fault.latency(Duration.ofMillis(500)),
            writes().and(request -> request.body().contains("first")));
    driver.put(
        record(null, Map.of(column, first, "u_text", "first")),
        record(null, Map.of(column, second, "u_text", "second")));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("u_text", "second"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"u_int", "u_dec", "u_when"})
  void formsOfOneValueLookUpOneRow(String column) {
    TaskDriver driver = driver(Map.of("id.mode", "lookup", "id.lookup.fields", column));
    List<Object> forms =
        column.equals("u_when")
            ? List.of("2024-02-11 01:01:01", "2024-02-11T01:01:01Z", "2024-02-11T02:01:01+01:00")
            : List.of(7, 7.0, "7.00", new BigDecimal("7.0"), "70e-1");
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      records.add(
          record(null, Map.of(column, forms.get(i % forms.size()), "u_text", Integer.toString(i))));
    }
    driver.put(records);
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("u_text", "59"));

    driver.put(record(Map.of(column, forms.get(1)), null));
    driver.drain();
    assertThat(emulator.rows(TABLE)).isEmpty();
  }

  @Test
  void textsThatLookLikeNumbersAreKeysOfTheirOwn() {
    TaskDriver driver = driver(Map.of("id.mode", "lookup", "id.lookup.fields", "u_text"));
    driver.put(record(null, Map.of("u_text", "7")), record(null, Map.of("u_text", "7.0")));
    driver.drain();
    assertThat(emulator.rows(TABLE)).extracting(row -> row.get("u_text")).contains("7", "7.0");
  }

  @Test
  void keyThatItsColumnCannotHoldIsRefusedThoughSuchValuesAreDropped() {
    TaskDriver driver =
        driver(Map.of("id.mode", "lookup", "id.lookup.fields", "u_int", "invalid.values", "drop"));
    driver.put(record(null, Map.of("u_int", "seven", "u_text", "a")));
    driver.drain();
    assertThat(errors(driver)).singleElement().asString().contains("'u_int'", "looked up by");
    assertThat(emulator.rows(TABLE)).isEmpty();
  }

  @Test
  void unavailableValueLeavesItsColumnAlone() {
    Map<String, String> before = Map.of("u_text", "long", "u_list", "a,b", "u_float", "1.5");
    Map<String, String> row = new HashMap<>(before);
    row.put("sys_id", id(1));
    emulator.insert(TABLE, row);
    String placeholder = "__debezium_unavailable_value";
    byte[] bytes = placeholder.getBytes(StandardCharsets.UTF_8);
    TaskDriver driver = driver(Map.of());
    driver.put(
        record(1, Map.of("u_int", 1, "u_text", placeholder)),
        record(1, Map.of("u_int", 2, "u_text", bytes)),
        record(1, Map.of("u_int", 3, "u_text", ByteBuffer.wrap(bytes))),
        record(1, Map.of("u_int", 4, "u_text", "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==")),
        record(1, Map.of("u_int", 5, "u_list", List.of(placeholder))),
        record(1, Map.of("u_int", 6, "u_float", placeholder)),
        record(
            1,
            Map.of(
                "u_int",
                7,
                "u_list",
                IntStream.range(0, bytes.length).mapToObj(i -> (int) bytes[i]).toList())),
        record(1, Map.of("u_int", 8, "u_text", Map.of(placeholder, placeholder))));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsAllEntriesOf(before).containsEntry("u_int", "8");

    TaskDriver other = driver(Map.of("unavailable.value.placeholder", "hex:0102"));
    other.put(record(1, Map.of("u_int", 9, "u_text", new byte[] {1, 2}, "u_ref", placeholder)));
    other.drain();
    assertThat(emulator.row(TABLE, id(1)))
        .containsEntry("u_int", "9")
        .containsEntry("u_text", "long")
        .containsEntry("u_ref", placeholder);
  }

  @Test
  void nullObjectEmptiesTheColumnsOfItsFields() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "address_city", "Paris", "u_int", "7"));
    Schema address =
        SchemaBuilder.struct().optional().field("city", Schema.OPTIONAL_STRING_SCHEMA).build();
    Schema schema =
        SchemaBuilder.struct()
            .field("address", address)
            .field("u_int", Schema.OPTIONAL_INT32_SCHEMA)
            .build();
    TaskDriver driver = driver(Map.of("nested.fields", "flatten", "null.fields", "clear"));
    driver.put(record(id(1), new Struct(schema)));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1)))
        .containsEntry("address_city", "")
        .containsEntry("u_int", "");

    // Without a schema nobody knows its fields; it is no unknown column.
    Map<String, Object> value = new HashMap<>(Map.of("u_text", "x"));
    value.put("address", null);
    value.put("u_dec", null);
    driver.put(record(1, value));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_text", "x").containsEntry("u_dec", "");
  }

  /** As unknown.columns says: without a word, or by its name. */
  @Test
  void nothingButANullObjectIsJudgedByItsName() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_text", "x"));
    Map<String, Object> value = new HashMap<>();
    value.put("address", null);
    Map<String, String> settings = Map.of("nested.fields", "flatten", "null.fields", "clear");
    TaskDriver strict = driver(settings);
    strict.put(record(1, value));
    strict.drain();
    assertThat(errors(strict)).singleElement().asString().contains("'address'");

    Map<String, String> lenient = new HashMap<>(settings);
    lenient.put("unknown.columns", "ignore");
    TaskDriver driver = driver(lenient);
    driver.put(record(1, value));
    driver.drain();
    assertThat(errors(driver)).isEmpty();
  }

  @Test
  void tableWhoseTypesAreNotToldKeepsNoOtherWaiting() {
    TopicPartition slow = new TopicPartition("slow", 0);
    emulator.table("u_slow", col("u_int", "integer"));
    TaskDriver driver =
        new TaskDriver(
            emulator,
            true,
            Map.of("topic.table.map", "orders:u_order,slow:u_slow", "collapse.updates", "true"));
    bed.add(driver.assign(P0, slow));
    driver.put(record(1, Map.of("u_int", 1)));
    driver.drain();
    emulator.faults().always(Fault.noAnswer(Duration.ofSeconds(20)), queryContaining("u_slow"));
    for (int row = 0; row < 100; row++) {
      driver.put(
          new SinkRecord("slow", 0, null, id(row), null, Map.of("u_int", row), 2L * row),
          new SinkRecord("slow", 0, null, id(row), null, Map.of("u_int", -row), 2L * row + 1));
    }
    long begin = System.nanoTime();
    for (int row = 0; row < 100; row++) {
      driver.put(record(row, Map.of("u_int", row)));
    }
    driver.drain(P0);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(driver.lag()).as("of the other").isEqualTo(200);
  }

  @Test
  void halfASurrogatePairIsRefusedByName() {
    TaskDriver driver = driver(Map.of("nested.fields", "json"));
    String cut = "😀".substring(0, 1);
    driver.put(
        record(1, Map.of("u_text", "a" + cut)),
        record(2, Map.of("u_text", Map.of("b", cut))),
        record(3, Map.of("u_text", Map.of(cut, "b"))),
        record(4, Map.of("u_text", Arrays.asList("x", cut))),
        record(5, Map.of("u_text", "😀")));
    driver.drain();
    assertThat(errors(driver))
        .hasSize(4)
        .allSatisfy(e -> assertThat(e).contains("u_text", "U+D83D"));
    assertThat(emulator.row(TABLE, id(5))).containsEntry("u_text", "😀");
  }

  @Test
  void hugeNumberIsRefusedOrSentWithoutBeingWrittenOut() {
    TaskDriver driver = driver(Map.of("invalid.values", "ignore", "verify.writes", "true"));
    long before = System.nanoTime();
    driver.put(
        record(1, Map.of("u_dec", "1e20000000")),
        record(2, Map.of("u_dec", "1e-20000000")),
        record(3, Map.of("u_int", "-1e20000000")),
        record(4, Map.of("u_float", "1e2147483648")));
    driver.drain();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    TaskDriver strict = driver(Map.of());
    strict.put(record(1, Map.of("u_dec", "1e20000000")));
    strict.drain();
    assertThat(errors(strict)).singleElement().asString().contains("'u_dec'", "1e20000000");
  }
}
