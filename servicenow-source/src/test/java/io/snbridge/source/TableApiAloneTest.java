/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An instance that lets the connector's user at the Table API, and at nothing else. */
@Timeout(60)
class TableApiAloneTest {

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_job");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;

  @BeforeEach
  void start() {
    instance.table("u_job", col("u_rank", "integer"));
    config.put("page.size", "10");
    config.put("deletes", "tombstone");
    config.put("poll.interval.ms", "20");
  }

  @ParameterizedTest
  @CsvSource({
    "403, User Not Authorized, Failed API level ACL Validation",
    "404, Requested URI does not represent any resource, ''",
    "401, User Not Authenticated, Required to provide Auth information",
  })
  void rowsChangesAndDeletesArriveWithTheAggregateApiShut(int status, String message, String detail)
      throws Exception {
    rowsChangesAndDeletesArriveWith(Fault.error(status, message, detail));
  }

  /** A gateway's page, or a login's, and no refusal. */
  @Test
  void rowsChangesAndDeletesArriveWithPagesInPlaceOfTheAggregateApi() throws Exception {
    rowsChangesAndDeletesArriveWith(
        Fault.answer(200, "text/html", "<html><title>Log in</title></html>"));
  }

  private void rowsChangesAndDeletesArriveWith(Fault inPlaceOfTheAggregate) throws Exception {
    instance.faults().always(inPlaceOfTheAggregate, RequestMatcher.path("/api/now/stats"));
    for (int i = 0; i < 35; i++) {
      instance.insert("u_job", Map.of("sys_id", "%032x".formatted(i * 7919), "u_rank", "" + i));
    }
    instance.hideRows("u_job", row -> Integer.parseInt(row.get("u_rank")) % 3 == 0);
    clock.advance(Duration.ofMinutes(1));

    config.put("name", "jobs");
    assertThat(new ServiceNowSourceConnector().validate(config).configValues())
        .allMatch(value -> value.errorMessages().isEmpty());
    ServiceNowSourceTask task = bed.another().start();
    try {
      Set<Object> ranks = new HashSet<>();
      while (ranks.size() < 23) {
        next(task).forEach(record -> ranks.add(record.key()));
      }
      clock.advance(Duration.ofMinutes(1));
      String gone = "%032x".formatted(7919);
      instance.delete("u_job", gone);
      clock.advance(Duration.ofMinutes(5));
      boolean tombstone = false;
      while (!tombstone) {
        tombstone = next(task).stream().anyMatch(record -> record.value() == null);
      }
    } finally {
      task.stop();
    }
  }

  private static List<SourceRecord> next(ServiceNowSourceTask task) throws InterruptedException {
    List<SourceRecord> page = task.poll();
    if (page == null) {
      return List.of();
    }
    page.forEach(record -> task.commitRecord(record, null));
    return page;
  }
}
