/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.apache.kafka.connect.data.ConnectSchema;

/** A text can be told from its value again, or there is no value and the text goes to a header. */
@SuppressWarnings("JavaUtilDate")
class ValueTypePropertyTest {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  @Property(tries = 5000)
  void textComesBackFromItsValueOrHasNone(@ForAll ValueType type, @ForAll("texts") String text) {
    Optional<?> value = type.read(text);

    value.ifPresent(
        v -> {
          assertThat(back(type, v, text)).as("%s as %s", text, type).isTrue();
          ConnectSchema.validateValue(type.optional(""), v);
        });
  }

  @Property
  void wholeNumbersHaveAValue(@ForAll long number) {
    assertThat(ValueType.WHOLE.read(Long.toString(number))).isEqualTo(Optional.of(number));
  }

  @Property
  void decimalsHaveAValueUpToTheScale(
      @ForAll @BigRange(min = "-99999999999999999999", max = "99999999999999999999") @Scale(10)
          BigDecimal number) {
    assertThat(ValueType.DECIMAL.read(number.toPlainString()))
        .hasValueSatisfying(v -> assertThat((BigDecimal) v).isEqualByComparingTo(number));
  }

  @Property
  void shortFloatsHaveAValue(@ForAll int digits, @ForAll("places") int places) {
    String text = BigDecimal.valueOf(digits, places).toPlainString();

    assertThat(ValueType.FLOAT.read(text)).isPresent();
  }

  @Property
  void stampsAndDurationsHaveAValue(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second) {
    String text = stamp(second);

    assertThat(ValueType.DATE_TIME.read(text))
        .isEqualTo(Optional.of(Date.from(Instant.ofEpochSecond(second))));
    assertThat(ValueType.DURATION.read(text)).isEqualTo(Optional.of(second));
    assertThat(ValueType.DATE.read(text.substring(0, 10))).isPresent();
    assertThat(ValueType.TIME.read("1970-01-01" + text.substring(10))).isPresent();
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, 9);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> stamps =
        Arbitraries.longs().between(-99_999_999_999L, 99_999_999_999L).map(s -> stamp(s));
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMinLength(1).ofMaxLength(25),
        Arbitraries.strings().withChars("0123456789-+.:eE, ").ofMinLength(1).ofMaxLength(30),
        Arbitraries.longs().map(n -> Long.toString(n)),
        Arbitraries.bigDecimals().ofScale(12).map(n -> n.toPlainString()),
        Arbitraries.doubles().map(d -> Double.toString(d)),
        stamps,
        stamps.map(s -> s.substring(0, Math.min(10, s.length()))),
        stamps.map(s -> s.substring(Math.min(11, s.length()))),
        Arbitraries.strings()
            .withChars("0123456789")
            .ofLength(14)
            .map(
                d ->
                    "%s-%s-%s %s:%s:%s"
                        .formatted(
                            d.substring(0, 4),
                            d.substring(4, 6),
                            d.substring(6, 8),
                            d.substring(8, 10),
                            d.substring(10, 12),
                            d.substring(12))),
        Arbitraries.of("true", "false", "TRUE", "1", "0", "-0", "007", "1,000", "UNKNOWN"));
  }

  private static boolean back(ValueType type, Object value, String text) {
    return switch (type) {
      case TEXT, SECRET, BOOLEAN, WHOLE -> value.toString().equals(text);
      case DECIMAL -> ((BigDecimal) value).compareTo(new BigDecimal(text)) == 0;
      case FLOAT -> new BigDecimal(value.toString()).compareTo(new BigDecimal(text)) == 0;
      case DATE -> stamp(((Date) value).getTime() / 1000).equals(text + " 00:00:00");
      case DATE_TIME -> stamp(((Date) value).getTime() / 1000).equals(text);
      case TIME ->
          stamp(((Date) value).getTime() / 1000)
              .equals(text.length() == 8 ? "1970-01-01 " + text : text);
      case DURATION -> stamp((Long) value).equals(text);
    };
  }

  private static String stamp(long second) {
    return STAMP.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
  }
}
