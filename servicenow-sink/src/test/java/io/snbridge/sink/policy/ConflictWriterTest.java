/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Backoff;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.table.CurrentRows;
import io.snbridge.sink.table.FakeRows;
import io.snbridge.sink.table.FakeRows.Lie;
import io.snbridge.sink.table.RowWriterTest;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class ConflictWriterTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> VALUES = Map.of("state", "2", "name", "n");
  private static final SinkRecord RECORD = new SinkRecord("t", 0, null, ID, null, VALUES, 0);

  private final FakeRows rows = new FakeRows();
  private final ConflictWindow window = new ConflictWindow();
  private long nanos;
  private final List<Write> written = new ArrayList<>();
  private Set<String> columns = Set.of("state");
  private Decision decision = Decision.write();
  private boolean reviews = true;
  private Change asked;
  private List<String> fields = List.of();
  private Optional<CurrentRow> seen = Optional.empty();
  private boolean halted;
  private boolean fails;

  private final KeyedExecutor.Turn turn =
      new KeyedExecutor.Turn() {
        @Override
        public void freeSlot() {
          throw new AssertionError("What was read would grow old");
        }

        @Override
        public void holdLane(CompletableFuture<?> until) {}

        @Override
        public boolean isHalted() {
          return halted;
        }
      };

  private final ConflictPolicy policy =
      new ConflictPolicy() {
        @Override
        public Set<String> columns(Change change) {
          return columns;
        }

        @Override
        public Decision decide(Change change, Optional<CurrentRow> row) {
          asked = change;
          seen = row;
          if (fails) {
            throw new IllegalStateException("broken");
          }
          return decision;
        }
      };

  private final Writer next =
      call -> {
        assertThat(call.record()).isSameAs(RECORD);
        assertThat(call.correlationId()).isEqualTo("c-1");
        written.add(call.write());
        nanos += 5_000_000;
        return CompletableFuture.completedFuture(new WriteOutcome.Done());
      };

  private WriteOutcome write(Write write) {
    return new ConflictWriter(
            policy,
            reviews,
            new CurrentRows(this::page, RowWriterTest.NO_COUNTS, rows, new FewAtATime(1)),
            window,
            new RetryPolicy(
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                Optional.empty(),
                Duration.ZERO,
                10,
                () -> nanos,
                wait -> Runnable::run,
                new OncePerMinute(() -> nanos)),
            next)
        .write(new WriteCall(write, RECORD, "c-1", new Cancellation(() -> false), turn))
        .join();
  }

  /** As ServiceNow, but answers by what GET does. */
  private CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
    assertThat(request.query().text()).isEqualTo("sys_idIN" + ID);
    assertThat(request.limit()).isEqualTo(1);
    fields = request.fields();
    return rows.get(request.table(), ID, correlationId)
        .thenApply(
            reply ->
                reply instanceof Reply.Ok<Optional<Row>> ok
                    ? new Reply.Ok<>(
                        new Page(ok.body().stream().toList(), OptionalLong.empty()),
                        OptionalLong.empty())
                    : notOk(reply));
  }

  @SuppressWarnings("unchecked") // without a body it is one of any type
  private static Reply<Page> notOk(Reply<?> reply) {
    return (Reply<Page>) reply;
  }

  private static Write upsert() {
    return new Write.Upsert("incident", ID, VALUES);
  }

  private void rowIsThere() {
    rows.rows.put(ID, new HashMap<>(Map.of("state", "1", "secret", "s")));
  }

  private void assertRefused(String... parts) {
    assertThat(((WriteOutcome.Refused) write(upsert())).reason())
        .hasMessageContainingAll(parts)
        .hasMessageContainingAll("upsert of incident/" + ID, "c-1");
    assertThat(written).isEmpty();
  }

  @Test
  void policySeesTheColumnsThatItAskedForAndNoOther() {
    rowIsThere();
    assertThat(write(upsert())).isEqualTo(new WriteOutcome.Done());
    assertThat(seen).contains(new CurrentRow(Map.of("state", "1")));
    assertThat(asked)
        .isEqualTo(
            new Change(Change.Operation.UPSERT, "incident", Optional.of(ID), VALUES, RECORD));
    assertThat(written).containsExactly(upsert());
    assertThat(rows.requests).containsExactly("GET c-1");
    assertThat(fields).containsExactly("state", "sys_id");
  }

  @Test
  void rowIsNotReadWhenThePolicyAsksForNothingOrTheRecordInserts() {
    rowIsThere();
    Write insert = new Write.Insert("incident", ID, VALUES);
    write(insert);
    columns = Set.of();
    write(upsert());
    assertThat(rows.requests).isEmpty();
    assertThat(written).containsExactly(insert, upsert());
  }

  @Test
  void otherColumnsAreWrittenWhenThePolicySaysSo() {
    decision = Decision.write(Map.of("source", "hr"));
    for (Write write :
        List.of(
            upsert(),
            new Write.Insert("incident", ID, VALUES),
            new Write.Update("incident", ID, VALUES),
            new Write.UpdateIfThere("incident", ID, VALUES))) {
      written.clear();
      write(write);
      assertThat(written).containsExactly(write.with(Map.of("source", "hr")));
      assertThat(written.get(0)).hasSameClassAs(write);
    }
    written.clear();
    assertThat(((WriteOutcome.Refused) write(new Write.Delete("incident", ID))).reason())
        .hasMessageContaining("A delete writes no columns");
    assertThat(written).isEmpty();
  }

  @Test
  void skippedIsAsGoodAsDone() {
    decision = Decision.skip("older");
    assertThat(write(upsert())).isEqualTo(new WriteOutcome.Skipped("older"));
    assertThat(written).isEmpty();
  }

  @Test
  void reviewHasBothVersions() {
    rowIsThere();
    decision = Decision.review("changed");
    assertThat(write(upsert()))
        .isEqualTo(
            new WriteOutcome.ForReview(
                "changed", Optional.of(ID), VALUES, Optional.of(Map.of("state", "1"))));
    assertThat(written).isEmpty();
    reviews = false;
    assertRefused("changed", "conflict.review.topic");
  }

  @Test
  void refusalSaysWhyAndOfWhichWrite() {
    decision = Decision.refuse("not ours");
    assertRefused("not ours");
  }

  @Test
  void rowThatTheQueryDidNotGiveIsReadAlone() {
    rowIsThere();
    rows.lies.add(Lie.NOT_THERE_YET);
    write(upsert());
    assertThat(seen).isPresent();
    assertThat(rows.requests).hasSize(2);
  }

  @Test
  void rowOfWhichTooMuchIsAskedForOneUrlIsReadAlone() {
    rowIsThere();
    columns =
        IntStream.range(0, 200)
            .mapToObj("u_quite_a_long_column_name_%d"::formatted)
            .collect(toSet());
    write(upsert());
    assertThat(seen).isPresent();
    assertThat(fields).as("no query").isEmpty();
    assertThat(rows.requests).containsExactly("GET c-1");
  }

  @Test
  void nothingIsReadOnceTheTaskHasFailed() {
    halted = true;
    assertThatThrownBy(() -> write(upsert())).hasRootCauseInstanceOf(CancellationException.class);
    assertThat(rows.requests).isEmpty();
    assertThat(written).isEmpty();
  }

  @Test
  void windowIsFromTheLookToTheWrite() {
    assertThat(window.maxMillis()).isEqualTo(-1);
    assertThat(window.meanMillis()).isEqualTo(-1);
    write(upsert());
    assertThat(window.maxMillis()).isEqualTo(5);
    assertThat(window.meanMillis()).isEqualTo(5);
  }

  @Test
  void policyThatFailsRefusesTheRecord() {
    decision = null;
    assertRefused("failed", policy.getClass().getName());
    fails = true;
    assertRefused("failed: java.lang.IllegalStateException: broken");
    columns = null;
    assertRefused("failed", policy.getClass().getName());
  }

  @Test
  void rowThatMayNotBeReadIsNotWritten() {
    rows.lies.addAll(List.of(Lie.FORBIDDEN, Lie.FORBIDDEN));
    assertRefused("403");
    rows.lies.add(Lie.UNAUTHORIZED);
    assertThat(write(upsert())).isInstanceOf(WriteOutcome.Failed.class);
    assertThat(written).isEmpty();
  }
}
