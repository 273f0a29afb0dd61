/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Tells which records may have been written before: those that were in Kafka when this task got
 * their partition. Whoever had it then may have written them and not come to commit. Goes by the
 * timestamps of records in Kafka, not by when their rows changed: what counts is since when anybody
 * could have written them. So it takes clocks of producers that are a minute off at most; a record
 * without a timestamp is never suspected. Thread-safe.
 */
public final class RedeliveryDetector {

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<TopicPartition, Instant> assigned = new ConcurrentHashMap<>();

  public RedeliveryDetector(Clock clock) {
    this.clock = clock;
  }

  /** To be told of partitions that this task gets. */
  public void assigned(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> assigned.put(partition, clock.instant()));
  }

  /** Since when a record may have been written; empty when it was not. */
  Optional<Instant> writtenSince(SinkRecord record) {
    Instant got =
        assigned.get(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
    return Optional.ofNullable(record.timestamp())
        .map(Instant::ofEpochMilli)
        .filter(made -> got != null && made.isBefore(got.plus(CLOCKS_DIFFER)))
        .map(made -> made.minus(CLOCKS_DIFFER));
  }
}
