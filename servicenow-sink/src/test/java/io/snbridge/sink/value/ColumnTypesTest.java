/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.schema.TableColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What columns of each type get, and what they refuse. */
class ColumnTypesTest {

  private static final Path GUIDE = Path.of("../docs/guides/sink-columns.md");

  static Optional<TableColumn> column(String type) {
    return Optional.of(new TableColumn("x", type, "X", "", 40, false));
  }

  static Fit convert(String type, FieldValue value, Provenance from) {
    return ColumnTypes.convert(column(type), value, from, false);
  }

  /** The text that is sent; null for a refusal. */
  private static String sent(String type, FieldValue value, Provenance from) {
    return convert(type, value, from) instanceof Fit.As as ? as.text() : null;
  }

  private static String sent(String type, FieldValue value) {
    return sent(type, value, Provenance.UNKNOWN);
  }

  private static FieldValue text(String text) {
    return new FieldValue.Text(text);
  }

  private static FieldValue number(String number) {
    BigDecimal decimal = new BigDecimal(number);
    return new FieldValue.Numeric(decimal, decimal.toPlainString());
  }

  /** An empty third column is a refusal. */
  @ParameterizedTest
  @CsvSource({
    // ServiceNow's own
    "glide_date_time, 2024-02-11 01:01:01,            2024-02-11 01:01:01",
    "due_date,        2024-02-11 01:01:01,            2024-02-11 01:01:01",
    // ISO 8601
    "glide_date_time, 2024-02-11T01:01:01Z,           2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T01:01:01,            2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11t01:01:01z,           2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T01:01:01.999999999Z, 2024-02-11 01:01:01",
    "glide_date_time, '2024-02-11T01:01:01,5Z',       2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11 01:01:01.123,        2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T02:31:01+01:30,      2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T01:01:01+0130,       2024-02-10 23:31:01",
    "glide_date_time, 2024-02-11T01:01:01-05,         2024-02-11 06:01:01",
    "glide_date_time, 2024-02-11 01:01:01 +0100,      2024-02-11 00:01:01",
    "glide_date_time, 2024-02-11 01:01:01 UTC,        2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T02:01:01+01:00[Europe/Paris], 2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T01:01:01Z[UTC],      2024-02-11 01:01:01",
    "glide_date_time, 2024-02-11T01:01,               2024-02-11 01:01:00",
    "glide_date_time, 20240211T010101Z,               2024-02-11 01:01:01",
    "glide_date_time, 20240211T0101,                  2024-02-11 01:01:00",
    "glide_date_time, 2024-02-11,                     2024-02-11 00:00:00",
    "glide_date_time, 20240211,                       2024-02-11 00:00:00",
    "glide_date_time, ' 2024-02-11 01:01:01 ',        2024-02-11 01:01:01",
    // Milliseconds, and what may be something else
    "glide_date_time, 1707613261000,                  2024-02-11 01:01:01",
    "glide_date_time, 1707613261999,                  2024-02-11 01:01:01",
    "glide_date_time, 631152000000,                   1990-01-01 00:00:00",
    "glide_date_time, -631152000001,                  1949-12-31 23:59:59",
    "glide_date_time, 1707613261,                     ",
    "glide_date_time, 1707613261.5,                   ",
    "glide_date_time, 1707613261000000,               ",
    "glide_date_time, 202402110101,                   ",
    "glide_date_time, 20240211010101,                 ",
    "glide_date_time, 0,                              ",
    "glide_date_time, 45333,                          ",
    // Not in the calendar, and of no form
    "glide_date_time, 2024-02-30 00:00:00,            ",
    "glide_date_time, 2024-02-11 24:00:01,            ",
    "glide_date_time, 02/11/2024 01:01:01,            ",
    "glide_date_time, 11.02.2024,                     ",
    "glide_date_time, infinity,                       ",
    "glide_date_time, javascript:gs.now(),            ",
    "glide_date_time, 2024-02-11T01:01:01+19:00,      ",
    "glide_date_time, 12024-02-11T01:01:01Z,          ",
    "glide_date_time, '   ',                          ",
    // Dates
    "glide_date, 2024-02-11,                2024-02-11",
    "glide_date, 20240211,                  2024-02-11",
    "glide_date, 2024-02-11Z,               2024-02-11",
    "glide_date, 2024-02-11 23:30:00,       2024-02-11",
    "glide_date, 2024-02-11T23:30:00-05:00, 2024-02-12",
    "glide_date, 19764,                     2024-02-11",
    "glide_date, 1707613261000,             2024-02-11",
    "glide_date, 2024-02-11+02:00,          ",
    "glide_date, 2024,                      ",
    "glide_date, 7,                         ",
    "glide_date, 240211,                    ",
    "glide_date, 02/11/2024,                ",
    "glide_date, 2023-02-29,                ",
    // Times of day
    "glide_time, 08:30:00,                  1970-01-01 08:30:00",
    "glide_time, 1970-01-01 08:30:00,       1970-01-01 08:30:00",
    "glide_time, 1970-01-01T08:30:00.5Z,    1970-01-01 08:30:00",
    "glide_time, 08:30,                     1970-01-01 08:30:00",
    "glide_time, T083000,                   1970-01-01 08:30:00",
    "glide_time, 08:30:00.123Z,             1970-01-01 08:30:00",
    "glide_time, 01:30:00+02:00,            1970-01-01 23:30:00",
    "glide_time, 30600000,                  1970-01-01 08:30:00",
    "glide_time, 30600,                     ",
    "glide_time, 083000,                    ",
    "glide_time, 86400000,                  ",
    "glide_time, 2024-02-11 08:30:00,       ",
    "glide_time, 25:00:00,                  ",
    // Durations
    "glide_duration, 1970-01-02 04:23:17, 1970-01-02 04:23:17",
    "glide_duration, 102197,              1970-01-02 04:23:17",
    "glide_duration, 102197.9,            1970-01-02 04:23:17",
    "glide_duration, P1DT4H23M17S,        1970-01-02 04:23:17",
    "glide_duration, PT28H23M17.5S,       1970-01-02 04:23:17",
    "glide_duration, P0Y0M1DT4H23M17S,    1970-01-02 04:23:17",
    "glide_duration, P1W,                 1970-01-08 00:00:00",
    "glide_duration, 1 04:23:17,          1970-01-02 04:23:17",
    "glide_duration, 28:23:17,            1970-01-02 04:23:17",
    "timer,          -60,                 1969-12-31 23:59:00",
    "timer,          -PT1M,               1969-12-31 23:59:00",
    "timer,          0,                   1970-01-01 00:00:00",
    "glide_duration, P1M,                 ",
    "glide_duration, P,                   ",
    "glide_duration, PT,                  ",
    "glide_duration, '   ',               ",
    "timer,          ' ',                 ",
    "glide_duration, three days,          ",
    "glide_duration, 1e30,                ",
    // Whole numbers
    "integer, 7,                   7",
    "integer, -7,                  -7",
    "integer, 007,                 7",
    "integer, +7,                  7",
    "integer, 1.0,                 1",
    "integer, 3e2,                 300",
    "integer, 2147483647,          2147483647",
    "integer, -2147483648,         -2147483648",
    "integer, 2147483648,          ",
    "longint, 9223372036854775807, 9223372036854775807",
    "longint, 9223372036854775808, ",
    "integer, 1.5,                 ",
    "integer, '1,000',             ",
    "integer, 0x10,                ",
    "integer, seven,               ",
    "integer, 1e20000000,          ",
    "integer, 1e2147483648,        ",
    // Other numbers
    "decimal,  12.50,          12.50",
    "decimal,  .5,             0.5",
    "decimal,  1.25e2,         125",
    "decimal,  '12,5',         ",
    "decimal,  NaN,            ",
    "decimal,  AfQ=,           ",
    "float,    1.0E10,         10000000000",
    "float,    1e20000000,     ",
    "float,    Infinity,       ",
    "currency, 509.95,         509.95",
    "currency, JPY;4369.21,    JPY;4369.21",
    "price,    USD;-1,         USD;-1",
    "currency, USD;twelve,     ",
    "currency, '$12.00',       ",
    "decimal,  USD;12,         ",
    // Booleans
    "boolean, true,  true",
    "boolean, TRUE,  true",
    "boolean, 1,     true",
    "boolean, yes,   true",
    "boolean, Y,     true",
    "boolean, on,    true",
    "boolean, t,     true",
    "boolean, false, false",
    "boolean, 0,     false",
    "boolean, No,    false",
    "boolean, off,   false",
    "boolean, f,     false",
    "boolean, 2,     ",
    "boolean, maybe, ",
    // Lists, ids, forms
    "glide_list, 'a,b',                                'a,b'",
    "glide_list, '[\"a\",\"b\"]',                      ",
    "GUID,       550e8400-e29b-41d4-a716-446655440000, 550e8400e29b41d4a716446655440000",
    "GUID,       global,                               global",
    "ip_addr,    10.0.0.1,                             10.0.0.1",
    "ip_addr,    fe80::1,                              fe80::1",
    "ip_addr,    localhost,                            ",
    "color,      #ff0000,                              #ff0000",
    "color,      'rgb(1,2,3)',                         ",
    "phone_number_e164, +49 (30) 12-34,                +49 (30) 12-34",
    "phone_number_e164, call me,                       ",
    // Any text
    "string,    1707613261000, 1707613261000",
    "reference, Beth Anglin,   Beth Anglin",
    "u_unheard, 7.0,           7.0",
  })
  void textIsMadeFit(String type, String given, String expected) {
    assertThat(sent(type, text(given))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "integer,         1.0,           1",
    "integer,         3e2,           300",
    "integer,         1.5,           ",
    "integer,         1e20000000,    ",
    "decimal,         12.5000000000, 12.5",
    "decimal,         1e20000000,    ",
    "currency,        0.0,           0",
    "boolean,         1,             true",
    "boolean,         0.0,           false",
    "boolean,         3,             ",
    "glide_date_time, 1707613261000, 2024-02-11 01:01:01",
    "glide_date_time, 1707613261,    ",
    "glide_date,      19764,         2024-02-11",
    "glide_date,      3,             ",
    "glide_time,      30600000,      1970-01-01 08:30:00",
    "glide_time,      30600,         ",
    "glide_duration,  102197,        1970-01-02 04:23:17",
    "string,          7,             7",
  })
  void numberIsMadeFit(String type, String given, String expected) {
    FieldValue value =
        given.contains("e2000")
            ? new FieldValue.Numeric(new BigDecimal(given), given)
            : number(given);
    assertThat(sent(type, value)).isEqualTo(expected);
  }

