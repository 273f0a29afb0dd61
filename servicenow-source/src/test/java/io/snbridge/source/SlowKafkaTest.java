/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Connect keeps each record until Kafka has it, beside its producer's copy: what it has taken is in
 * the worker's memory, too.
 */
@Timeout(60)
class SlowKafkaTest {

  private static final int ROWS = 2_000;
  private static final int BYTES = 200_000;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_job");
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final List<SourceRecord> unacknowledged = new ArrayList<>();

  @BeforeEach
  void start() {
    instance.table("u_job", col("u_text", "string"));
    instance.insertAll("u_job", Collections.nCopies(ROWS, Map.of("u_text", "x".repeat(500))));
    bed.clock.advance(Duration.ofMinutes(1));
    config.put("schema.mode", "none");
    config.put("page.size", "50");
    config.put("max.pending.bytes", Integer.toString(BYTES));
  }

  @Test
  void nothingMoreIsReadThanMayBePendingUntilKafkaHasIt() throws Exception {
    ServiceNowSourceTask task = bed.connect.start();
    pollUntilNothingComes(task);
    // A row has some 700 bytes in ServiceNow's answers.
    assertThat(unacknowledged.size()).isBetween(100, BYTES / 500);

    for (int all = unacknowledged.size(); all < ROWS; all += unacknowledged.size()) {
      unacknowledged.forEach(record -> task.commitRecord(record, null));
      unacknowledged.clear();
      pollUntilNothingComes(task);
      assertThat(unacknowledged).isNotEmpty().hasSizeLessThan(BYTES / 500);
    }
    task.stop();
  }

  /** They are acknowledged when their transaction ends, which it does with the poll. */
  @Test
  void recordsOfATransactionDoNotKeepThoseOfTheNextBack() throws Exception {
    ServiceNowSourceTask task = bed.connect.start();
    pollUntilNothingComes(task);
    task.commit();
    pollUntilNothingComes(task);
    assertThat(unacknowledged).hasSize(ROWS);
    task.stop();
  }

  @Test
  void aTransactionThatLastsAWhileHasAsManyRecordsAsCome() throws Exception {
    config.put("transaction.boundary", " INTERVAL");
    ServiceNowSourceTask task = bed.connect.start();
    pollUntilNothingComes(task);
    assertThat(unacknowledged).hasSize(ROWS);
    task.stop();
  }

  private void pollUntilNothingComes(ServiceNowSourceTask task) throws InterruptedException {
    for (List<SourceRecord> page = Connect.poll(task); page != null; page = Connect.poll(task)) {
      unacknowledged.addAll(page);
    }
  }
}
