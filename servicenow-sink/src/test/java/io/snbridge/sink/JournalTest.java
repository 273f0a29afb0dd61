/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.RequestMatcher.method;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Journal columns get each entry once, whatever happens to the requests. */
@Timeout(120)
class JournalTest {

  private static final String TABLE = "u_ticket";
  private static final TopicPartition P0 = new TopicPartition("tickets", 0);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private long offset;
  private Instant made = Instant.now().plus(Duration.ofHours(1));

  JournalTest() {
    emulator.table(
        TABLE,
        col("u_seq", "integer"),
        col("work_notes", "journal_input"),
        col("u_log", "journal_input"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("topic.table.map", "tickets:u_ticket");
    all.putIfAbsent("servicenow.request.timeout.ms", "1000");
    return bed.add(new TaskDriver(emulator, true, all).assign(P0));
  }

  private TaskDriver driver() {
    return driver(Map.of());
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private SinkRecord record(int row, Map<String, Object> value) {
    return record(row, value, offset++);
  }

  private SinkRecord record(int row, Map<String, Object> value, long at) {
    return new SinkRecord(
        "tickets",
        0,
        null,
        id(row),
        null,
        value,
        at,
        made.toEpochMilli(),
        TimestampType.CREATE_TIME);
  }

  private void row(int row) {
    emulator.insert(TABLE, Map.of("sys_id", id(row), "u_seq", "-1"));
  }

  private List<String> entries(int row, String column) {
    return emulator.rows("sys_journal_field").stream()
        .filter(entry -> entry.get("element_id").equals(id(row)))
        .filter(entry -> entry.get("element").equals(column))
        .map(entry -> entry.get("value"))
        .toList();
  }

  private long looks() {
    return emulator
        .requests()
        .matching(request -> request.path().endsWith("sys_journal_field"))
        .size();
  }

  private long sent(String method) {
    return emulator
        .requests()
        .matching(
            request -> request.method().equals(method) && request.path().contains("/" + TABLE))
        .size();
  }

  /** A batch that is answered is over, and so are its items: none of them goes on. */
  static Stream<Arguments> faults() {
    Stream<Arguments> alone =
        Stream.of(
                Fault.cutAndWrittenLater(Duration.ofMillis(150)),
                Fault.noAnswerButWritten(Duration.ofSeconds(2)))
            .map(fault -> Arguments.of(fault, "table"));
    // Two of them in a batch take longer than a request may; the second begins before that.
    Arguments together = Arguments.of(Fault.noAnswerButWritten(Duration.ofMillis(600)), "batch");
    Stream<Arguments> both =
        Stream.of(
                Fault.cancelledButWritten(),
                Fault.transactionCancelled(),
                Fault.cutAfterCommit(),
                Fault.cutBeforeCommit(),
                Fault.cutInBody(),
                Fault.noAnswer(Duration.ofMillis(300)),
                Fault.badGateway(),
                Fault.hibernating(),
                Fault.nullBody(),
                Fault.dropped(),
                Fault.tooManyRequestsWithoutHeaders())
            .flatMap(
                fault -> Stream.of(Arguments.of(fault, "table"), Arguments.of(fault, "batch")));
    return Stream.of(alone, Stream.of(together), both).flatMap(Function.identity());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void entryOfAChangeIsMadeOnce(Fault fault, String api) {
    row(1);
    row(2);
    emulator.faults().next(2, fault, method("PATCH"));
    TaskDriver driver = driver(Map.of("write.api", api));
    driver.put(
        record(1, Map.of("u_seq", 1, "work_notes", "one", "u_log", "two")),
        record(2, Map.of("work_notes", "one")),
        record(1, Map.of("u_seq", 2)));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(entries(1, "work_notes")).containsExactly("one");
    assertThat(entries(1, "u_log")).containsExactly("two");
    assertThat(entries(2, "work_notes")).containsExactly("one");
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "2");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void entryOfACreateIsMadeOnce(Fault fault, String api) {
    emulator.faults().next(2, fault, method("POST").and(r -> r.path().endsWith(TABLE)));
    TaskDriver driver = driver(Map.of("write.api", api));
    driver.put(
        record(1, Map.of("u_seq", 1, "work_notes", "one", "u_log", "two")),
        record(2, Map.of("work_notes", "one")));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(entries(1, "work_notes")).containsExactly("one");
    assertThat(entries(1, "u_log")).containsExactly("two");
    assertThat(entries(2, "work_notes")).containsExactly("one");
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
  }

  @Test
  void createThatWasForbiddenAndDoneIsNotAddedTo() {
    emulator.faults().next(1, Fault.forbiddenButWritten(), method("POST"));
    TaskDriver driver = driver();
    driver.put(record(1, Map.of("u_seq", 1, "work_notes", "one")));
    driver.drain();
    assertThat(entries(1, "work_notes")).containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "rows", "field"})
  void writeThatCannotBeLookedForIsRefusedAndNeverSentAgain(String hidden) {
    row(1);
    row(2);
    switch (hidden) {
      case "table" -> emulator.denyQueries("sys_journal_field");
      case "rows" -> emulator.hideRows("sys_journal_field", row -> true);
      default -> emulator.hideFields("sys_journal_field", Set.of("value"));
    }
    emulator.faults().next(1, Fault.cancelledButWritten(), method("PATCH"));
    TaskDriver driver = driver();
    driver.put(record(1, Map.of("u_seq", 1, "work_notes", "one")));
    driver.drain();
    driver.put(record(2, Map.of("u_seq", 1, "work_notes", "one")));
    driver.drain();
    assertThat(driver.context.dead).hasSize(1);
    assertThat(driver.context.dead.get(0).error())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContainingAll(
            "may have been made", "work_notes", "sys_journal_field", "correlation id");
    assertThat(entries(1, "work_notes")).containsExactly("one");
    assertThat(sent("PATCH")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sameTextThatTwoRecordsAddIsThereTwice(boolean written) {
    row(1);
    TaskDriver driver = driver();
    driver.put(record(1, Map.of("work_notes", "again\r\n")));
    driver.drain();
    emulator
        .faults()
        .next(
            1,
            written ? Fault.cancelledButWritten() : Fault.transactionCancelled(),
            method("PATCH"));
    driver.put(record(1, Map.of("work_notes", "again\r\n")));
    driver.drain();
    assertThat(entries(1, "work_notes")).hasSize(2);
  }

  @Test
  void sameTextFromBeforeIsNotTakenForIt() {
    row(1);
    emulator.insert(
        "sys_journal_field",
        Map.of(
            "name", TABLE,
            "element_id", id(1),
            "element", "work_notes",
            "value", "one",
            "sys_created_on", "2020-01-01 00:00:00"));
    emulator.faults().next(1, Fault.transactionCancelled(), method("PATCH"));
    TaskDriver driver = driver();
    driver.put(record(1, Map.of("work_notes", "one")));
    driver.drain();
    assertThat(entries(1, "work_notes")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void recordsThatAreDeliveredAgainAfterARestartAddNothing(String api) {
    made = Instant.now();
    row(3);
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int row = 1 + i % 4;
      records.add(record(row, Map.of("u_seq", i, "work_notes", i % 3 == 0 ? "same" : "n" + i)));
    }
    for (int delivery = 0; delivery < 3; delivery++) {
      TaskDriver driver = driver(Map.of("write.api", api));
      driver.put(records);
      driver.drain();
      assertThat(driver.context.dead).isEmpty();
      assertThat(emulator.count("sys_journal_field")).as("delivery %d", delivery).isEqualTo(40);
    }
  }

  @Test
  void restartInTheMiddleAddsWhatIsMissingOnly() {
    made = Instant.now();
    row(1);
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      records.add(record(1, Map.of("work_notes", "same")));
    }
    TaskDriver first = driver();
    first.put(records.subList(0, 7));
    first.drain();
    TaskDriver second = driver();
    second.put(records);
    second.drain();
    assertThat(entries(1, "work_notes")).hasSize(20);
  }

  @Test
  void journalIsReadOnlyWhereSomethingIsInDoubt() {
    row(1);
    TaskDriver driver = driver();
    driver.put(record(1, Map.of("work_notes", "new")), record(2, Map.of("work_notes", "new")));
    driver.drain();
    assertThat(looks()).as("made after the partition was assigned").isZero();
    made = Instant.now().minusSeconds(30);
    driver.put(record(1, Map.of("u_seq", 1)));
    driver.drain();
    assertThat(looks()).as("no journal column").isZero();
    driver.put(record(1, Map.of("work_notes", "older")));
    driver.drain();
    assertThat(looks()).isEqualTo(1);
  }

  @Test
  void restartOfWhoMayNotReadTheJournalGoesOn() {
    emulator.denyQueries("sys_journal_field");
    made = Instant.now();
    TaskDriver driver = driver();
    driver.put(record(1, Map.of("work_notes", "one")));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(entries(1, "work_notes")).containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void entryIsFoundWhenTheRecordIsGivenUp(boolean written) {
    row(1);
    emulator
        .faults()
        .always(
            written
                ? Fault.cancelledButWritten()
                : Fault.error(500, "Operation Failed", "java.lang.Exception"),
            method("PATCH").and(request -> request.path().endsWith(id(1))));
    TopicPartition others = new TopicPartition("tickets", 1);
    TaskDriver driver = driver(Map.of("write.max.server.errors", "2")).assign(others);
    driver.put(record(1, Map.of("work_notes", "one")));
    for (int i = 0; driver.commit().get(P0) == 0; i++) {
      row(i + 2);
      driver.put(new SinkRecord("tickets", 1, null, id(i + 2), null, Map.of("u_seq", i), i));
      driver.drain(others);
    }
    assertThat(driver.context.dead).hasSize(written ? 0 : 1);
    assertThat(entries(1, "work_notes")).hasSize(written ? 1 : 0);
  }

  @Test
  void dictionaryTellsWhatIsAJournal() {
    emulator.table("u_plain", col("comments", "string"));
    emulator.insert("u_plain", Map.of("sys_id", id(1)));
    emulator.faults().next(2, Fault.transactionCancelled(), method("PATCH"));
    TaskDriver driver = driver(Map.of("topic.table.map", "tickets:u_plain"));
    driver.put(record(1, Map.of("comments", "one")));
    driver.drain();
    assertThat(looks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void userTellsWhatIsAJournalWhereTheDictionaryDoesNot(boolean denied) {
    if (denied) {
      emulator.denyQueries("sys_dictionary");
    }
    row(1);
    emulator.faults().next(1, Fault.cancelledButWritten(), method("PATCH"));
    TaskDriver driver =
        driver(Map.of("journal.fields", "u_log", "unknown.columns", denied ? "fail" : "ignore"));
    driver.put(record(1, Map.of("u_log", "one")));
    driver.drain();
    assertThat(entries(1, "u_log")).containsExactly("one");
    assertThat(looks()).isEqualTo(1);
  }
}
