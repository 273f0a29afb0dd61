/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.transport.Backoff;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.LogText;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.table.FakeRows.Duplicates;
import io.snbridge.sink.table.FakeRows.Lie;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.IdInDoubtException;
import io.snbridge.sink.write.Journals;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.ServerErrorBudget;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

public class RowWriterTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String TABLE = "incident";
  private static final Map<String, String> VALUES = Map.of("state", "2");
  private static final SinkRecord RECORD = new SinkRecord("t", 0, null, ID, null, VALUES, 0);

  private final FakeRows rows = new FakeRows();
  private final List<Duration> waits = new ArrayList<>();
  private long nanos;
  private int maxServerErrors;
  private boolean abandoned;
  private final RecordedTurn turn = new RecordedTurn();
  private final Cancellation cancellation = new Cancellation(() -> abandoned);

  /** An instance that does not count, either. */
  public static final CurrentRows.Counts NO_COUNTS =
      (table, query, correlationId) ->
          CompletableFuture.completedFuture(
              new Reply.Refused<>(
                  new Failure(Request.Method.GET, "/stats", 403, "forbidden", "", correlationId)));

  private WriteOutcome write(Write write) {
    return write(write, Optional.empty()).join();
  }

  private CompletableFuture<WriteOutcome> write(Write write, Optional<Duration> timeout) {
    RetryPolicy retryPolicy =
        new RetryPolicy(
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
            timeout,
            Duration.ofSeconds(65),
            maxServerErrors,
            () -> nanos,
            wait ->
                task -> {
                  waits.add(wait);
                  nanos += wait.toNanos();
                  task.run();
                },
            new OncePerMinute(() -> nanos));
    return new RowWriter(
            rows, rows.turns(), retryPolicy, Journals.none(), Journals.noVerification())
        .write(call(write));
  }

  private WriteCall call(Write write) {
    return new WriteCall(write, RECORD, "c-1", cancellation, turn);
  }

  public static final class RecordedTurn implements KeyedExecutor.Turn {
    private boolean slotFreed;
    private boolean laneHeld;
    private boolean halted;

    @Override
    public void freeSlot() {
      slotFreed = true;
    }

    @Override
    public <T> CompletableFuture<T> parked(Supplier<CompletableFuture<T>> work) {
      slotFreed = true;
      return work.get();
    }

    @Override
    public void holdLane(CompletableFuture<?> until) {
      laneHeld = true;
    }

    @Override
    public boolean isHalted() {
      return halted;
    }
  }

  private List<String> methods() {
    return rows.requests.stream().map(request -> request.split(" ", 2)[0]).toList();
  }

  private void assertRow(Map<String, String> values) {
    assertThat(rows.rows).containsOnly(Map.entry(ID, values));
  }

  private void rowIsThere(Map<String, String> values) {
    rows.rows.put(ID, new HashMap<>(values));
  }

  private static Write upsert() {
    return new Write.Upsert(TABLE, ID, VALUES);
  }

  private static Write insert() {
    return new Write.Insert(TABLE, ID, VALUES);
  }

  @Test
  void upsertChangesTheRowThatIsThere() {
    rowIsThere(Map.of("state", "1", "number", "7"));
    assertThat(write(upsert())).isEqualTo(new WriteOutcome.Done());
    assertRow(Map.of("state", "2", "number", "7"));
    assertThat(methods()).containsExactly("PATCH");
  }

  @Test
  void upsertCreatesTheRowThatIsNotThere() {
    assertThat(write(upsert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
    assertThat(methods()).containsExactly("PATCH", "POST");
  }

  @Test
  void allRequestsOfAWriteHaveItsCorrelationId() {
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.UNKNOWN_NOT_DONE));
    write(upsert());
    assertThat(rows.requests).hasSize(4).allMatch(request -> request.endsWith(" c-1"));
  }

  @Test
  void updateOfAMissingRowIsRefused() {
    assertThat(write(new Write.Update(TABLE, ID, VALUES))).isInstanceOf(WriteOutcome.Refused.class);
    assertThat(methods()).containsExactly("PATCH");
  }

  @Test
  void deleteOfAMissingRowIsDoneOnceTheCountSaysSo() {
    assertThat(write(new Write.Delete(TABLE, ID))).isInstanceOf(WriteOutcome.Refused.class);
    rows.counts = true;
    assertThat(write(new Write.Delete(TABLE, ID))).isEqualTo(new WriteOutcome.Done());
  }

  @ParameterizedTest
  @CsvSource({"UNKNOWN_NOT_DONE,PATCH GET PATCH", "UNKNOWN_DONE,PATCH GET"})
  void changeOfUnknownOutcomeIsSentAgainUnlessTheRowShowsIt(Lie lie, String requests) {
    rowIsThere(Map.of("state", "1"));
    rows.lies.add(lie);
    assertThat(write(new Write.Update(TABLE, ID, VALUES))).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
    assertThat(methods()).containsExactly(requests.split(" "));
  }

  @Test
  void changeOfUnknownOutcomeIsSentAgainWhereTheUserMayNotRead() {
    rowIsThere(Map.of("state", "1"));
    rows.readable = false;
    rows.lies.addAll(List.of(Lie.UNKNOWN_NOT_DONE, Lie.TRUTH, Lie.UNKNOWN_DONE));
    assertThat(write(new Write.Update(TABLE, ID, VALUES))).isEqualTo(new WriteOutcome.Done());
    assertThat(methods()).filteredOn("PATCH"::equals).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_NOT_DONE", "UNKNOWN_DONE"})
  void deleteOfUnknownOutcomeIsSentAgain(Lie lie) {
    rowIsThere(VALUES);
    rows.counts = true;
    rows.lies.add(lie);
    assertThat(write(new Write.Delete(TABLE, ID))).isEqualTo(new WriteOutcome.Done());
    assertThat(rows.rows).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void laneIsHeldUntilALostChangeCanNoLongerRun(boolean delete) {
    rowIsThere(Map.of("state", "1"));
    rows.lies.add(Lie.CUT);
    Write write = delete ? new Write.Delete(TABLE, ID) : new Write.Update(TABLE, ID, VALUES);
    assertThat(write(write)).isEqualTo(new WriteOutcome.Done());
    assertThat(methods()).filteredOn(method -> !method.equals("GET")).hasSize(2);
    assertThat(turn.laneHeld).isTrue();
    assertThat(waits).hasSize(2);
    assertThat(Duration.ofNanos(nanos)).isEqualTo(Duration.ofSeconds(65));
  }

  /** It has had its time when the client's deadline comes. */
  @Test
  void laneIsNotHeldForALostChangeWhoseTimeIsOver() {
    rowIsThere(Map.of("state", "1"));
    rows.age = Duration.ofSeconds(65);
    rows.lies.add(Lie.CUT);
    assertThat(write(new Write.Update(TABLE, ID, VALUES))).isEqualTo(new WriteOutcome.Done());
    assertThat(turn.laneHeld).isFalse();
  }

  @Test
  void laneIsNotHeldForAChangeThatTheInstanceItselfAnswered() {
    rowIsThere(Map.of("state", "1"));
    rows.lies.add(Lie.UNKNOWN_NOT_DONE);
    assertThat(write(new Write.Update(TABLE, ID, VALUES))).isEqualTo(new WriteOutcome.Done());
    assertThat(turn.laneHeld).isFalse();
  }

  @Test
  void laneIsHeldForAWriteThatIsCutShort() {
    rows.never = true;
    CompletableFuture<WriteOutcome> outcome = write(upsert(), Optional.empty());
    assertThat(outcome).isNotDone();
    cancellation.cancel();
    assertThat(outcome).isCompletedExceptionally();
    assertThat(turn.laneHeld).isTrue();
  }

  @Test
  void writeWaitsWithoutItsSlot() {
    rowIsThere(Map.of("state", "1"));
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertThat(turn.slotFreed).isFalse();
    rows.lies.add(Lie.UNKNOWN_NOT_DONE);
    assertThat(write(upsert())).isEqualTo(new WriteOutcome.Done());
    assertThat(turn.slotFreed).isTrue();
  }

  @Test
  void writeThatWaitsSendsNothingMoreOnceAllIsHalted() {
    rowIsThere(Map.of("state", "1"));
    turn.halted = true;
    rows.lies.add(Lie.UNKNOWN_NOT_DONE);
    assertThat(write(upsert(), Optional.empty())).isCompletedExceptionally();
    assertThat(methods()).containsExactly("PATCH");
  }

  @Test
  void createOfUnknownOutcomeThatHappenedIsNotSentAgain() {
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.UNKNOWN_DONE));
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
    assertThat(methods()).containsExactly("GET", "POST", "GET");
  }

  @Test
  void createOfUnknownOutcomeThatDidNotHappenIsSentAgain() {
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.UNKNOWN_NOT_DONE));
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
    assertThat(methods()).containsExactly("GET", "POST", "GET", "POST");
    assertThat(waits).hasSize(1);
  }

  /** A second POST next to one that the instance still works on would make a second row. */
  @Test
  void createThatMayStillRunIsNotSentAgainUntilItsTimeIsOver() {
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.CUT));
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
    assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofSeconds(65), Duration.ofSeconds(95));
    assertThat(methods()).startsWith("GET", "POST", "GET", "GET").endsWith("GET", "POST");
    assertThat(methods()).filteredOn("POST"::equals).hasSize(2);
  }

  @Test
  void createThatWasForbiddenAndDoneIsDone() {
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.FORBIDDEN_DONE));
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
  }

  @Test
  void createThatWasForbiddenIsRefusedAndSaysWhy() {
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.FORBIDDEN));
    WriteOutcome outcome = write(upsert());
    assertThat(((WriteOutcome.Refused) outcome).reason())
        .hasMessageContainingAll(
            "upsert of incident/" + ID, "POST", "status 403", "Operation Failed (ACL)", "c-1")
        .hasCauseInstanceOf(ServiceNowException.class);
    assertThat(rows.rows).isEmpty();
  }

  @Test
  void replayOfACreateSendsNoSecondPost() {
    rowIsThere(VALUES);
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
    assertThat(methods()).containsExactly("GET");
  }

  @Test
  void userWhoMayNotReadCanStillCreate() {
    rows.readable = false;
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(VALUES);
  }

  /** Another writer, or an attempt thought lost, creates the row just before our POST. */
  @ParameterizedTest
  @CsvSource({
    "FRESH_ID,true",
    "FORBIDDEN,true",
    "UNKNOWN,true",
    "FRESH_ID,false",
    "FORBIDDEN,false",
    "UNKNOWN,false"
  })
  void createThatLosesARaceLeavesOneRow(Duplicates duplicates, boolean change) {
    rows.duplicates = duplicates;
    rowIsThere(Map.of("state", "1"));
    WriteOutcome outcome =
        new CreateFlow(
                new RowRequests(
                    rows,
                    rows.turns(),
                    RetryPolicy.of(
                        new Backoff(Duration.ZERO, Duration.ZERO),
                        Optional.empty(),
                        Duration.ZERO,
                        0,
                        LogContext.current()),
                    call(upsert()),
                    new ServerErrorBudget(0, new AtomicLong()),
                    Journals.none().guard(call(upsert())),
                    Journals.noVerification()),
                new KeptIds(() -> nanos),
                VALUES,
                change)
            .create()
            .join();
    assertThat(outcome).isEqualTo(new WriteOutcome.Done());
    assertRow(change ? VALUES : Map.of("state", "1"));
  }

  @Test
  void insertLeavesARowThatIsThereAsItIs() {
    rowIsThere(Map.of("state", "1"));
    assertThat(write(insert())).isEqualTo(new WriteOutcome.Done());
    assertRow(Map.of("state", "1"));
  }

  @Test
  void instanceThatDoesNotKeepIdsFailsTheTaskAndKeepsNoRow() {
    rows.honoursIds = false;
    rows.counts = true;
    WriteOutcome outcome = write(insert());
    assertThat(((WriteOutcome.Failed) outcome).reason())
        .hasMessageContainingAll(
            "'incident'", ID, "%032x".formatted(1), "deleted again", "write.method=update");
    assertThat(rows.rows).isEmpty();
  }

  private static String fresh(int number) {
    return "%032x".formatted(number);
  }

  /**
   * It is asked once more: a row that is hidden is one record's matter, and this is all of them's.
   */
  @Test
  void tableThatReplacesEveryIdIsFoundOutWhereNothingTellsWhetherTheRowIsThere() {
    rows.honoursIds = false;
    WriteOutcome outcome = write(insert());
    assertThat(((WriteOutcome.Refused) outcome).reason())
        .isInstanceOf(IdInDoubtException.class)
        .hasMessageContainingAll(
            "'incident' does not keep", ID, fresh(1), "deleted again", "id.mode=server");
    assertThat(rows.rows).isEmpty();
    assertThat(methods()).filteredOn("POST"::equals).hasSize(2);
  }

  private WriteOutcome replayOfAHiddenRow(Lie... onTrial) {
    rows.duplicates = Duplicates.FRESH_ID;
    rows.readable = false;
    rowIsThere(Map.of("state", "1"));
    // To the look, the create, the read and the delete.
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.TRUTH, Lie.TRUTH, Lie.TRUTH));
    rows.lies.addAll(List.of(onTrial));
    return write(insert());
  }

  @Test
  void rowThatIsHiddenIsToldFromATableThatKeepsNoIds() {
    WriteOutcome outcome = replayOfAHiddenRow();
    assertThat(((WriteOutcome.Refused) outcome).reason())
        .isNotInstanceOf(IdInDoubtException.class)
        .hasMessageContainingAll(ID, fresh(1), "deleted again", "an ACL hides it");
    assertThat(((WriteOutcome.Refused) outcome).mayBeWritten()).isFalse();
    assertRow(Map.of("state", "1"));
    assertThat(methods()).filteredOn("POST"::equals).hasSize(2);
  }

  /** Of the row that was to tell: its create is lost, or its delete is refused. */
  @ParameterizedTest
  @CsvSource({"UNKNOWN_DONE,TRUTH", "TRUTH,FORBIDDEN"})
  void rowThatWasMadeToFindOutIsNamedWhenItMayBeLeft(Lie onPost, Lie onDelete) {
    WriteOutcome outcome = replayOfAHiddenRow(onPost, onDelete);
    String left = rows.rows.keySet().stream().filter(id -> !id.equals(ID)).findAny().orElseThrow();
    assertThat(((WriteOutcome.Refused) outcome).reason()).hasMessageContaining("Row " + left);
    assertThat(((WriteOutcome.Refused) outcome).mayBeWritten()).isTrue();
  }

  /** A row was made, and nobody can delete it: another try would make another one. */
  @Test
  void createWhoseAnswerTellsNoIdMayHaveHappened() {
    rows.echoesIds = false;
    rows.readable = false;
    WriteOutcome outcome = write(insert());
    assertThat(((WriteOutcome.Refused) outcome).reason())
        .isInstanceOf(IdInDoubtException.class)
        .hasMessageContainingAll("no sys_id in the answer", "may be left there");
    assertThat(((WriteOutcome.Refused) outcome).mayBeWritten()).isTrue();
    assertThat(methods()).filteredOn("POST"::equals).hasSize(1);
  }

  /** The partition is revoked just before one is made. */
  @Test
  void rowThatWasNotMadeToFindOutIsNotNamed() {
    AtomicLong counts = new AtomicLong();
    // Whether the row is there is asked with others, and then alone.
    rows.onPage = () -> abandoned = methods().contains("DELETE") && counts.incrementAndGet() == 2;
    try (LogText log = new LogText()) {
      rows.duplicates = Duplicates.FRESH_ID;
      rows.readable = false;
      rowIsThere(Map.of("state", "1"));
      assertThat(write(insert(), Optional.empty())).isCompletedExceptionally();
      assertThat(log.text()).doesNotContain("WARN");
    }
    assertThat(methods()).filteredOn("POST"::equals).hasSize(1);
  }

  /** Nothing else knows of it. */
  @Test
  void secondRowIsNamedWhenTheTimeIsOver() {
    rows.duplicates = Duplicates.FRESH_ID;
    rowIsThere(Map.of("state", "1"));
    rows.lies.addAll(List.of(Lie.NOT_THERE_YET, Lie.TRUTH, Lie.THROTTLED));
    WriteOutcome outcome = write(insert());
    assertThat(((WriteOutcome.Failed) outcome).reason())
        .hasMessageContainingAll("servicenow.retry.timeout.ms is over", fresh(1), "left there");
    assertThat(rows.rows).containsKey(fresh(1));
  }

  @Test
  void secondRowIsNamedWhenTheWriteIsRevoked() {
    rows.duplicates = Duplicates.FRESH_ID;
    rowIsThere(Map.of("state", "1"));
    rows.lies.add(Lie.NOT_THERE_YET);
    rows.afterInsert = () -> abandoned = true;
    try (LogText log = new LogText()) {
      assertThat(write(insert(), Optional.empty())).isCompletedExceptionally();
      assertThat(log.text()).contains("WARN", fresh(1), "may be left there", "c-1");
    }
    assertThat(rows.rows).containsKey(fresh(1));
  }

  @Test
  void secondRowThatCannotBeDeletedIsReported() {
    rows.duplicates = Duplicates.FRESH_ID;
    rows.lies.addAll(
        List.of(
            Lie.TRUTH, Lie.UNKNOWN_DONE, Lie.NOT_THERE_YET, Lie.TRUTH, Lie.TRUTH, Lie.FORBIDDEN));
    WriteOutcome outcome = write(insert());
    assertThat(((WriteOutcome.Refused) outcome).reason())
        .hasMessageContainingAll("second row, %032x".formatted(1), "DELETE");
  }

  @Test
  void createThatCannotBeSettledIsRefusedAndSaysSo() {
    rows.readable = false;
    rows.lies.addAll(List.of(Lie.TRUTH, Lie.UNKNOWN_DONE));
    assertThat(((WriteOutcome.Refused) write(insert())).reason())
        .hasMessageContaining("may have happened");
  }

  @ParameterizedTest
  @CsvSource({"UNAUTHORIZED,credentials", "THROTTLED,servicenow.retry.timeout.ms"})
  void whatNoRecordIsToBlameForFailsTheTask(Lie lie, String message) {
    for (Write write : List.of(upsert(), insert(), new Write.Delete(TABLE, ID))) {
      rows.lies.add(lie);
      assertThat(((WriteOutcome.Failed) write(write)).reason()).hasMessageContaining(message);
    }
  }

  @Test
  void unknownOutcomesEndWithTheRetryTime() {
    rows.lies.addAll(java.util.Collections.nCopies(1000, Lie.UNKNOWN_NOT_DONE));
    WriteOutcome outcome =
        write(new Write.Update(TABLE, ID, VALUES), Optional.of(Duration.ofSeconds(60))).join();
    assertThat(((WriteOutcome.Failed) outcome).reason())
        .hasMessageContaining("servicenow.retry.timeout.ms is over");
    assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
  }

  @Test
  void createsOfUnknownOutcomeEndWithTheRetryTime() {
    for (int i = 0; i < 100; i++) {
      rows.lies.addAll(List.of(Lie.TRUTH, Lie.UNKNOWN_NOT_DONE));
    }
    WriteOutcome outcome = write(insert(), Optional.of(Duration.ofSeconds(60))).join();
    assertThat(outcome).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(waits).hasSizeBetween(7, 20);
  }

  @Test
  void waitsBetweenAttemptsGrowToTheirBound() {
    for (int i = 0; i < 20; i++) {
      rows.lies.addAll(List.of(Lie.UNKNOWN_NOT_DONE, Lie.TRUTH));
    }
    rowIsThere(Map.of("state", "1"));
    write(new Write.Update(TABLE, ID, VALUES));
    assertThat(waits).hasSize(20);
    for (int i = 0; i < 20; i++) {
      Duration bound = Duration.ofMillis(Math.min(30_000, 100L << i));
      assertThat(waits.get(i)).isBetween(bound.dividedBy(2), bound);
    }
  }

  @Test
  void abandonedWriteSendsNothingMore() {
    abandoned = true;
    assertThat(write(upsert(), Optional.empty()))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(CancellationException.class);
    assertThat(rows.requests).isEmpty();
  }

  /** Any two lies on the way: one row, with the record's values. */
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_DONE,UNKNOWN_DONE",
    "UNKNOWN_NOT_DONE,UNKNOWN_DONE",
    "UNKNOWN_NOT_DONE,FORBIDDEN_DONE",
    "UNKNOWN_DONE,UNKNOWN_NOT_DONE"
  })
  void twoLostAnswersStillMakeOneRow(Lie onPost, Lie onSecond) {
    for (Duplicates policy : Duplicates.values()) {
      rows.rows.clear();
      rows.duplicates = policy;
      rows.lies.addAll(List.of(Lie.TRUTH, onPost, Lie.TRUTH, onSecond));
      assertThat(write(upsert())).isEqualTo(new WriteOutcome.Done());
      rows.lies.clear();
      assertRow(VALUES);
    }
  }
}