  /** Whatever they are: nothing else can be meant. */
  @ParameterizedTest
  @CsvSource({
    "glide_date_time, 0,             1970-01-01 00:00:00",
    "glide_date_time, -1000,         1969-12-31 23:59:59",
    "glide_date_time, 1707613261,    1970-01-20 18:20:13",
    "glide_date_time, 202402110101,  1976-05-31 14:48:30",
    "glide_date_time, -62135596800000, 0001-01-01 00:00:00",
    "glide_date_time, 1e17,          ",
    "glide_date_time, 1e19,          ",
    "glide_date,      0,             1970-01-01",
    "glide_date,      2024,          1975-07-18",
    "glide_date,      -1,            1969-12-31",
    "glide_date,      1707613261000, ",
    "glide_time,      0,             1970-01-01 00:00:00",
    "glide_time,      30600,         1970-01-01 00:00:30",
    "glide_time,      -1,            ",
    "glide_time,      86400000,      ",
  })
  void numberOfTheSourceConnectorHasItsUnit(String type, String given, String expected) {
    FieldValue value = new FieldValue.Numeric(new BigDecimal(given), given);
    assertThat(sent(type, value, Provenance.SOURCE_TYPED)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "12.5", "-1", "509.95", "-0.01", "-265.8824", "99999999999.99"})
  void decimalOfTheSourceConnectorIsReadFromBase64(String number) {
    byte[] unscaled = new BigDecimal(number).setScale(10).unscaledValue().toByteArray();
    FieldValue encoded = text(Base64.getEncoder().encodeToString(unscaled));
    for (String type : List.of("decimal", "currency", "price")) {
      assertThat(sent(type, encoded, Provenance.SOURCE_TYPED)).isEqualTo(number);
      assertThat(sent(type, encoded, Provenance.SOURCE_TEXT)).isEqualTo(number);
      assertThat(convert(type, encoded, Provenance.UNKNOWN))
          .isInstanceOfSatisfying(
              Fit.Not.class, not -> assertThat(not.why()).contains("decimal.format=NUMERIC"));
    }
    assertThat(sent("integer", encoded, Provenance.SOURCE_TYPED)).isNull();
  }

