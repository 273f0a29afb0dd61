/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.queryContaining;
import static io.snbridge.emulator.RequestMatcher.table;
import static io.snbridge.emulator.RequestMatcher.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer means, against an emulator: whose it is, and whether it is of the record. */
class AnswersTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final TopicPartition P1 = new TopicPartition("orders", 1);
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  AnswersTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("u_seq", "integer"), ColumnDefinition.col("u_name", "string"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    return bed.add(new TaskDriver(emulator, true, new HashMap<>(settings)).assign(P0));
  }

  private static String id(int number) {
    return "%032x".formatted(number + 1);
  }

  private static SinkRecord record(long offset, String id) {
    return new SinkRecord("orders", 0, null, id, null, Map.of("u_seq", offset), offset);
  }

  private static SinkRecord delete(long offset, String id) {
    return new SinkRecord("orders", 0, null, id, null, null, offset);
  }

  private void insert(String id) {
    emulator.insert(TABLE, Map.of("sys_id", id, "u_seq", "-1"));
  }

  private static String error(TaskDriver driver) {
    assertThat(driver.context.dead).hasSize(1);
    return driver.context.dead.get(0).error().getMessage();
  }

  private long sent(String method) {
    return emulator
        .requests()
        .matching(request -> request.method().equals(method) && request.table().equals(TABLE))
        .size();
  }

  private long changesSent() {
    return emulator.requests().matching(request -> !request.method().equals("GET")).size();
  }

  /** Answers of 404 that are none of ServiceNow's about a row. */
  static Stream<Fault> notAboutARow() {
    return Stream.of(
        Fault.answer(404, "text/html", "<html><title>404 Not Found</title></html>"),
        Fault.answer(404, "application/json", ""),
        Fault.answer(
            404,
            "application/json",
            "{\"error\":{\"message\":\"Requested URI does not represent any resource\","
                + "\"detail\":null},\"status\":\"failure\"}"),
        Fault.answer(
            404, "application/json", "{\"message\":\"no Route matched with those values\"}"));
  }

  @ParameterizedTest
  @MethodSource("notAboutARow")
  void notFoundThatIsNotAboutARowDeletesNothing(Fault fault) {
    insert(ID);
    emulator.faults().next(1, fault, method("DELETE"));
    TaskDriver driver = driver(Map.of());
    driver.put(delete(0, ID));
    driver.drain();
    assertThat(emulator.count(TABLE)).isOne();
    assertThat(error(driver)).contains("delete of u_order/" + ID, "404");
  }

  @ParameterizedTest
  @MethodSource("notAboutARow")
  void notFoundThatIsNotAboutARowIsNoReasonToCreateOrToLeaveOut(Fault fault) {
    insert(ID);
    emulator.faults().always(fault, method("PATCH"));
    TaskDriver upserts = driver(Map.of());
    upserts.put(record(0, ID));
    upserts.drain();
    assertThat(error(upserts)).contains("404");
    assertThat(sent("POST")).isZero();

    TaskDriver updates = driver(Map.of("write.method", "update", "not.found", "ignore"));
    updates.put(record(1, ID));
    updates.drain();
    assertThat(error(updates)).contains("404");
  }

  @ParameterizedTest
  @MethodSource("notAboutARow")
  void notFoundThatIsNotAboutARowIsNoMissingRowForAPolicy(Fault fault) {
    insert(ID);
    emulator.faults().always(fault, method("GET").and(table(TABLE)));
    TaskDriver driver = driver(Map.of("conflict.policy", "newest_wins"));
    driver.put(
        new SinkRecord(
            "orders",
            0,
            null,
            ID,
            null,
            Map.of("u_seq", 0),
            0,
            System.currentTimeMillis(),
            TimestampType.CREATE_TIME));
    driver.drain();
    assertThat(error(driver)).contains("404");
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void deleteOfAHiddenRowIsNotDone(String api) {
    insert(ID);
    emulator.hideRows(TABLE, row -> row.get("sys_id").equals(ID));
    TaskDriver driver = driver(Map.of("write.api", api));
    driver.put(delete(0, ID), delete(1, id(1)));
    driver.drain();
    assertThat(error(driver)).contains("offset 0", "delete of u_order/" + ID, "hides");
    assertThat(emulator.count(TABLE)).isOne();
  }

  @Test
  void deleteIsNotDoneWhereNothingTellsThatThereIsNoRow() {
    insert(ID);
    emulator.hideRows(TABLE, row -> true);
    emulator.denyQueries(TABLE);
    TaskDriver driver = driver(Map.of());
    driver.put(delete(0, ID));
    driver.drain();
    assertThat(error(driver)).contains("nothing tells which", "Let the user read");
  }

  @ParameterizedTest
  @EnumSource(DuplicateIds.class)
  void hiddenRowThatIsUpsertedGivesADeadLetter(DuplicateIds policy) {
    emulator.switches().duplicateIds(policy);
    insert(ID);
    emulator.hideRows(TABLE, row -> row.get("sys_id").equals(ID));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, ID), record(1, id(1)));
    driver.drain();
    assertThat(error(driver)).contains("offset 0", "u_order/" + ID, "hides");
    assertThat(emulator.count(TABLE)).isEqualTo(2);
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
  }

  @ParameterizedTest
  @EnumSource(DuplicateIds.class)
  void rowThatIsHiddenFromAUserWhoMayNotQueryGivesADeadLetter(DuplicateIds policy) {
    emulator.switches().duplicateIds(policy);
    insert(ID);
    emulator.hideRows(TABLE, row -> row.get("sys_id").equals(ID));
    emulator.denyQueries(TABLE);
    TaskDriver driver = driver(Map.of("write.max.server.errors", "1"));
    driver.put(record(0, ID));
    driver.put(IntStream.range(1, 30).mapToObj(n -> record(n, id(n))).toList());
    driver.drain();
    assertThat(error(driver)).contains("offset 0", "u_order/" + ID);
    assertThat(emulator.count(TABLE)).isEqualTo(30);
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "-1");
  }

  /** As by a gateway that lets no header through that it does not know. */
  private void withoutCounts() {
    emulator
        .faults()
        .always(
            Fault.custom(
                "no-count",
                (request, proceed) -> {
                  Answer answer = proceed.get();
                  Map<String, String> headers = new HashMap<>(answer.headers());
                  headers.remove("X-Total-Count");
                  return new Answer(answer.status(), headers, answer.body(), answer.delivery());
                }),
            method("GET"));
  }

  @Test
  void withoutTheHeaderThatCountsTheAggregateApiTellsWhetherARowIsThere() {
    withoutCounts();
    insert(ID);
    emulator.hideRows(TABLE, row -> row.get("sys_id").equals(ID));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, ID), record(1, id(1)), delete(2, id(2)));
    driver.drain();
    assertThat(error(driver)).contains("offset 0", "u_order/" + ID, "hides");
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
  }

  @Test
  void instanceThatDoesNotKeepIdsIsFoundWithoutTheHeaderThatCountsToo() {
    withoutCounts();
    emulator.switches().honourSysIds(false);
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, ID));
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(driver::put)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("does not keep the sys_id"));
  }

  /** Else the topic would go into the dead letters, and a row be made and deleted for each. */
  @Test
  void tableThatKeepsNoIdsAndMayNotBeReadHoldsItsRecords() {
    emulator
        .faults()
        .always(
            Fault.error(403, "Operation Failed", "ACL Exception Read Failed"),
            method("GET").and(table(TABLE)));
    emulator.switches().honourSysIds(false);
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "3"));
    driver.put(IntStream.range(0, 100).mapToObj(n -> record(n, id(n))).toList());
    // More than there are records: some are tried again.
    await().atMost(Duration.ofSeconds(30)).until(() -> sent("POST") > 130);
    driver.put();
    assertThat(driver.context.dead)
        .hasSizeBetween(2, 12)
        .allSatisfy(
            dead ->
                assertThat(dead.error())
                    .hasMessageContainingAll("neither read nor count", TABLE, "id.mode=server"));
    emulator.switches().honourSysIds(true);
    driver.drain();
    assertThat(emulator.count(TABLE) + driver.context.dead.size()).isEqualTo(100);
  }

  /** Nobody promised another record, and nothing that waits for one would ever go on. */
  @ParameterizedTest
  @ValueSource(strings = {"insert", "upsert"})
  void replayOfRowsThatNothingTellsOfWaitsForNoNewRecord(String writeMethod) {
    emulator.switches().duplicateIds(DuplicateIds.FRESH_ID);
    Fault acl = Fault.error(403, "Operation Failed", "ACL Exception Failed");
    emulator.faults().always(acl, method("GET").and(table(TABLE)));
    List<SinkRecord> records =
        IntStream.range(0, 40).mapToObj(number -> record(number, id(number))).toList();
    TaskDriver first = driver(Map.of("write.method", writeMethod));
    first.putAll(records, 40);
    assertThat(first.context.dead).isEmpty();
    bed.end(first);
    emulator.hideRows(TABLE, row -> row.get("sys_id").startsWith("000"));

    TaskDriver second = driver(Map.of("write.method", writeMethod));
    second.putAll(records, 40);
    assertThat(second.context.dead)
        .hasSize(40)
        .allSatisfy(
            dead ->
                assertThat(dead.error())
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContainingAll("deleted again", "an ACL hides it", TABLE));
    assertThat(emulator.count(TABLE)).isEqualTo(40);
    assertThat(sent("POST")).as("one of them finds out for all").isBetween(81L, 100L);
  }

  /** Its delete is answered by a 404, and nothing counts it. */
  @Test
  void secondRowThatMayBeLeftIsReported() {
    emulator.hideRows(TABLE, row -> true);
    emulator.denyQueries(TABLE);
    emulator.switches().honourSysIds(false);
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, ID));
    driver.drain();
    assertThat(error(driver)).contains("offset 0", "left there").doesNotContain("deleted again");
    assertThat(emulator.count(TABLE)).isOne();
  }

  /** Each try makes another row, which stays. */
  @Test
  void secondRowThatIsLeftIsNotMadeAgain() {
    Fault acl = Fault.error(403, "Operation Failed", "ACL Exception Failed");
    emulator.faults().always(acl, method("GET").and(table(TABLE)));
    emulator.faults().always(acl, method("DELETE"));
    emulator.switches().honourSysIds(false);
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "3"));
    driver.put(IntStream.range(0, 20).mapToObj(n -> record(n, id(n))).toList());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              driver.put();
              return driver.context.dead.size() == 20 || sent("POST") > 30;
            });
    assertThat(emulator.rows(TABLE)).extracting(row -> row.get("u_seq")).doesNotHaveDuplicates();
    assertThat(driver.context.dead)
        .isNotEmpty()
        .allSatisfy(
            dead ->
                assertThat(dead.error())
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("left there"));
    emulator.switches().honourSysIds(true);
    driver.drain();
    assertThat(emulator.rows(TABLE)).extracting(row -> row.get("u_seq")).doesNotHaveDuplicates();
  }

  /** Twice at least: together with others, and alone. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void questionWhetherARowIsThereIsAskedAgainWhenServiceNowFailsAtIt(int times) {
    emulator.faults().next(times, Fault.transactionCancelled(), method("GET").and(table(TABLE)));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, ID), delete(1, id(1)));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "0");
  }

  @Test
  void rowOfWhichServiceNowCannotTellWhetherItIsThereIsGivenUpWhileOthersAreWritten() {
    emulator
        .faults()
        .always(Fault.transactionCancelled(), method("GET").and(queryContaining(id(0))));
    TaskDriver driver = driver(Map.of("write.max.server.errors", "3")).assign(P1);
    driver.put(delete(0, id(0)));
    for (int i = 1; driver.commit().get(P0) == 0 && i < 2_000; i++) {
      driver.put(new SinkRecord("orders", 1, null, id(i), null, Map.of("u_seq", i), i));
      driver.drain(P1);
    }
    assertThat(error(driver)).contains("offset 0", "delete of u_order/" + id(0));
  }

  @ParameterizedTest
  @EnumSource(DuplicateIds.class)
  void hiddenRowThatIsInsertedGivesADeadLetterOrIsThere(DuplicateIds policy) {
    emulator.switches().duplicateIds(policy);
    insert(ID);
    emulator.hideRows(TABLE, row -> row.get("sys_id").equals(ID));
    TaskDriver driver = driver(Map.of("write.method", "insert", "write.max.server.errors", "1"));
    driver.put(record(0, ID));
    driver.put(IntStream.range(1, 30).mapToObj(n -> record(n, id(n))).toList());
    driver.drain();
    assertThat(error(driver)).contains("offset 0", "u_order/" + ID);
    assertThat(emulator.count(TABLE)).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({"401,table", "403,table", "401,batch", "403,batch"})
  void staleSessionRefusesNoRecord(int status, String api) {
    IntStream.range(0, 200).forEach(number -> insert(id(number)));
    TaskDriver driver = driver(Map.of("write.api", api));
    driver.put(IntStream.range(0, 100).mapToObj(n -> record(n, id(n))).toList());
    driver.drain();
    assertThat(emulator.sessionsOpened()).isPositive();
    emulator.refuseSessions(status);
    driver.put(
        IntStream.range(100, 300)
            .mapToObj(n -> n % 3 == 0 ? delete(n, id(n)) : record(n, id(n)))
            .toList());
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).noneMatch(row -> row.get("u_seq").equals("-1"));
  }

  @Test
  void refusalThatAFreshSessionRepeatsIsBelieved() {
    insert(ID);
    TaskDriver driver = driver(Map.of("servicenow.max.concurrent.requests", "1"));
    driver.put(record(0, ID));
    driver.drain();
    emulator.refuseWrites(TABLE, row -> true, "ACL Exception Update Failed");
    driver.put(record(1, ID));
    driver.drain();
    assertThat(error(driver)).contains("offset 1", "ACL Exception Update Failed");
    assertThat(sent("PATCH")).isEqualTo(3);
  }

  /** Refusals that are of no record. */
  static Stream<Arguments> refusesEverything() {
    List<Fault> faults =
        List.of(
            Fault.error(403, "User Not Authorized", "Failed API level ACL Validation"),
            Fault.answer(403, "text/html", "<html><title>Blocked</title></html>"),
            Fault.answer(403, "text/plain", "forbidden"),
            Fault.answer(406, "text/html", "<html><title>Not Acceptable</title></html>"));
    return faults.stream()
        .flatMap(
            fault ->
                Stream.of(
                    Arguments.of(fault, "table", "upsert"),
                    Arguments.of(fault, "table", "insert"),
                    Arguments.of(fault, "batch", "upsert")));
  }

  @ParameterizedTest
  @MethodSource("refusesEverything")
  void whatRefusesEverythingDoesNotEmptyTheTopicIntoTheDeadLetters(
      Fault fault, String api, String writeMethod) {
    TaskDriver driver =
        driver(
            Map.of(
                "write.api", api,
                "write.method", writeMethod,
                "servicenow.retry.max.backoff.ms", "10"));
    driver.put(record(0, id(0)));
    driver.drain();
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator.faults().always(fault, request -> closed.get());
    driver.put(IntStream.range(1, 200).mapToObj(n -> record(n, id(n))).toList());
    // Beyond those that were sent before it opened, which are 8 at a time.
    long before = changesSent();
    await().until(() -> changesSent() > before + 30);
    driver.put();
    assertThat(driver.context.dead).hasSizeLessThan(10);

    closed.set(false);
    driver.drain();
    assertThat(driver.context.dead).hasSizeLessThan(10);
    assertThat(emulator.count(TABLE) + driver.context.dead.size()).isEqualTo(200);
  }

  /** ServiceNow's own words, though there are none: it is the record's matter. */
  @Test
  void refusalOfServiceNowWithoutAMessageIsOfItsRecord() {
    emulator
        .faults()
        .always(Fault.answer(403, "application/json", "{\"error\":{\"message\":null}}"), writes());
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "3"));
    driver.put(IntStream.range(0, 50).mapToObj(n -> record(n, id(n))).toList());
    driver.drain();
    assertThat(driver.context.dead).hasSize(50);
  }

  /**
   * Writes that were sent before the trouble, and come through during it, are no sign of its end.
   */
  @Test
  void whatWasSentBeforeTheRefusalsDoesNotCountAgainstThem() {
    IntStream.range(0, 20).forEach(number -> insert(id(number)));
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "6")).assign(P1);
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch trouble = new CountDownLatch(1);
    emulator
        .faults()
        .always(
            Fault.custom(
                "slow-or-blocked",
                (request, proceed) -> {
                  if (!request.body().contains("slow")) {
                    return Answer.html(403, "<html><title>Blocked</title></html>");
                  }
                  begun.incrementAndGet();
                  return proceedAfter(trouble, proceed);
                }),
            writes());
    driver.put(
        IntStream.range(0, 4)
            .mapToObj(
                n -> new SinkRecord("orders", 1, null, id(n), null, Map.of("u_name", "slow"), n))
            .toList());
    await().until(() -> begun.get() == 4);
    driver.put(IntStream.range(0, 4).mapToObj(n -> record(n, id(n + 10))).toList());
    driver.drain(P0);
    assertThat(driver.context.dead).hasSize(4);
    trouble.countDown();
    driver.drain(P1);
    driver.put(IntStream.range(4, 8).mapToObj(n -> record(n, id(n + 10))).toList());
    long before = changesSent();
    await().until(() -> changesSent() > before + 30);
    driver.put();
    assertThat(driver.context.dead).as("the sixth is not believed").hasSize(5);
  }

  private static Answer proceedAfter(CountDownLatch latch, Supplier<Answer> proceed) {
    try {
      latch.await();
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
    return proceed.get();
  }

  @Test
  void whatIsRefusedOfNoRecordIsBelievedWhileOthersAreWritten() {
    emulator
        .faults()
        .always(
            Fault.answer(403, "text/html", "<html><title>Blocked</title></html>"),
            request -> request.body().contains("<script>"));
    TaskDriver driver =
        driver(Map.of("write.max.refusals.in.row", "3", "servicenow.retry.max.backoff.ms", "10"))
            .assign(P1);
    driver.put(
        IntStream.range(0, 200)
            .mapToObj(
                n ->
                    new SinkRecord(
                        "orders",
                        0,
                        null,
                        id(n),
                        null,
                        Map.of("u_seq", n, "u_name", n % 3 == 0 ? "<script>" : "b"),
                        n))
            .toList());
    // Those that are left over wait until another one is written.
    int more = 0;
    while (driver.commit().get(P0) < 200) {
      driver.put(
          new SinkRecord("orders", 1, null, id(1000 + more), null, Map.of("u_seq", 1), more));
      driver.drain(P1);
      more++;
    }
    assertThat(driver.context.dead).hasSize(67);
    assertThat(emulator.count(TABLE)).isEqualTo(133 + more);
  }

  @Test
  void recordThatServiceNowRefusesForWhatItHasStopsNoOthers() {
    emulator.refuseWrites(TABLE, row -> true, "Data Policy Exception: u_name is mandatory");
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "3"));
    driver.put(IntStream.range(0, 50).mapToObj(n -> record(n, id(n))).toList());
    driver.drain();
    assertThat(driver.context.dead).hasSize(50);
  }

  @Test
  void taskFailsWhenEverythingIsRefusedForLongerThanItTriesAgain() {
    TaskDriver driver =
        driver(Map.of("write.max.refusals.in.row", "2", "servicenow.retry.timeout.ms", "300"));
    driver.put(record(0, id(0)));
    driver.drain();
    emulator.faults().always(Fault.answer(403, "text/html", "<html></html>"), writes());
    driver.put(record(1, id(1)), record(2, id(2)), record(3, id(3)));
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(driver::put)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContainingAll(
                        "everything is refused", "servicenow.retry.timeout.ms", "403"));
  }

  @Test
  void revokedRecordsThatAreHeldAreLetGoOfAndAnotherOneProbes() {
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "1")).assign(P1);
    driver.put(record(0, id(0)));
    driver.drain();
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator
        .faults()
        .always(
            Fault.answer(403, "text/html", "<html></html>"),
            request -> closed.get() && !request.method().equals("GET"));
    driver.put(IntStream.range(1, 20).mapToObj(n -> record(n, id(n))).toList());
    driver.put(new SinkRecord("orders", 1, null, id(50), null, Map.of("u_seq", 7), 0));
    long before = emulator.requests().count();
    await().until(() -> emulator.requests().count() > before + 20);
    driver.revoke(P0);
    closed.set(false);
    driver.drain(P1);
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, id(50))).containsEntry("u_seq", "7");
    assertThat(emulator.count(TABLE)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void changeWhoseAnswerIsAlwaysLostIsExecutedOnce(String api) {
    insert(ID);
    emulator
        .faults()
        .always(
            Fault.cutAfterCommit(), method("PATCH").and(request -> request.path().endsWith(ID)));
    TaskDriver driver = driver(Map.of("write.api", api, "servicenow.request.timeout.ms", "1000"));
    driver.put(record(0, ID));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "0");
    assertThat(emulator.row(TABLE, ID)).containsEntry("sys_mod_count", "1");
  }

  @Test
  void deleteWhoseAnswerIsAlwaysLostIsDoneOnce() {
    insert(ID);
    emulator.faults().always(Fault.cutAfterCommit(), method("DELETE"));
    TaskDriver driver = driver(Map.of("servicenow.request.timeout.ms", "1000"));
    driver.put(delete(0, ID));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.count(TABLE)).isZero();
    assertThat(sent("DELETE")).isOne();
  }

  static Stream<Fault> tellNothing() {
    return Stream.of(
        Fault.hibernating(),
        Fault.nullBody(),
        Fault.answer(302, "text/html", ""),
        Fault.badGateway(),
        Fault.unavailable(),
        Fault.cutBeforeCommit(),
        Fault.dropped());
  }

  @ParameterizedTest
  @MethodSource("tellNothing")
  void recordWhoseAnswerNeverTellsIsRefusedWhileOthersAreWritten(Fault fault) {
    insert(ID);
    emulator.faults().always(fault, writes().and(request -> request.path().endsWith(ID)));
    TaskDriver driver =
        driver(Map.of("write.max.server.errors", "3", "servicenow.request.timeout.ms", "300"));
    driver.assign(P1).put(record(0, ID));
    for (int i = 0; driver.commit().get(P0) == 0; i++) {
      driver.put(new SinkRecord("orders", 1, null, id(i), null, Map.of("u_seq", i), i));
      driver.drain(P1);
    }
    assertThat(error(driver)).contains("offset 0", "write.max.server.errors");
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "-1");
  }
}
