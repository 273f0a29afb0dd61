/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.table;
import static io.snbridge.emulator.RequestMatcher.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code write.api=batch}, against an emulator whose items meet faults of their own. */
class BatchWritesTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final Pattern ROW = Pattern.compile("\"url\":\"[^\"]*/u_order/([0-9a-f]{32})");

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  BatchWritesTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("u_seq", "integer"), ColumnDefinition.col("u_name", "string"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("write.api", "batch");
    all.putIfAbsent("servicenow.request.timeout.ms", "1000");
    return bed.add(new TaskDriver(emulator, true, all).assign(P0));
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private static SinkRecord record(long offset, int row, Object value) {
    return new SinkRecord("orders", 0, null, id(row), null, value, offset);
  }

  private List<RecordedRequest> batches() {
    return emulator.requests().matching(request -> request.path().equals("/api/now/v1/batch"));
  }

  @Test
  void threeThousandMixedWritesEqualTheTopicThoughItemsAndBatchesAreLost() {
    emulator.faults().fraction(0.02, Fault.cancelledButWritten(), writes().and(table(TABLE)));
    emulator.faults().fraction(0.02, Fault.cutAfterCommit(), writes().and(table(TABLE)));
    emulator.faults().fraction(0.02, Fault.cutBeforeCommit(), writes().and(table(TABLE)));
    emulator
        .faults()
        .fraction(
            0.02,
            Fault.forbiddenButWritten(),
            request -> request.method().equals("POST") && request.path().endsWith(TABLE));
    emulator.faults().fraction(0.05, Fault.cutAfterCommit(), path("/api/now/v1/batch"));
    emulator.faults().fraction(0.05, Fault.tooManyRequestsWithoutHeaders(), table(TABLE));
    emulator.switches().servicedBatchItems(30);
    TaskDriver driver = driver(Map.of("linger.ms", "100"));
    Random random = new Random(11);
    Map<String, String> expected = new TreeMap<>();
    List<SinkRecord> records = new ArrayList<>();
    for (int sequence = 0; sequence < 3000; sequence++) {
      int row = random.nextInt(400);
      boolean delete = random.nextInt(10) == 0;
      records.add(record(sequence, row, delete ? null : Map.of("u_seq", sequence, "u_name", "x")));
      if (delete) {
        expected.remove(id(row));
      } else {
        expected.put(id(row), Integer.toString(sequence));
      }
    }
    driver.putAll(records, 250);

    assertThat(driver.context.dead).isEmpty();
    assertThat(
            emulator.rows(TABLE).stream()
                .collect(Collectors.toMap(row -> row.get("sys_id"), row -> row.get("u_seq"))))
        .isEqualTo(expected);
    assertThat(batches())
        .as("the slower the instance, the fuller and fewer")
        .hasSizeGreaterThan(10);
    for (RecordedRequest request : batches()) {
      Set<String> rows = new HashSet<>();
      Matcher matcher = ROW.matcher(request.body());
      while (matcher.find()) {
        assertThat(rows.add(matcher.group(1))).as("a row is in one batch once").isTrue();
      }
    }
  }

  @Test
  void fullBatchesGoOutAndTheLastOneDoesNotWaitForMore() {
    TaskDriver driver = driver(Map.of("write.method", "insert", "linger.ms", "1000"));
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 520; i++) {
      records.add(record(i, i, Map.of("u_seq", i)));
    }
    driver.put(records);
    driver.drain();

    assertThat(emulator.count(TABLE)).isEqualTo(520);
    // Rows are looked for, many at once, and then created in batches of 50.
    assertThat(emulator.requests().matching(request -> !request.session().equals("batch")))
        .hasSizeBetween(13, 40);
  }

  @Test
  void refusedItemGoesToTheDeadLettersAndTheOthersAreWritten() {
    emulator.refuseWrites(TABLE, row -> "13".equals(row.get("u_seq")), "Data Policy Exception");
    TaskDriver driver = driver(Map.of("write.method", "insert"));
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(record(i, i, Map.of("u_seq", i)));
    }
    driver.put(records);
    driver.drain();

    assertThat(emulator.count(TABLE)).isEqualTo(99);
    assertThat(driver.context.dead).hasSize(1);
  }

  @Test
  void instanceThatRefusesBatchesFailsTheTaskWithWhatItSaid() {
    emulator
        .faults()
        .always(Fault.error(403, "Operation Failed", "no batches here"), path("/api/now/v1/batch"));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, 1, Map.of("u_seq", 0)), record(1, 2, Map.of("u_seq", 1)));
    assertThatThrownBy(driver::drain)
        .rootCause()
        .hasMessageContaining("no batches here")
        .hasMessageNotContaining("credentials");
    assertThat(driver.commit()).containsEntry(P0, 0L);
  }
}
