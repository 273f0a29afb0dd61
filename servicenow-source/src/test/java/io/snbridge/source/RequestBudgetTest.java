/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task has no more requests in an hour than it may. */
@Timeout(60)
class RequestBudgetTest {

  private static final int LIMIT = 40;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inRealTime("u_job");

  @BeforeEach
  void start() {
    bed.instance.defineTable(table("u_job", col("u_rank", "integer")));
    for (int i = 0; i < 100; i++) {
      bed.instance.insert("u_job", Map.of("u_rank", "" + i));
    }
    bed.config.put("name", "budget-" + UUID.randomUUID());
    bed.config.put("page.size", "1");
    bed.config.put("servicenow.max.requests.per.hour", "" + LIMIT);
  }

  @Test
  void taskAndTheOneThatFollowsItHaveOneHoursRequestsTogether() throws Exception {
    ServiceNowSourceTask first = bed.connect.start();
    await().until(() -> bed.instance.requests().count() >= LIMIT / 4);
    first.stop();
    ServiceNowSourceTask second = bed.connect.start();
    long before = System.nanoTime();
    bed.connect.pollUntil(second, kafka -> System.nanoTime() - before > 2_000_000_000L);
    assertThat(bed.instance.requests().count()).isBetween(LIMIT / 4L, (long) LIMIT);
  }

  @Test
  void changesArriveWhileASnapshotWaits() throws Exception {
    bed.instance.defineTable(table("u_small", col("u_rank", "integer")));
    bed.config.put("tables", "u_small,u_job");
    bed.config.put("servicenow.max.requests.per.hour", "1000");
    bed.config.put("table.u_small.snapshot.mode", "latest");
    bed.config.put("table.u_small.poll.interval.ms", "1000");
    bed.config.put("settle.ms", "0");
    for (int i = 0; i < 900; i++) {
      bed.instance.insert("u_job", Map.of("u_rank", "" + i));
    }
    ServiceNowSourceTask task = bed.connect.start();
    bed.connect.pollUntil(task, kafka -> bed.instance.requests().toTable("u_job").size() > 300);
    String id = bed.instance.insert("u_small", Map.of("u_rank", "1"));
    bed.connect.pollUntil(task, kafka -> kafka.stamps.containsKey(id));
    assertThat(bed.connect.records).as("the snapshot is not over").isLessThan(1001);
    assertThat(bed.instance.requests().count()).isLessThanOrEqualTo(1000);
  }
}
