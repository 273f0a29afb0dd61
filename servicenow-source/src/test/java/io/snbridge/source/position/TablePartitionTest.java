/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  void partitionOfARangeThatIsReadOnceMoreHasTheSameBytesInEveryJvm() {
    assertThat(StoredOffset.json(partition.again("a")))
        .isEqualTo(
            "{\"instance\":\"dev1.service-now.com\",\"range\":\"a\",\"snapshot\":\"again\",\"table\":\"incident\"}");
    assertThat(TablePartition.isAgain(partition.again("a"))).isTrue();
    assertThat(TablePartition.isRange(partition.again("a"))).isFalse();
    assertThat(TablePartition.isAgain(partition.range("a"))).isFalse();
  }

  @Test
  void deletesPartitionHasTheSameBytesInEveryJvm() {
    assertThat(StoredOffset.json(partition.deletes()))
        .isEqualTo(
            "{\"deletes\":\"sys_audit_delete\",\"instance\":\"dev1.service-now.com\",\"table\":\"incident\"}");
    assertThat(TablePartition.isDeletes(partition.deletes())).isTrue();
    assertThat(TablePartition.isDeletes(partition.stream())).isFalse();
  }

  /** Connect's REST API writes what its JSON converter made of the request. */
  @Test
  void partitionThatAnOperatorSentInAnotherOrderHasTheSameBytes() {
    for (Map<String, String> stored :
        List.of(partition.stream(), partition.range("a"), partition.deletes())) {
      Map<String, String> sent = new LinkedHashMap<>();
      new TreeMap<>(stored).descendingMap().forEach(sent::put);
      assertThat(sent.keySet()).first().isEqualTo("table");

      assertThat(StoredOffset.json(StoredOffset.of(sent))).isEqualTo(StoredOffset.json(stored));
    }
  }

  @Test
  void knowsItsTableAndPhase() {
    assertThat(TablePartition.aliasOf(partition.range("a"))).isEqualTo("incident");
    assertThat(TablePartition.isRange(partition.range("a"))).isTrue();
    assertThat(TablePartition.isRange(partition.stream())).isFalse();
  }
}
