/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table whose interval grows while nothing happens. */
@Timeout(60)
class QuietTableTest {

  private static final TableConfig TABLE =
      Tables.polledUpTo(Duration.ofMinutes(1), Tables.incident(100));

  private final Run.Kafka kafka = new Run.Kafka();

  @RegisterExtension final TimedReaders readers = new TimedReaders(this::take);

  @Test
  void tableThatDoesNotChangeIsAskedEverMoreRarely() throws Exception {
    change();
    readers.start(TABLE, Map.of());
    readers.passes(Duration.ofMinutes(5));
    int before = readers.instance.requests.size();
    readers.passes(Duration.ofHours(1));
    assertThat(readers.instance.requests.size() - before).isBetween(59, 61);
  }

  @Test
  void firstChangeComesWithinTheLongestIntervalAndTheNextAtTheUsualOne() throws Exception {
    readers.start(TABLE, Map.of());
    readers.passes(Duration.ofMinutes(30));
    assertThat(delay()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(63));
    for (int i = 0; i < 10; i++) {
      assertThat(delay()).isLessThanOrEqualTo(Duration.ofSeconds(8));
    }
  }

  /** Of a change that is made now. */
  private Duration delay() throws InterruptedException {
    Instant made = now();
    int before = kafka.records;
    change();
    readers.readUntil(() -> kafka.records > before);
    return Duration.between(made, now());
  }

  private void change() {
    readers.instance.put(FakeInstance.id(1), GlideDateTime.text(now()));
  }

  private Instant now() {
    return readers.instance.now("");
  }

  private void take(List<SourceRecord> page) {
    kafka.take(page);
    readers.acknowledge(page);
  }
}
