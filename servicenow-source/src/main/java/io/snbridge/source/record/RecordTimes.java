/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.source.record.TimestampRules.Whose;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The times of one table's records in Kafka. One that Kafka would refuse is left out: a negative
 * one ends a task ({@code ConnectUtils} of 3.9.2 and 4.3.1), and one that a broker refuses takes
 * the other records of its batch along. Thread-safe.
 */
final class RecordTimes {

  private static final Logger LOG = LoggerFactory.getLogger(RecordTimes.class);

  /** Clocks differ, and a record is on its way for a while before the broker judges it. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final RecordSettings settings;
  private final TimestampRules rules;
  private final InstantSource clock;
  private final Duration oldest;
  private final Duration latest;
  private final AtomicBoolean saidLeftOut = new AtomicBoolean();
  private final AtomicBoolean saidNotKept = new AtomicBoolean();

  /**
   * @param clock the worker's
   */
  RecordTimes(RecordSettings settings, InstantSource clock) {
    this.settings = settings;
    this.rules = settings.timestamps();
    this.clock = clock;
    this.oldest = shorter(rules.beforeMax());
    this.latest = shorter(rules.afterMax());
  }

  private static Duration shorter(Duration limit) {
    Duration half = limit.dividedBy(2);
    return limit.minus(half.compareTo(MARGIN) < 0 ? half : MARGIN);
  }

  /**
   * What to give Kafka for a change, in milliseconds since 1970.
   *
   * @param sysId of the row, for the log
   * @return null: Kafka stamps the record
   */
  @Nullable Long of(Optional<Instant> changed, String sysId) {
    if (rules.whose() == Whose.NONE || changed.isEmpty()) {
      return null;
    }
    Instant at = changed.get();
    Duration age = Duration.between(at, clock.instant());
    if (at.isBefore(Instant.EPOCH)
        || age.compareTo(oldest) > 0
        || age.negated().compareTo(latest) > 0) {
      if (saidLeftOut.compareAndSet(false, true)) {
        LOG.warn(
            "Table '{}', row {}: Kafka would refuse its time, {}, so the record has the time at"
                + " which it is sent; header '{}' has the row's own. This applies to all further"
                + " rows of this kind, and is not logged again.",
            settings.table(),
            sysId,
            at,
            RecordBuilder.UPDATED_ON_HEADER);
      }
      return null;
    }
    if (age.compareTo(rules.kept()) > 0 && saidNotKept.compareAndSet(false, true)) {
      LOG.warn(
          "Table '{}', row {}: its record has the row's time, {} ('record.timestamp=row'), but"
              + " according to the configuration topic '{}' keeps records for only {}: Kafka"
              + " deletes this one within minutes. Create the topic with"
              + " 'cleanup.policy=compact' or 'retention.ms=-1'"
              + " ('topic.creation.default.cleanup.policy',"
              + " 'topic.creation.default.retention.ms'), or set 'record.timestamp' to 'none'.",
          settings.table(),
          sysId,
          at,
          settings.topic(),
          text(rules.kept()));
    }
    return at.toEpochMilli();
  }

  private static String text(Duration kept) {
    return kept.toDays() > 0 ? kept.toDays() + " days" : kept.toMinutes() + " minutes";
  }
}