  @Test
  void textThatIsANumberAndBase64IsANumberOrRefused() {
    assertThat(sent("decimal", text("1234"))).isEqualTo("1234");
    assertThat(sent("decimal", text("1234"), Provenance.SOURCE_TEXT)).isEqualTo("1234");
    assertThat(sent("decimal", text("1234"), Provenance.SOURCE_TYPED)).isNull();
    assertThat(sent("decimal", text("12.34"), Provenance.SOURCE_TYPED)).isEqualTo("12.34");
  }

  @Test
  void timesHaveTheFormOfTheirColumn() {
    FieldValue moment = new FieldValue.Moment(Instant.parse("2024-02-11T23:01:01.999Z"));
    assertThat(sent("glide_date_time", moment)).isEqualTo("2024-02-11 23:01:01");
    assertThat(sent("glide_date", moment)).isEqualTo("2024-02-11");
    assertThat(sent("glide_time", moment)).isNull();
    assertThat(sent("integer", moment)).isNull();
    assertThat(sent("string", moment)).isEqualTo("2024-02-11 23:01:01");
    FieldValue day = new FieldValue.Day(LocalDate.of(2024, 2, 11));
    assertThat(sent("glide_date_time", day)).isEqualTo("2024-02-11 00:00:00");
    assertThat(sent("glide_date", day)).isEqualTo("2024-02-11");
    FieldValue time = new FieldValue.TimeOfDay(LocalTime.of(8, 30));
    assertThat(sent("glide_time", time)).isEqualTo("1970-01-01 08:30:00");
    assertThat(sent("string", time)).isEqualTo("08:30:00");
    assertThat(sent("glide_date_time", time)).isNull();
    FieldValue span = new FieldValue.Span(Duration.ofHours(26), "93600000000");
    assertThat(sent("glide_duration", span)).isEqualTo("1970-01-02 02:00:00");
    assertThat(sent("glide_time", span)).isNull();
    assertThat(sent("string", span)).isEqualTo("93600000000");
    FieldValue late = new FieldValue.Moment(Instant.parse("+10000-01-01T00:00:00Z"));
    assertThat(sent("glide_date_time", late)).isNull();
  }

