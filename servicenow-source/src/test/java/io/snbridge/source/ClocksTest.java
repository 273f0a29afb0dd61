/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.store.LateRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers whose {@code Date} is not that of the clock that stamps rows. */
@Timeout(90)
class ClocksTest {

  private static final RequestMatcher ANY = request -> true;

  private int inserted;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inRealTime("incident");
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    instance.table("incident", ColumnDefinition.col("number", "string"));
    config.put("schema.mode", "none");
    config.put("page.size", "10");
    config.put("poll.interval.ms", "50");
    config.put("settle.ms", "1000");
  }

  @Test
  void answersThatAreAllSecondsAheadLoseNothing() throws Exception {
    config.put("settle.ms", "2000");
    config.put("lookback.ms", "12000");
    instance.faults().always(Fault.dateAhead(Duration.ofSeconds(5)), ANY);
    try (LogText log = new LogText()) {
      ServiceNowSourceTask task = connect.start();
      Thread life = new Thread(() -> insertOneByOne(60));
      life.start();
      connect.pollUntil(task, kafka -> !life.isAlive() && kafka.stamps.equals(stamps()));
      task.stop();
      assertThat(log.text()).contains("Table 'incident'", "appeared with timestamps", "settle.ms");
    }
  }

  @Test
  void oneAnswerInFourThatIsAnHourAheadLosesNothing() throws Exception {
    for (int i = 0; i < 100; i++) {
      insert();
    }
    instance.faults().fraction(0.25, Fault.dateAhead(Duration.ofHours(1)), ANY);
    try (LogText log = new LogText()) {
      ServiceNowSourceTask task = connect.start();
      connect.pollUntil(task, kafka -> kafka.records > 50);
      instance.updateAll("incident", row -> true, Map.of("number", "changed"));
      connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      insert();
      connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      task.stop();
      assertThat(log.text()).contains("'Date' headers", "apart");
    }
  }

  @Test
  void answersThatAllJumpAnHourAheadAreNotBelieved() throws Exception {
    try (LogText log = new LogText()) {
      ServiceNowSourceTask task = connect.start();
      insert();
      connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      instance.faults().always(Fault.dateAhead(Duration.ofHours(1)), ANY);
      for (int i = 0; i < 4; i++) {
        insert();
        connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      }
      connect.pollUntil(task, kafka -> log.text().contains("ahead of the time that has passed"));
      insert();
      connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      task.stop();
    }
  }

  @Test
  void answerThatIsAnHourBehindStopsNothingForLong() throws Exception {
    ServiceNowSourceTask task = connect.start();
    insert();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    instance.faults().next(2, Fault.dateBehind(Duration.ofHours(1)), ANY);
    connect.pollUntil(task, kafka -> instance.faults().injected() == 2);
    insert();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  @Test
  void nothingIsSentTwiceForLookingAgain() throws Exception {
    config.put("lookback.ms", "2000");
    for (int i = 0; i < 20; i++) {
      insert();
    }
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    List<String> looks = new ArrayList<>();
    int seen = connect.records;
    instance.updateAll("incident", row -> true, Map.of("number", "changed"));
    instance.requests().clear();
    connect.pollUntil(task, kafka -> instance.requests().count() > 1 && looks(looks) >= 5);
    task.stop();
    assertThat(connect.stamps).isEqualTo(stamps());
    assertThat(connect.records).isEqualTo(seen + 20);
  }

  @Test
  void nothingIsSentAgainAfterAnOrderlyStopForALateRow() throws Exception {
    config.put("lookback.ms", "8000");
    ServiceNowSourceTask task = connect.start();
    insert();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    LateRow late = instance.insertLate("incident", Map.of("number", "late"));
    await1s();
    insert();
    insert();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    late.commit();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    int sent = connect.records;

    task = connect.start();
    insert();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.records).isEqualTo(sent + 1);
  }

  private static void await1s() {
    LockSupport.parkNanos(Duration.ofMillis(1100).toNanos());
  }

  /** Requests for ids and timestamps only. */
  private int looks(List<String> looks) {
    looks.clear();
    instance.requests().toTable("incident").stream()
        .map(request -> request.parameter("sysparm_fields"))
        .filter(fields -> fields.startsWith("sys_id,sys_updated_on"))
        .forEach(looks::add);
    return looks.size();
  }

  private void insertOneByOne(int rows) {
    for (int i = 0; i < rows; i++) {
      insert();
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private void insert() {
    instance.insert("incident", Map.of("number", "N" + inserted++));
  }

  private Map<String, String> stamps() {
    return bed.stamps("incident");
  }
}
