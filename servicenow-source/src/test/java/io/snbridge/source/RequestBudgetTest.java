/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** Each would have half as many more, if it began with an hour of its own. */
  private static final int FOLLOWERS = 3;

  private static final Duration A_WHILE = Duration.ofSeconds(1);

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
  void taskAndThoseThatFollowItHaveOneHoursRequestsTogether() throws Exception {
    ServiceNowSourceTask first = bed.connect.start();
    bed.connect.pollUntil(first, kafka -> bed.instance.requests().count() >= LIMIT / 2);
    first.stop();
    for (int follower = 1; follower <= FOLLOWERS; follower++) {
      ServiceNowSourceTask task = bed.connect.start();
      long began = System.nanoTime();
      bed.connect.pollUntil(task, kafka -> System.nanoTime() - began > A_WHILE.toNanos());
      task.stop();
    }
    assertThat(bed.instance.requests().count()).isBetween(LIMIT / 2L, (long) LIMIT);
  }

  @Test
  void connectorsOfAnInstanceHaveItsRequestsTogether() throws Exception {
    bed.config.put("servicenow.max.requests.per.hour.scope", "instance");
    List<ServiceNowSourceTask> tasks = new ArrayList<>();
    for (int connector = 0; connector < FOLLOWERS; connector++) {
      bed.config.put("name", "budget-" + UUID.randomUUID());
      tasks.add(bed.connect.start());
    }
    long began = System.nanoTime();
    for (ServiceNowSourceTask task : tasks) {
      bed.connect.pollUntil(
          task,
          kafka ->
              bed.instance.requests().count() >= LIMIT / 2
                  && System.nanoTime() - began > A_WHILE.toNanos());
    }
    assertThat(bed.instance.requests().count()).isBetween(LIMIT / 2L, (long) LIMIT);
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
