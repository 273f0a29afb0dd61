/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Page;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.WriteCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class CurrentRowsTest {

  private static final String ID = "%032x".formatted(1);

  private final FakeRows alone = new FakeRows();
  private OptionalLong count = OptionalLong.of(0);
  private List<Row> given = List.of();
  private Optional<Reply<Page>> instead = Optional.empty();

  private Optional<Row> row() {
    CurrentRows current =
        new CurrentRows(
            (request, correlationId) ->
                CompletableFuture.completedFuture(
                    instead.orElseGet(
                        () -> new Reply.Ok<>(new Page(given, count), OptionalLong.empty()))),
            RowWriterTest.NO_COUNTS,
            alone,
            new FewAtATime(1));
    Reply<Optional<Row>> reply =
        current
            .get(
                new WriteCall(
                    new Write.Delete("incident", ID),
                    new SinkRecord("incidents", 0, null, ID, null, null, 0),
                    "c-1",
                    new Cancellation(() -> false),
                    new RowWriterTest.RecordedTurn()),
                Set.of("state"),
                false)
            .join();
    return ((Reply.Ok<Optional<Row>>) reply).body();
  }

  @Test
  void countOfNoneProvesThatThereIsNone() {
    assertThat(row()).isEmpty();
    assertThat(alone.requests).isEmpty();
  }

  @Test
  void rowThatIsCountedAndNotGivenIsReadAlone() {
    alone.rows.put(ID, Map.of("state", "1"));
    count = OptionalLong.of(1);
    assertThat(row()).isPresent();
    assertThat(alone.requests).hasSize(1);
  }

  @Test
  void withoutACountNothingIsProven() {
    alone.rows.put(ID, Map.of("state", "1"));
    count = OptionalLong.empty();
    assertThat(row()).isPresent();
  }

  @Test
  void rowThatIsGivenIsNotReadAgain() {
    count = OptionalLong.of(1);
    given = List.of(new Row(Map.of("sys_id", ID, "state", "2"), Map.of()));
    assertThat(row().orElseThrow().value("state")).contains("2");
    assertThat(alone.requests).isEmpty();
  }

  @Test
  void aloneMayBeReadWhatAQueryMayNot() {
    alone.rows.put(ID, Map.of("state", "1"));
    instead =
        Optional.of(
            new Reply.Refused<>(
                new Failure(Request.Method.GET, "/table/incident", 403, "forbidden", "", "c-1")));
    assertThat(row()).isPresent();
    assertThat(alone.requests).hasSize(1);
  }
}
