/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class GlideDateTimePropertyTest {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  @Property
  void textIsAsTheFormatterWritesItAndComesBack(
      @ForAll @LongRange(min = -62_000_000_000L, max = 250_000_000_000L) long second,
      @ForAll @LongRange(min = 0, max = 999_999_999) long nanos) {
    Instant instant = Instant.ofEpochSecond(second, nanos);
    String text = GlideDateTime.text(instant);

    assertThat(text)
        .isEqualTo(FORMAT.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)));
    assertThat(GlideDateTime.parse(text)).contains(Instant.ofEpochSecond(second));
  }

  @Property
  void isoTextIsReadByAnyoneAsTheSameSecond(
      @ForAll @LongRange(min = 0, max = 250_000_000_000L) long second,
      @ForAll @LongRange(min = 0, max = 999_999_999) long nanos) {
    String text = GlideDateTime.iso(Instant.ofEpochSecond(second, nanos));

    assertThat(text).hasSize(GlideDateTime.LENGTH + 1);
    assertThat(Instant.parse(text)).isEqualTo(Instant.ofEpochSecond(second));
  }

  @Property
  void textIsReadAsTheFormatterReadsIt(@ForAll("likeStamps") String text) {
    assertThat(GlideDateTime.parse(text)).isEqualTo(byFormatter(text));
  }

  @Provide
  Arbitrary<String> likeStamps() {
    Arbitrary<Integer> part = Arbitraries.integers().between(0, 61);
    Arbitrary<String> near =
        Combinators.combine(part, part, part, part, part)
            .as((m, d, h, n, s) -> "20%02d-%02d-%02d %02d:%02d:00".formatted(s, m % 14, d, h, n));
    Arbitrary<String> broken =
        Combinators.combine(
                near,
                Arbitraries.integers().between(0, 18),
                Arbitraries.of('-', ' ', 'x', '/', ':'))
            .as((text, at, sign) -> text.substring(0, at) + sign + text.substring(at + 1));
    return Arbitraries.oneOf(near, broken, Arbitraries.strings().ofMaxLength(20));
  }

  private static Optional<Instant> byFormatter(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException notAStamp) {
      return Optional.empty();
    }
  }
}
