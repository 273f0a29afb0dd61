/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The same for all texts that some column takes for one: {@code 7} and {@code 7.0}, a time in its
 * various forms. What is the same here may still be two in a column of text.
 */
public final class LooseText {

  private LooseText() {}

  /** Empty for a text that is neither a number nor a time. */
  public static Optional<String> of(String text) {
    String stripped = text.strip();
    return NumberText.read(stripped)
        .map(NumberText::plain)
        .or(
            () ->
                DateTimeType.read(stripped)
                    .or(() -> IsoText.time(stripped).map(LooseText::ofFirstDay))
                    .map(at -> "@" + at.getEpochSecond()));
  }

  /** The same for all texts of one number; a text that is none is left as it is. */
  public static String number(String text) {
    return NumberText.read(text.strip()).map(NumberText::plain).orElse(text);
  }

  private static Instant ofFirstDay(java.time.LocalTime time) {
    return LocalDate.EPOCH.atTime(time).toInstant(ZoneOffset.UTC);
  }
}
