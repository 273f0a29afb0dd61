/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Connect finds offsets by these bytes: a change of one loses every stored position. */
class TablePartitionTest {

  private final TablePartition partition = new TablePartition("dev1.service-now.com", "incident");

  @Test
  void streamPartitionHasTheSameBytesInEveryJvm() {
    assertThat(StoredOffset.json(partition.stream()))
        .isEqualTo("{\"instance\":\"dev1.service-now.com\",\"table\":\"incident\"}");
  }

  @Test
  void rangePartitionHasTheSameBytesInEveryJvm() {
    assertThat(StoredOffset.json(partition.range("a")))
        .isEqualTo(
            "{\"instance\":\"dev1.service-now.com\",\"range\":\"a\",\"table\":\"incident\"}");
  }

  @Test
  void knowsItsTableAndPhase() {
    assertThat(TablePartition.aliasOf(partition.range("a"))).isEqualTo("incident");
    assertThat(TablePartition.isRange(partition.range("a"))).isTrue();
    assertThat(TablePartition.isRange(partition.stream())).isFalse();
  }
}
