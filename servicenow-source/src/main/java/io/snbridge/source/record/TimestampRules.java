/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Whose time a table's records have in Kafka, and what its topic does with times. {@link #FOREVER}
 * is no limit.
 *
 * @param beforeMax the topic refuses records that are older than now by more
 * @param afterMax the topic refuses records that are later than now by more
 * @param kept how long the topic keeps a record, counted from the record's time; as far as the
 *     settings tell
 */
public record TimestampRules(Whose whose, Duration beforeMax, Duration afterMax, Duration kept) {

  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /** The default of {@code message.timestamp.after.max.ms} from Kafka 4.0 on (KIP-1030). */
  public static final Duration KAFKAS_AFTER_MAX = Duration.ofHours(1);

  /** Kafka stamps every record. */
  public static final TimestampRules NONE =
      new TimestampRules(Whose.NONE, FOREVER, KAFKAS_AFTER_MAX, FOREVER);

  /** Whose time a record has. */
  public enum Whose {
    /** Nobody's: Kafka stamps it. */
    NONE,
    /** The row's. */
    ROW
  }
}