  @Test
  void listGoesIntoAListAndIntoTextWhenItMay() {
    FieldValue list = new FieldValue.Items(List.of("a", "b"), "[\"a\",\"b\"]", false);
    assertThat(sent("glide_list", list)).isEqualTo("a,b");
    assertThat(sent("string", list)).isNull();
    assertThat(sent("integer", list)).isNull();
    assertThat(sent("string", new FieldValue.Items(List.of("a"), "[\"a\"]", true)))
        .isEqualTo("[\"a\"]");
    assertThat(sent("glide_list", new FieldValue.Items(List.of("a,b"), "[\"a,b\"]", true)))
        .isNull();
    assertThat(sent("glide_list", new FieldValue.Items(List.of("[a"), "[\"[a\"]", true)))
        .as("what the column would hold reads as JSON")
        .isNull();
    assertThat(sent("glide_list", new FieldValue.Items(List.of(), "[]", false))).isEmpty();
    assertThat(ColumnTypes.convert(Optional.empty(), list, Provenance.UNKNOWN, false))
        .isInstanceOf(Fit.Not.class);
  }

  @Test
  void objectAndBytesAreText() {
    assertThat(sent("string", new FieldValue.Tree("{}"))).isEqualTo("{}");
    assertThat(sent("integer", new FieldValue.Tree("{}"))).isNull();
    assertThat(sent("glide_list", new FieldValue.Tree("[{}]"))).isNull();
    assertThat(sent("string", new FieldValue.Binary("AfQ="))).isEqualTo("AfQ=");
    assertThat(sent("decimal", new FieldValue.Binary("AfQ="), Provenance.SOURCE_TYPED)).isNull();
    assertThat(sent("boolean", new FieldValue.Bool(true))).isEqualTo("true");
    assertThat(sent("integer", new FieldValue.Bool(true))).isEqualTo("1");
    assertThat(sent("glide_date", new FieldValue.Bool(true))).isNull();
  }

