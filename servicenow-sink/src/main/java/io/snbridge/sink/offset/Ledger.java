/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows which delivered records are not finished, and so what may be committed: of each partition
 * the longest finished prefix. All coordinates are original ones, before transforms (KIP-793).
 *
 * <p>A partition without unfinished records commits what Connect has read, so that offsets whose
 * records were filtered out do not stay behind as lag.
 *
 * <p>Owned by the task thread, but for {@link Ticket#isRevoked()}.
 */
public final class Ledger {

  private final Map<TopicPartition, PartitionOffsets> leases = new HashMap<>();

  /**
   * Enters a delivered record. An offset may come again: a topic that was deleted and created anew
   * counts from 0, and its records are not the ones that had those offsets.
   *
   * @param bytes of the record
   */
  public Ticket deliver(TopicPartition partition, long offset, long bytes) {
    PartitionOffsets lease = leases.computeIfAbsent(partition, p -> new PartitionOffsets());
    lease.deliver(offset, bytes);
    return new Ticket(lease, offset, bytes);
  }

  /** What is delivered and not finished, by topic. */
  public Map<String, Pending> pending() {
    Map<String, Pending> pending = new HashMap<>();
    leases.forEach(
        (partition, lease) -> pending.merge(partition.topic(), lease.pending(), Pending::plus));
    return pending;
  }

  /**
   * What may be committed, never more than what is given.
   *
   * @param read by partition, the offset after the last record that Connect delivered or filtered
   */
  public Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> read) {
    Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
    read.forEach(
        (partition, given) -> {
          PartitionOffsets lease = leases.get(partition);
          committable.put(
              partition,
              lease != null && lease.firstPending() < given.offset()
                  ? new OffsetAndMetadata(lease.firstPending())
                  : given);
        });
    return committable;
  }

  /**
   * Forgets partitions that belong to another task now. Their tickets are revoked; what is
   * delivered after a new assignment starts fresh.
   */
  public void revoke(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      PartitionOffsets lease = leases.remove(partition);
      if (lease != null) {
        lease.revoke();
      }
    }
  }
}
