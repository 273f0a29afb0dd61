/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.record.Write;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Knows which null values only tell Kafka's log compaction to forget a key: those behind an event
 * that deleted its row. Debezium sends one behind each delete event, for the same key.
 *
 * <p>It remembers the last {@value #LIMIT} delete events, and nothing over a restart: a tombstone
 * whose event is forgotten is a null value like any other. Owned by the task thread.
 */
final class TrailingTombstones {

  static final int LIMIT = 10_000;

  private record Row(TopicPartition partition, Object key) {}

  /** The oldest first. */
  private final Set<Row> deleted = new LinkedHashSet<>();

  /** Whether the delete event of this record's key came right before it. */
  boolean isBehindItsEvent(SinkRecord record) {
    return record.value() == null && deleted.remove(row(record));
  }

  /** To be told each write. */
  void asked(SinkRecord record, Write write) {
    if (record.key() == null) {
      return;
    }
    if (record.value() != null && write instanceof Write.Delete) {
      deleted.add(row(record));
      if (deleted.size() > LIMIT) {
        deleted.remove(deleted.iterator().next());
      }
    } else {
      deleted.remove(row(record));
    }
  }

  /** Forgets what another task goes on with. */
  void revoke(Collection<TopicPartition> partitions) {
    deleted.removeIf(row -> partitions.contains(row.partition()));
  }

  private static Row row(SinkRecord record) {
    return new Row(
        new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
        record.key() instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : record.key());
  }
}
