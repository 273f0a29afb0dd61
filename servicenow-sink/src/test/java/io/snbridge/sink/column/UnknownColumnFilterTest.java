/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.log.LogContext;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.table.RowWriterTest;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class UnknownColumnFilterTest {

  private static final String ID = "%032x".formatted(1);

  /** Were it an outcome, the record would be refused or the task fail for nothing. */
  @Test
  void writeEndsWithoutAnOutcomeWhenTheTaskStopsWhileColumnsAreAskedFor() {
    ColumnCatalog catalog = new ColumnCatalog(null, LogContext.current());
    catalog.close();
    UnknownColumnFilter gate =
        new UnknownColumnFilter(
            call -> CompletableFuture.completedFuture(new WriteOutcome.Done()), catalog, false);

    CompletableFuture<WriteOutcome> outcome =
        gate.write(
            new WriteCall(
                new Write.Update("incident", ID, Map.of("state", "1")),
                new SinkRecord("incidents", 0, null, ID, null, null, 0),
                "c-1",
                new Cancellation(() -> false),
                new RowWriterTest.RecordedTurn()));

    assertThat(outcome)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(CancellationException.class);
  }
}
