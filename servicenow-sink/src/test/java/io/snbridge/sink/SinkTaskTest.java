/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.table;
import static io.snbridge.emulator.RequestMatcher.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.sink.delivery.BackPressure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkTaskTest {

  private static final String TABLE = "u_order";
  private static final String TOPIC = "orders";
  private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
  private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
  private static final Pattern SYS_ID = Pattern.compile("\"sys_id\":\"([0-9a-f]{32})\"");
  private static final Pattern SEQUENCE = Pattern.compile("\"u_seq\":\"(\\d+)\"");

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private final CountDownLatch gate = new CountDownLatch(1);

  SinkTaskTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("u_seq", "integer"), ColumnDefinition.col("u_name", "string"));
  }

  @AfterEach
  void close() {
    gate.countDown();
  }

  private TaskDriver driver(boolean reporter, Map<String, String> settings) {
    return bed.add(new TaskDriver(emulator, reporter, settings));
  }

  private TaskDriver driver() {
    return driver(true, Map.of()).assign(P0, P1);
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private static SinkRecord record(int partition, long offset, Object key, Object value) {
    return new SinkRecord(TOPIC, partition, null, key, null, value, offset);
  }

  private static SinkRecord write(int partition, long offset, int row) {
    return record(partition, offset, id(row), Map.of("u_seq", offset, "u_name", "n" + offset));
  }

  private Map<String, String> sequences() {
    return emulator.rows(TABLE).stream()
        .collect(Collectors.toMap(row -> row.get("sys_id"), row -> row.get("u_seq")));
  }

  private Fault gated() {
    return Fault.custom(
        "gate",
        (request, proceed) -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return proceed.get();
        });
  }

  @Test
  void fiveThousandMixedWritesEqualTheTopicAndKeepTheOrderOfEachRow() {
    emulator.faults().fraction(0.05, Fault.latency(Duration.ofMillis(8)), writes());
    emulator.faults().fraction(0.02, Fault.cancelledButWritten(), writes());
    emulator.faults().fraction(0.02, Fault.cutAfterCommit(), writes());
    emulator.faults().fraction(0.02, Fault.cutAndWrittenLater(Duration.ofMillis(100)), writes());
    emulator.faults().fraction(0.02, Fault.transactionCancelled(), writes());
    emulator.faults().fraction(0.02, Fault.forbiddenButWritten(), method("POST"));
    TopicPartition[] partitions = new TopicPartition[6];
    for (int i = 0; i < 6; i++) {
      partitions[i] = new TopicPartition(TOPIC, i);
    }
    // The row's next write waits that long after one that was lost.
    TaskDriver driver =
        driver(true, Map.of("servicenow.request.timeout.ms", "1500")).assign(partitions);
    Random random = new Random(7);
    Map<String, String> expected = new TreeMap<>();
    long[] offsets = new long[6];
    List<SinkRecord> batch = new ArrayList<>();
    for (int sequence = 0; sequence < 5000; sequence++) {
      int row = random.nextInt(300);
      int partition = row % 6;
      boolean delete = random.nextInt(10) == 0;
      batch.add(
          record(
              partition,
              offsets[partition]++,
              id(row),
              delete ? null : Map.of("u_seq", sequence, "u_name", "x")));
      if (delete) {
        expected.remove(id(row));
      } else {
        expected.put(id(row), Integer.toString(sequence));
      }
      if (batch.size() == 250) {
        driver.awaitRoom();
        driver.put(batch);
        batch.clear();
      }
    }
    driver.drain();

    assertThat(driver.context.dead).isEmpty();
    assertThat(sequences()).isEqualTo(expected);
    assertThat(driver.context.pauses).isPositive();
    assertThat(emulator.requests().greatestConcurrency()).isBetween(4, 8);
    Map<String, List<RecordedRequest>> byRow =
        emulator.requests().matching(request -> request.table().equals(TABLE)).stream()
            .filter(request -> !isLookForMany(request))
            .collect(Collectors.groupingBy(SinkTaskTest::row));
    assertThat(byRow).hasSize(300);
    byRow.values().forEach(SinkTaskTest::assertOneAfterTheOtherAndInOrder);
  }

  @Test
  void upsertsThatMostlyCreateLookForManyRowsAtOnce() {
    TaskDriver driver = driver();
    List<SinkRecord> records = new ArrayList<>();
    for (int row = 0; row < 400; row++) {
      records.add(write(0, row, row));
    }
    driver.put(records);
    driver.drain();
    assertThat(emulator.count(TABLE)).isEqualTo(400);
    assertThat(emulator.requests().matching(request -> request.method().equals("PATCH")))
        .as("changes that found nothing")
        .hasSizeLessThan(100);
    assertThat(emulator.requests().matching(request -> request.method().equals("POST")))
        .hasSize(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "DELETE"})
  void lostChangeThatRunsLaterDoesNotUndoTheRowsNextOne(String lost) {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_seq", "-1"));
    Duration late = Duration.ofMillis(500);
    TaskDriver driver = driver(true, Map.of("servicenow.request.timeout.ms", "900")).assign(P0, P1);
    // The table's columns are known from here on, so that nothing but the lost write takes time.
    driver.put(write(1, 0, 3));
    driver.drain();
    emulator.faults().next(1, Fault.cutAndWrittenLater(late), method(lost));
    driver.put(
        lost.equals("PATCH") ? write(0, 0, 1) : record(0, 0, id(1), null),
        write(0, 1, 1),
        write(1, 1, 2));
    await()
        .atMost(Duration.ofMillis(400))
        .untilAsserted(() -> assertThat(sequences()).containsKey(id(2)));
    driver.drain();
    await().during(late).untilAsserted(() -> assertThat(sequences()).containsEntry(id(1), "1"));
  }

  private static final Fault FAILS = Fault.error(500, "Operation Failed", "java.lang.Exception");

  static Stream<Arguments> writesOfOneRow() {
    Fault lies = Fault.cancelledButWritten();
    return Stream.of(
        Arguments.of("upsert", true, FAILS, "-1", true),
        Arguments.of("upsert", false, FAILS, null, true),
        Arguments.of("update", true, FAILS, "-1", true),
        Arguments.of("insert", false, FAILS, null, true),
        Arguments.of("delete", true, FAILS, "-1", true),
        Arguments.of("upsert", true, lies, "0", false),
        Arguments.of("update", true, lies, "0", false),
        Arguments.of("insert", false, lies, "0", false),
        Arguments.of("delete", true, lies, null, false));
  }

  /** The others go on, and the row tells what became of it. */
  @ParameterizedTest
  @MethodSource("writesOfOneRow")
  void recordThatServiceNowFailsAtAgainAndAgainIsRefusedOnceItIsSettled(
      String what, boolean there, Fault fault, String after, boolean refused) {
    if (there) {
      emulator.insert(TABLE, Map.of("sys_id", id(1), "u_seq", "-1", "u_name", ""));
    }
    emulator
        .faults()
        .always(fault, writes().and(request -> (request.path() + request.body()).contains(id(1))));
    String method = what.equals("delete") ? "upsert" : what;
    TaskDriver driver =
        driver(true, Map.of("write.max.server.errors", "3", "write.method", method)).assign(P0, P1);
    driver.put(record(0, 0, id(1), what.equals("delete") ? null : Map.of("u_seq", 0)));
    for (int i = 0; driver.commit().get(P0) == 0; i++) {
      if (!method.equals("insert")) {
        emulator.insert(TABLE, Map.of("sys_id", id(i + 2), "u_seq", "5"));
      }
      driver.put(record(1, i, id(i + 2), Map.of("u_name", "n" + i)));
      driver.drain(P1);
    }
    assertThat(driver.context.dead).hasSize(refused ? 1 : 0);
    if (refused) {
      assertThat(error(driver, 0))
          .hasMessageContainingAll("3 times", "write.max.server.errors", "status 500", id(1));
    }
    assertThat(sequences().get(id(1))).isEqualTo(after);
  }

  @Test
  void tableThatIsDownForAllIsWaitedFor() {
    emulator.table("u_other", ColumnDefinition.col("u_seq", "integer"));
    emulator.faults().next(300, FAILS, table(TABLE).and(writes()));
    TaskDriver driver =
        driver(
                true,
                Map.of(
                    "write.max.server.errors", "3",
                    "servicenow.retry.max.backoff.ms", "5",
                    "topic.table.map", "orders:u_order,others:u_other"))
            .assign(P0, P1);
    for (int i = 0; i < 20; i++) {
      driver.put(write(0, i, i));
      driver.put(new SinkRecord("others", 0, null, id(i), null, Map.of("u_seq", i), i));
    }
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(sequences()).hasSize(20);
  }

  private static boolean isLookForMany(RecordedRequest request) {
    return request.method().equals("GET") && request.path().endsWith(TABLE);
  }

  private static String row(RecordedRequest request) {
    Matcher inBody = SYS_ID.matcher(request.body());
    return inBody.find() ? inBody.group(1) : request.path().replaceAll(".*/", "");
  }

  private static void assertOneAfterTheOtherAndInOrder(List<RecordedRequest> requests) {
    long sequence = -1;
    Instant free = Instant.MIN;
    List<RecordedRequest> byStart =
        requests.stream().sorted(java.util.Comparator.comparing(RecordedRequest::start)).toList();
    for (RecordedRequest request : byStart) {
      assertThat(request.start()).isAfterOrEqualTo(free);
      free = request.end();
      Matcher matcher = SEQUENCE.matcher(request.body());
      if (matcher.find()) {
        long next = Long.parseLong(matcher.group(1));
        assertThat(next).isGreaterThanOrEqualTo(sequence);
        sequence = next;
      }
    }
  }

  static Stream<Fault> faultsOfCreates() {
    return Stream.of(
        Fault.cancelledButWritten(),
        Fault.transactionCancelled(),
        Fault.forbiddenButWritten(),
        Fault.cutAfterCommit(),
        Fault.cutBeforeCommit(),
        Fault.cutInBody(),
        Fault.noAnswer(Duration.ofMillis(200)),
        Fault.noAnswerButWritten(Duration.ofSeconds(1)),
        Fault.badGateway(),
        Fault.unavailable(),
        Fault.hibernating(),
        Fault.nullBody(),
        Fault.dropped(),
        Fault.tooManyRequestsWithoutHeaders());
  }

  @ParameterizedTest
  @MethodSource("faultsOfCreates")
  void eachCreateHappensOnceAndEachReplayFindsItsRow(Fault fault) {
    for (DuplicateIds policy : DuplicateIds.values()) {
      emulator.reset();
      emulator.table(
          TABLE,
          ColumnDefinition.col("u_seq", "integer"),
          ColumnDefinition.col("u_name", "string"));
      emulator.switches().duplicateIds(policy);
      emulator.faults().next(3, fault, method("POST"));
      List<SinkRecord> records = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        // Half of them without an id: it is computed from the coordinates.
        records.add(record(0, i, i % 2 == 0 ? id(100 + i) : "C-" + i, Map.of("u_seq", i)));
      }
      for (int delivery = 0; delivery < 2; delivery++) {
        // The second task replays all, and meets the fault again.
        TaskDriver driver = driver(true, Map.of("servicenow.request.timeout.ms", "300")).assign(P0);
        driver.put(records);
        driver.drain();
        assertThat(driver.context.dead).isEmpty();
        assertThat(sequences().values())
            .as("%s, %s, delivery %d", fault, policy, delivery)
            .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        emulator.faults().next(3, fault, method("POST"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivedIdsMakeOneRowOfEachKey(DuplicateIds policy) {
    emulator.switches().duplicateIds(policy);
    for (int delivery = 0; delivery < 2; delivery++) {
      TaskDriver driver = driver(true, Map.of("id.mode", "derived")).assign(P0);
      driver.put(
          record(0, 0, "C-1", Map.of("u_seq", 1)),
          record(0, 1, "C-2", Map.of("u_seq", 2)),
          record(0, 2, "C-1", Map.of("u_seq", 3)),
          record(0, 3, "C-2", null));
      driver.drain();
      assertThat(sequences().values()).containsExactly("3");
    }
  }

  /** The failure may come as early as in the same put. */
  private static void putAndDrain(TaskDriver driver, SinkRecord... records) {
    driver.put(records);
    driver.drain();
  }

  @Test
  void refusedRecordIsReportedAndTheOthersGoOn() {
    emulator.refuseWrites(TABLE, row -> "n1".equals(row.get("u_name")), "Data Policy Exception: X");
    TaskDriver driver = driver();
    driver.put(write(0, 0, 1), write(0, 1, 2), write(0, 2, 3), record(0, 3, id(4), 17));
    driver.drain();
    assertThat(sequences()).containsOnlyKeys(id(1), id(3));
    assertThat(driver.context.dead).hasSize(2);
    assertThat(error(driver, 1L))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContainingAll(
            "Topic 'orders', partition 0, offset 1",
            "upsert of u_order/" + id(2),
            "403",
            "Operation Failed",
            "Data Policy Exception: X",
            "correlation id");
    assertThat(error(driver, 3L)).hasMessageContainingAll("offset 3", "java.lang.Integer");
  }

  /** What the dead letter names can be searched for in the instance's logs and a gateway's. */
  @Test
  void refusalNamesTheRequestAsItWasSent() {
    emulator.refuseWrites(TABLE, row -> true, "Data Policy Exception: X");
    TaskDriver driver = driver();
    driver.put(write(0, 0, 1));
    driver.drain();

    Matcher named =
        Pattern.compile("\\[correlation id ([-0-9a-f]{36}), transaction id [-0-9a-f]+]")
            .matcher(error(driver, 0).getMessage());
    assertThat(named.find()).as(error(driver, 0).getMessage()).isTrue();
    assertThat(
            emulator
                .requests()
                .matching(
                    request ->
                        named.group(1).equals(request.headers().get("x-correlation-id"))
                            && request.status() == 403))
        .isNotEmpty();
  }

  private static Throwable error(TaskDriver driver, long offset) {
    return driver.context.dead.stream()
        .filter(dead -> dead.record().kafkaOffset() == offset)
        .findFirst()
        .orElseThrow()
        .error();
  }

  @Test
  void refusedRecordHoldsTheOffsetUntilItIsSafe() {
    TaskDriver driver = driver();
    driver.context.reported = new CompletableFuture<>();
    driver.put(record(0, 0, id(1), 17), write(0, 1, 2));
    await().until(() -> sequences().containsKey(id(2)));
    driver.put();
    assertThat(driver.commit()).containsEntry(P0, 0L);
    driver.context.reported.complete(null);
    driver.drain();
  }

  @Test
  void reportThatFailsFailsTheTask() {
    TaskDriver driver = driver();
    driver.context.reported =
        CompletableFuture.failedFuture(new IllegalStateException("no broker"));
    assertThatThrownBy(() -> driver.put(record(0, 0, id(1), 17)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("no broker");
    assertThat(driver.commit()).containsEntry(P0, 0L);
  }

  @Test
  void refusalWithoutAReporterFailsTheTaskAndHoldsTheOffset() {
    emulator.refuseWrites(TABLE, row -> "n2".equals(row.get("u_name")), "Data Policy Exception: X");
    TaskDriver driver = driver(false, Map.of()).assign(P0, P1);
    SinkRecord[] records = {
      write(0, 0, 1), write(0, 1, 2), write(0, 2, 3), write(0, 3, 4), write(1, 0, 5)
    };
    assertThatThrownBy(() -> putAndDrain(driver, records))
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll(
            "Topic 'orders', partition 0, offset 2",
            id(3),
            "Data Policy Exception: X",
            "errors.deadletterqueue.topic.name");
    assertThat(driver.commit().get(P0)).isLessThanOrEqualTo(2L);
    assertThatThrownBy(driver::put).isInstanceOf(ConnectException.class);
  }

  /** With errors.log.enable=true Connect hands out a reporter that keeps nothing. */
  @Test
  void refusalThatConnectWouldOnlyLogFailsTheTaskAndHoldsTheOffset() {
    TaskDriver driver =
        driver(true, Map.of("errors.log.enable", "true", "errors.deadletterqueue.topic.name", ""))
            .assign(P0);
    assertThatThrownBy(() -> putAndDrain(driver, record(0, 0, id(1), Map.of("u_seq", "x"))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll("offset 0", "errors.deadletterqueue.topic.name");
    assertThat(driver.commit()).containsEntry(P0, 0L);
    assertThat(driver.context.dead).isEmpty();
  }

  @Test
  void wrongPasswordFailsTheTaskAfterFewRequests() {
    TaskDriver driver =
        driver(true, Map.of("servicenow.password", "wrong", "servicenow.retry.timeout.ms", "2000"))
            .assign(P0);
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(write(0, i, i));
    }
    assertThatThrownBy(() -> putAndDrain(driver, records.toArray(SinkRecord[]::new)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("credentials");
    assertThat(driver.commit()).containsEntry(P0, 0L);
    assertThat(emulator.requests().count()).isLessThanOrEqualTo(16);
  }

  @Test
  void instanceThatDoesNotKeepIdsFailsTheTaskAndKeepsNoRow() {
    emulator.switches().honourSysIds(false);
    TaskDriver driver = driver();
    assertThatThrownBy(() -> putAndDrain(driver, write(0, 0, 1), write(0, 1, 2)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll("'u_order'", "does not keep the sys_id", "write.method=update");
    await().untilAsserted(() -> assertThat(emulator.rows(TABLE)).isEmpty());
  }

  @Test
  void slowRowHoldsItsPartitionAndNoOther() {
    emulator.faults().always(gated(), path("/api/now/table/u_order/" + id(1)));
    TaskDriver driver = driver();
    driver.put(write(0, 0, 2), write(0, 1, 1), write(0, 2, 3), write(1, 0, 4));
    await()
        .untilAsserted(
            () -> {
              driver.put();
              assertThat(driver.commit()).containsEntry(P0, 1L).containsEntry(P1, 1L);
              assertThat(sequences()).containsOnlyKeys(id(2), id(3), id(4));
            });
    assertThat(driver.context.timeoutMs).isEqualTo(BackPressure.WHILE_PENDING.toMillis());
    gate.countDown();
    driver.drain();
    assertThat(driver.context.timeoutMs).isEqualTo(BackPressure.WHILE_IDLE.toMillis());
  }

  @Test
  void offsetsAreTheOriginalOnesAndFilteredTailsAreCommitted() {
    emulator.faults().next(1, gated(), table(TABLE));
    TaskDriver driver = driver();
    TopicPartition original = new TopicPartition("raw.orders", 3);
    driver.assign(original);
    driver.put(
        new SinkRecord(
            TOPIC,
            0,
            null,
            id(1),
            null,
            Map.of("u_seq", 1),
            5,
            null,
            TimestampType.NO_TIMESTAMP_TYPE,
            null,
            "raw.orders",
            3,
            77L));
    driver.filtered(original, 90);
    assertThat(driver.commit()).containsEntry(original, 77L).containsEntry(P0, 0L);
    gate.countDown();
    driver.drain();
    assertThat(driver.commit()).containsEntry(original, 90L).containsEntry(P0, 0L);
  }

  @Test
  void tooMuchPendingPausesAndHalfOfItDoneResumes() {
    emulator.faults().always(gated(), table(TABLE));
    TaskDriver driver = driver(true, Map.of("servicenow.max.concurrent.requests", "2"));
    driver.assign(P0, P1);
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 2 * BackPressure.PENDING_PER_REQUEST; i++) {
      records.add(write(0, i, i));
    }
    driver.put(records.subList(1, records.size()));
    assertThat(driver.context.paused).isEmpty();
    driver.put(write(1, 0, 0));
    assertThat(driver.context.paused).containsExactlyInAnyOrder(P0, P1);
    assertThat(driver.context.timeoutMs).isEqualTo(50);
    TopicPartition more = new TopicPartition(TOPIC, 2);
    driver.assign(more);
    assertThat(driver.context.paused).contains(more);
    gate.countDown();
    driver.awaitRoom();
    driver.drain();
    assertThat(driver.context.pauses).as("once, and the new one").isEqualTo(2);
  }

  /** Eager assignors, and a member that was thrown out, have no partition for a while. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partitionThatComesBackIsReadThoughItWentPaused(boolean lost) {
    emulator.faults().always(gated(), table(TABLE));
    TaskDriver driver = driver(true, Map.of("servicenow.max.concurrent.requests", "1"));
    driver.assign(P0, P1);
    pauseBy(driver);
    if (lost) {
      driver.lose(P0, P1);
    } else {
      driver.revoke(P0, P1);
    }
    driver.put();
    driver.assign(P0, P1);
    assertThat(driver.context.paused).isEmpty();
    gate.countDown();
    driver.put(write(1, 0, 1));
    driver.drain();
    assertThat(sequences()).containsKey(id(1));
  }

  /** Cooperative assignors take some of them, in a rebalance of their own. */
  @Test
  void partitionThatComesBackIsReadThoughItWentPausedAloneAndPausedAgainWhereTooMuchIsPending() {
    emulator.faults().always(gated(), table(TABLE));
    TaskDriver driver = driver(true, Map.of("servicenow.max.concurrent.requests", "1"));
    driver.assign(P0, P1);
    pauseBy(driver);
    driver.revoke(P1);
    driver.put();
    driver.assign(P1);
    assertThat(driver.context.paused).as("what is pending is of P0").contains(P0, P1);

    driver.revoke(P0);
    driver.put();
    driver.assign(P0);
    assertThat(driver.context.paused).isEmpty();
    gate.countDown();
  }

  private static void pauseBy(TaskDriver driver) {
    for (int i = 0; i < BackPressure.PENDING_PER_REQUEST; i++) {
      driver.put(write(0, i, i));
    }
    assertThat(driver.context.paused).containsExactlyInAnyOrder(P0, P1);
  }

  @Test
  void topicThatWasCreatedAnewIsWrittenFromItsStart() {
    TaskDriver driver = driver();
    driver.put(write(0, 0, 1), write(0, 1, 2));
    driver.drain();
    // Connect's consumer was out of range and begins at the earliest offset.
    driver.put(write(0, 0, 3), write(0, 1, 4));
    driver.drain();
    assertThat(sequences()).containsOnlyKeys(id(1), id(2), id(3), id(4));
  }

  @Test
  void revocationWaitsForWritesUnderWayAndDropsTheQueue() {
    emulator.faults().next(1, Fault.latency(Duration.ofMillis(300)), table(TABLE));
    TaskDriver driver = driver(true, oneRequestAtATime());
    driver.assign(P0, P1);
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_seq", "-1"));
    driver.put(write(0, 0, 1), write(0, 1, 2), write(1, 0, 3));
    driver.revoke(P0);
    assertThat(sequences()).containsEntry(id(1), "0");
    driver.drain();
    assertThat(sequences()).containsOnlyKeys(id(1), id(3));
    driver.assign(P0);
    driver.put(write(0, 0, 1), write(0, 1, 2));
    driver.drain();
    assertThat(sequences()).containsOnlyKeys(id(1), id(2), id(3));
  }

  @Test
  void revokedWriteThatHangsIsCancelledSoThatItOvertakesNobody() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_seq", "-1"));
    emulator
        .faults()
        .next(
            1,
            Fault.tooManyRequests(Duration.ofSeconds(4)),
            path("/api/now/table/u_order/" + id(1)));
    TaskDriver driver = driver(true, oneRequestAtATime());
    driver.assign(P0, P1);
    driver.put(write(0, 0, 1), write(1, 0, 2));
    await().until(() -> emulator.requests().count() == 1);
    Instant start = Instant.now();
    driver.revoke(P0);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(3));
    assertThat(driver.commit()).containsEntry(P0, 0L);
    // The one request at a time that is allowed: the revoked write's would go first.
    driver.drain();
    assertThat(sequences()).isEqualTo(Map.of(id(1), "-1", id(2), "0"));
  }

  @Test
  void stopReturnsSoonWhileThrottledForAnHour() {
    emulator.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), table(TABLE));
    TaskDriver driver = driver();
    for (int i = 0; i < 100; i++) {
      driver.put(write(0, i, i));
    }
    await().until(() -> emulator.requests().count() >= 1);
    Instant start = Instant.now();
    driver.task.stop();
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
    assertThat(driver.commit()).containsEntry(P0, 0L);
    assertThat(emulator.requests().count())
        .as("those for the columns, and 8")
        .isLessThanOrEqualTo(10);
    await().until(SinkTaskTest::clientThreads, List::isEmpty);
  }

  /** The first one is a write. */
  private static Map<String, String> oneRequestAtATime() {
    return Map.of(
        "servicenow.max.concurrent.requests", "1",
        "unknown.columns", "ignore",
        "invalid.values", "ignore");
  }

  private static List<String> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("servicenow-"))
        .toList();
  }

  @Test
  void displayValuesAreWrittenAsUsersSeeThem() {
    emulator.table(TABLE, ColumnDefinition.col("u_due", "glide_date_time"));
    emulator.switches().userZone(ZoneId.of("America/New_York"));
    for (boolean display : new boolean[] {false, true}) {
      TaskDriver driver =
          driver(true, Map.of("input.display.value", Boolean.toString(display))).assign(P0);
      driver.put(record(0, 0, id(1), Map.of("u_due", "2026-01-01 00:00:00")));
      driver.drain();
      assertThat(emulator.row(TABLE, id(1)))
          .containsEntry("u_due", display ? "2026-01-01 05:00:00" : "2026-01-01 00:00:00");
    }
  }

  @Test
  void olderRecordDoesNotOverwriteWhatSomebodyElseWroteSince() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_seq", "-1"));
    TaskDriver driver = driver(true, Map.of("conflict.policy", "newest_wins")).assign(P0);
    driver.put(stamped(0, 1, Instant.now().minusSeconds(60)));
    driver.drain();
    assertThat(sequences()).containsEntry(id(1), "-1");
    driver.put(stamped(1, 1, Instant.now().plusSeconds(60)));
    driver.drain();
    assertThat(sequences()).containsEntry(id(1), "1");
    // Our own write came after it, and is no reason to leave it out.
    driver.put(stamped(2, 1, Instant.now().minusSeconds(30)));
    driver.drain();
    assertThat(sequences()).containsEntry(id(1), "2");
  }

  private static SinkRecord stamped(long offset, int row, Instant changed) {
    return new SinkRecord(
        TOPIC,
        0,
        null,
        id(row),
        null,
        Map.of("u_seq", offset),
        offset,
        changed.toEpochMilli(),
        TimestampType.CREATE_TIME);
  }

  @Test
  void nullFieldClearsItsColumnAndNoOther() {
    TaskDriver driver = driver(true, Map.of("null.fields", "clear"));
    driver.assign(P0);
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_seq", "5", "u_name", "old"));
    Map<String, Object> value = new HashMap<>();
    value.put("u_name", null);
    driver.put(record(0, 0, id(1), value));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_name", "").containsEntry("u_seq", "5");
  }

  @Test
  void recordReplacesTheColumnsThatAreListedAndNoOther() {
    Map<String, String> settings =
        Map.of("null.fields", "replace", "fields.include", "u_name,u_seq");
    TaskDriver driver = driver(true, settings);
    driver.assign(P0);
    emulator.insert(
        TABLE, Map.of("sys_id", id(1), "u_seq", "5", "u_name", "old", "sys_created_by", "abel"));
    driver.put(record(0, 0, id(1), Map.of("u_name", "new")));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1)))
        .containsEntry("u_name", "new")
        .containsEntry("u_seq", "")
        .containsEntry("sys_created_by", "abel");
  }

  @Test
  void failureIsNotThrownAtCommitWhereConnectWouldRewind() {
    TaskDriver driver = driver(false, Map.of()).assign(P0);
    emulator.refuseWrites(TABLE, row -> true, "no");
    emulator.faults().next(1, gated(), table(TABLE));
    driver.put(write(0, 0, 1));
    gate.countDown();
    await().until(() -> emulator.requests().count() >= 3);
    assertThat(driver.commit()).containsEntry(P0, 0L);
  }

  @Test
  void stopBeforeStartIsHarmless() {
    new ServiceNowSinkTask().stop();
  }
}
