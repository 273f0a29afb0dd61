/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private final Ledger ledger = new Ledger();

  private OffsetAndMetadata committable(OffsetAndMetadata read) {
    return ledger.committable(Map.of(PARTITION, read)).get(PARTITION);
  }

  /** Such as the leader's epoch, by which the consumer sees that a log was cut. */
  @Test
  void whatConnectGivesIsCommittedAsItIsUnlessARecordBeforeItIsPending() {
    OffsetAndMetadata read = new OffsetAndMetadata(5, Optional.of(3), "of Connect");
    assertThat(committable(read)).isEqualTo(read);
    Ticket next = ledger.deliver(PARTITION, 5, 10);
    assertThat(committable(read)).as("the next one is pending").isEqualTo(read);
    ledger.deliver(PARTITION, 4, 10);
    assertThat(committable(read)).isEqualTo(new OffsetAndMetadata(4));
    ledger.revoke(List.of(PARTITION));
    assertThat(next.isRevoked()).isTrue();
    assertThat(committable(read)).isEqualTo(read);
  }
}
