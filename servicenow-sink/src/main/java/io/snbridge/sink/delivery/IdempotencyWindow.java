/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.RefusedRecordException;
import io.snbridge.sink.record.IdempotencyKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds records that repeat an earlier one of their topic.
 *
 * <p>It knows the keys that this task has seen since its start, in the partitions that it has now,
 * for a while and up to a number; further than that only an id that is computed from the key holds.
 * Owned by the task thread, but for {@link #dropped()}.
 */
public final class IdempotencyWindow {

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyWindow.class);

  private record First(TopicPartition partition, long offset, long atNanos) {}

  private final Optional<IdempotencyKey> key;
  private final Duration window;
  private final int limit;
  private final LongSupplier nanoTime;

  /** By key, the oldest first. */
  private final Map<String, First> firsts = new LinkedHashMap<>();

  private final AtomicLong dropped = new AtomicLong();

  /**
   * @param key empty when repeats are not looked for
   * @param window how long a key is known
   * @param limit how many keys are known
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  public IdempotencyWindow(
      Optional<IdempotencyKey> key, Duration window, int limit, LongSupplier nanoTime) {
    this.key = key;
    this.window = window;
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether a record is to be dropped; if not, and it has a key, it is the first of it.
   *
   * @throws DataException when the record has a value, and the value has no key
   */
  boolean isRepeat(SinkRecord record) {
    Optional<String> hash = hash(record);
    if (hash.isEmpty()) {
      return false;
    }
    forgetOld();
    First first = firsts.putIfAbsent(hash.get(), first(record));
    if (first == null) {
      forgetMany();
      return false;
    }
    dropped.incrementAndGet();
    LOG.debug(
        "Dropped: {} repeats partition {}, offset {} (idempotency.key.path)",
        RefusedRecordException.coordinates(record),
        first.partition().partition(),
        first.offset());
    return true;
  }

  /** To be told of a record that was not a repeat and not written: what repeats it is to be. */
  void notWritten(SinkRecord record) {
    hash(record)
        .ifPresent(
            hash ->
                firsts.computeIfPresent(hash, (same, first) -> isOf(record, first) ? null : first));
  }

  /** Forgets what another task goes on with: it may come back, and is no repeat of itself. */
  void revoke(Collection<TopicPartition> partitions) {
    firsts.values().removeIf(first -> partitions.contains(first.partition()));
  }

  /** How many records were dropped. Any thread. */
  long dropped() {
    return dropped.get();
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    Iterator<First> oldest = firsts.values().iterator();
    while (oldest.hasNext() && now - oldest.next().atNanos() >= window.toNanos()) {
      oldest.remove();
    }
  }

  private void forgetMany() {
    if (firsts.size() > limit) {
      firsts.remove(firsts.keySet().iterator().next());
    }
  }

  private Optional<String> hash(SinkRecord record) {
    return key.flatMap(idempotencyKey -> idempotencyKey.of(record));
  }

  private First first(SinkRecord record) {
    return new First(partition(record), record.originalKafkaOffset(), nanoTime.getAsLong());
  }

  private static boolean isOf(SinkRecord record, First first) {
    return first.partition().equals(partition(record))
        && first.offset() == record.originalKafkaOffset();
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }
}
