/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.source.record.TimestampRules;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What Connect creates a topic with, as far as it is about the time of records.
 *
 * @param settings name to value; null for one that is left to the broker
 */
record CreatedTopic(UnaryOperator<String> settings) {

  /** What a broker does by default ({@code log.retention.hours}). */
  private static final Duration RETENTION = Duration.ofDays(7);

  /** Before 3.6, and until 4.0, one setting for both directions (KIP-937). */
  private static final String BOTH = "message.timestamp.difference.max.ms";

  /** How long it keeps a record, counted from the record's time. */
  Duration keeps() {
    List<String> policies =
        List.of(text("cleanup.policy").orElse("delete").toLowerCase(Locale.ROOT).split("[\\s,]+"));
    return policies.contains("delete")
        ? millis("retention.ms").orElse(RETENTION)
        : TimestampRules.FOREVER;
  }

  /** How old a record may be for the topic to take it. */
  Optional<Duration> timestampBeforeMax() {
    return millis("message.timestamp.before.max.ms").or(() -> millis(BOTH));
  }

  /** How far in the future a record's time may be for the topic to take it. */
  Optional<Duration> timestampAfterMax() {
    return millis("message.timestamp.after.max.ms").or(() -> millis(BOTH));
  }

  /** -1 means for ever; what is no number is the broker's to refuse. */
  private Optional<Duration> millis(String setting) {
    return text(setting)
        .flatMap(CreatedTopic::number)
        .map(millis -> millis < 0 ? TimestampRules.FOREVER : Duration.ofMillis(millis));
  }

  private static Optional<Long> number(String text) {
    // Kafka's own default has 19 digits, and means for ever.
    return Optional.of(text)
        .filter(digits -> digits.matches("-?\\d{1,19}"))
        .map(digits -> new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
  }

  private Optional<String> text(String setting) {
    return Optional.ofNullable(settings.apply(setting)).map(String::strip);
  }
}
