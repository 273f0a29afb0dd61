/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.SnapshotAgain;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RepeatedSnapshotTest {

  private static final String FIRST_PAGE = "sys_id<1^ORDERBYsys_id";
  private static final int CHANGES = EmittedRows.MOST_MEANWHILE + 1_000;

  private final List<SourceRecord> records = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile boolean asked;

  @RegisterExtension final TimedReaders readers = new TimedReaders(this::take);

  /** While the stream catches up, more rows come than are remembered: none may be lost. */
  @Test
  void pageThatIsPassedByTooManyChangesIsReadAgain() throws Exception {
    for (int i = 0; i < 10; i++) {
      readers.instance.put(FakeInstance.id(i), "2026-02-01 00:00:00");
    }
    var position =
        Map.<String, Object>of("version", 1, "phase", "stream", "timestamp", "2026-03-01 11:00:00");
    readers.instance.beforePage =
        request -> {
          if (request.query().text().equals(FIRST_PAGE)) {
            asked = true;
            await();
          }
        };
    readers.start(
        Tables.again(new SnapshotAgain("a", EncodedQuery.everything()), Tables.incident(1_000)),
        Map.of(TimedReaders.PARTITION.stream(), position));
    readers.readUntil(() -> asked);
    String now = GlideDateTime.text(readers.instance.now(""));
    for (int i = 0; i < CHANGES; i++) {
      readers.instance.put("f" + FakeInstance.id(i).substring(1), now);
    }
    readers.readUntil(() -> records.size() == CHANGES);
    gate.countDown();
    readers.readUntil(() -> records.size() == 2 * CHANGES + 10);
    readers.passes(Duration.ofMinutes(1));

    assertThat(records.size()).isEqualTo(2 * CHANGES + 10);
    assertThat(records.stream().filter(record -> ((String) record.key()).startsWith("0")))
        .hasSize(10)
        .allMatch(record -> record.sourcePartition().containsKey("snapshot"));
    assertThat(readers.instance.requests)
        .filteredOn(request -> request.query().text().equals(FIRST_PAGE))
        .as("the page that was passed over, and the same again")
        .hasSize(2);
  }

  private void await() {
    try {
      gate.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(List<SourceRecord> page) {
    records.addAll(page);
    readers.acknowledge(page);
  }
}
