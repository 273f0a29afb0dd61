/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

class ColumnTypesPropertyTest {

  private static final DateTimeFormatter OWN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long FIRST = -62_135_596_800L;
  private static final long LAST = 253_402_300_799L;

  private static final String STAMP = "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}";
  private static final String NUMBER = "-?\\d+(\\.\\d+)?";

  /** What ServiceNow itself has in columns of these types. */
  private static final Map<String, Pattern> OWN_FORMS =
      Map.of(
          "glide_date_time", Pattern.compile(STAMP),
          "due_date", Pattern.compile(STAMP),
          "glide_duration", Pattern.compile(STAMP),
          "glide_date", Pattern.compile("\\d{4}-\\d{2}-\\d{2}"),
          "glide_time", Pattern.compile("1970-01-01 \\d{2}:\\d{2}:\\d{2}"),
          "integer", Pattern.compile("-?\\d{1,10}"),
          "longint", Pattern.compile("-?\\d{1,19}"),
          "decimal", Pattern.compile(NUMBER),
          "currency", Pattern.compile("([A-Z]{3};)?" + NUMBER),
          "boolean", Pattern.compile("true|false"));

  private static String sent(String type, FieldValue value, Provenance from) {
    return ColumnTypesTest.convert(type, value, from) instanceof Fit.As as ? as.text() : null;
  }

  private static String sent(String type, String text) {
    return sent(type, new FieldValue.Text(text), Provenance.UNKNOWN);
  }

  private static FieldValue number(long number) {
    return new FieldValue.Numeric(BigDecimal.valueOf(number), Long.toString(number));
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of(ColumnTypes.checked());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> times =
        Arbitraries.longs()
            .between(FIRST - 1, LAST + 1)
            .map(s -> OWN.format(Instant.ofEpochSecond(s)));
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(40),
        Arbitraries.strings().withChars("0123456789-+:.,TZ PDHMS/eE;[]\"").ofMaxLength(30),
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.bigDecimals().map(BigDecimal::toString),
        times,
        times.map(text -> text.replace(' ', 'T') + "+01:00"),
        Arbitraries.of("1e2147483648", "1e-2147483648", "9".repeat(1001), "P" + "9".repeat(70)));
  }

  @Provide
  Arbitrary<FieldValue> values() {
    Arbitrary<Instant> moments =
        Arbitraries.longs().between(FIRST * 2, LAST * 2).map(Instant::ofEpochSecond);
    return Arbitraries.oneOf(
        texts().map(FieldValue.Text::new),
        Arbitraries.longs().map(ColumnTypesPropertyTest::number),
        Arbitraries.bigDecimals().map(n -> new FieldValue.Numeric(n, n.toPlainString())),
        Arbitraries.of(true, false).map(FieldValue.Bool::new),
        moments.map(FieldValue.Moment::new),
        Arbitraries.integers().map(n -> new FieldValue.Day(LocalDate.ofEpochDay(n))),
        Arbitraries.integers()
            .between(0, 86_399)
            .map(n -> new FieldValue.TimeOfDay(LocalTime.ofSecondOfDay(n))),
        Arbitraries.longs().map(n -> new FieldValue.Span(Duration.ofSeconds(n), "" + n)),
        texts().list().ofMaxSize(3).map(list -> new FieldValue.Items(list, "[]", true)),
        texts().map(FieldValue.Tree::new),
        texts().map(FieldValue.Binary::new));
  }

  /** Nothing throws, and what is sent is of the column's form, or the record is refused. */
  @Property(tries = 5000)
  void whatIsSentIsTheColumnsOwnForm(
      @ForAll("types") String type, @ForAll("values") FieldValue value, @ForAll Provenance from) {
    Fit fit = ColumnTypesTest.convert(type, value, from);
    if (fit instanceof Fit.As as && !as.text().isEmpty() && OWN_FORMS.containsKey(type)) {
      assertThat(as.text()).matches(OWN_FORMS.get(type));
    }
  }

  /** So a record that was made fit once is not changed by the next sink. */
  @Property(tries = 3000)
  void whatIsSentFitsAgainAndStaysAsItIs(
      @ForAll("types") String type, @ForAll("values") FieldValue value, @ForAll Provenance from) {
    String sent = sent(type, value, from);
    if (sent != null) {
      assertThat(sent(type, sent)).isEqualTo(sent);
    }
  }

  @Property
  void everyFormOfATimeIsTheSameTime(
      @ForAll @LongRange(min = FIRST + 86_400, max = LAST - 86_400) long second,
      @ForAll @IntRange(max = 999_999_999) int nanos,
      @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
    Instant at = Instant.ofEpochSecond(second, nanos);
    String expected = OWN.format(at);
    OffsetDateTime there = at.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    List<String> forms =
        List.of(
            expected,
            at.toString(),
            there.toString(),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there),
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssxx", Locale.ROOT).format(there),
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS xxx", Locale.ROOT)
                .format(there));
    for (String form : forms) {
      assertThat(sent("glide_date_time", form)).as(form).isEqualTo(expected);
      assertThat(sent("glide_date", form)).as(form).isEqualTo(expected.substring(0, 10));
    }
    assertThat(sent("glide_date_time", new FieldValue.Moment(at), Provenance.UNKNOWN))
        .isEqualTo(expected);
  }

  /** The source connector's units: what it made of a row is that row again. */
  @Property
  void whatTheSourceConnectorMadeIsTheRowAgain(
      @ForAll @LongRange(min = FIRST, max = LAST) long second,
      @ForAll @IntRange(max = 86_399) int ofDay,
      @ForAll @BigRange(min = "-99999999999", max = "99999999999") @Scale(6) BigDecimal decimal) {
    Provenance source = Provenance.SOURCE_TYPED;
    String text = OWN.format(Instant.ofEpochSecond(second));
    assertThat(sent("glide_date_time", number(second * 1000), source)).isEqualTo(text);
    assertThat(sent("glide_duration", number(second), source)).isEqualTo(text);
    assertThat(sent("glide_date", number(Math.floorDiv(second, 86_400)), source))
        .isEqualTo(text.substring(0, 10));
    assertThat(sent("glide_time", number(ofDay * 1000L), source))
        .isEqualTo("1970-01-01 " + LocalTime.ofSecondOfDay(ofDay).format(TIME));
    String base64 =
        Base64.getEncoder().encodeToString(decimal.setScale(10).unscaledValue().toByteArray());
    for (Provenance from : List.of(source, Provenance.SOURCE_TEXT)) {
      assertThat(new BigDecimal(sent("decimal", new FieldValue.Text(base64), from)))
          .isEqualByComparingTo(decimal);
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  @Property
  void wholeNumbersInAnyFormAreOne(@ForAll int number, @ForAll @IntRange(max = 5) int zeros) {
    String plain = Integer.toString(number);
    assertThat(sent("integer", plain)).isEqualTo(plain);
    assertThat(sent("integer", plain + "." + "0".repeat(zeros))).isEqualTo(plain);
    assertThat(sent("integer", plain + "0".repeat(zeros) + "e-" + zeros)).isEqualTo(plain);
    assertThat(LooseText.of(plain + ".0")).isEqualTo(LooseText.of(plain));
  }
}