  @Test
  void emptyTextEmptiesAnyColumn() {
    for (String type : ColumnTypes.checked()) {
      assertThat(sent(type, text(""))).as(type).isEmpty();
      assertThat(sent(type, new FieldValue.Nothing(true))).as(type).isEmpty();
    }
  }

  @Test
  void whatUsersSeeIsSentAsItIs() {
    assertThat(
            ColumnTypes.convert(
                column("glide_date_time"), text("11.02.2024"), Provenance.UNKNOWN, true))
        .isEqualTo(new Fit.As("11.02.2024"));
    assertThat(ColumnTypes.convert(column("integer"), number("1.0"), Provenance.UNKNOWN, true))
        .isEqualTo(new Fit.As("1"));
    assertThat(
            ColumnTypes.convert(
                column("glide_time"),
                new FieldValue.TimeOfDay(LocalTime.of(8, 30)),
                Provenance.UNKNOWN,
                true))
        .isEqualTo(new Fit.As("08:30:00"));
  }

  @Test
  void looseTextIsTheSameForWhatAColumnMayTakeForOne() {
    assertThat(LooseText.of("7.0")).isEqualTo(LooseText.of(" 7 ")).isEqualTo(LooseText.of("70e-1"));
    assertThat(LooseText.of("2024-02-11T02:01:01+01:00"))
        .isEqualTo(LooseText.of("2024-02-11 01:01:01"))
        .isNotEqualTo(LooseText.of("2024-02-11"));
    assertThat(LooseText.of("2024-02-11 00:00:00")).isEqualTo(LooseText.of("2024-02-11"));
    assertThat(LooseText.of("08:30:00")).isEqualTo(LooseText.of("1970-01-01 08:30:00"));
    assertThat(LooseText.of("1707613261000"))
        .isEqualTo(LooseText.of("1707613261999"))
        .isEqualTo(LooseText.of("2024-02-11 01:01:01"));
    assertThat(LooseText.of("19764"))
        .isEqualTo(LooseText.of("2024-02-11"))
        .isNotEqualTo(LooseText.of("19765"));
    assertThat(LooseText.of("1990-06-01"))
        .as("days, as the source connector writes them")
        .isEqualTo(LooseText.of("7456"))
        .isEqualTo(LooseText.of("1990-06-01T00:00:00Z"));
    for (String day :
        List.of("P2DT1H", "2 01:00:00", "1970-01-03 01:00:00", "176400", "176400.9")) {
      assertThat(LooseText.of(day)).as(day).isEqualTo(LooseText.of("PT49H"));
    }
    assertThat(LooseText.of("P86400D")).isEqualTo(LooseText.of("7464960000"));
    assertThat(LooseText.of("Yes")).isEqualTo(LooseText.of("true")).isEqualTo(LooseText.of("1"));
    assertThat(LooseText.of("off")).isEqualTo(LooseText.of("0")).isNotEqualTo(LooseText.of("y"));
    assertThat(LooseText.of("550E8400-e29b-41d4-a716-446655440000"))
        .contains("550e8400e29b41d4a716446655440000");
    assertThat(LooseText.of("00000000-0000-0000-0000-000000000017"))
        .isEqualTo(LooseText.of("0".repeat(30) + "17"));
    assertThat(LooseText.of("\uff17")).as("a full-width 7").isEqualTo(LooseText.of("7"));
    assertThat(LooseText.of("10000017")).isNotEqualTo(LooseText.of("10000018"));
    assertThat(LooseText.of("A-17")).isEmpty();
  }

  /** The rows of the table under "Values": types in the first cell. */
  @Test
  void guideAndCodeHaveTheSameTypes() throws IOException {
    Set<String> guide =
        Files.readAllLines(GUIDE).stream()
            .dropWhile(line -> !line.startsWith("| column's type"))
            .takeWhile(line -> line.startsWith("|"))
            .filter(line -> line.startsWith("| `"))
            .flatMap(
                line ->
                    Pattern.compile("`(\\w+)`")
                        .matcher(line.split("\\|", -1)[1])
                        .results()
                        .map(type -> type.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(guide).isEqualTo(new TreeSet<>(ColumnTypes.checked()));
  }
}
