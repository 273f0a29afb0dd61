/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.transport.Backoff;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class FailedReadsTest {

  private static final String ID = "%032x".formatted(1);

  private final Deque<Boolean> others = new ArrayDeque<>();
  private boolean halted;
  private boolean revoked;

  private final KeyedExecutor.Turn turn =
      new KeyedExecutor.Turn() {
        @Override
        public void freeSlot() {}

        @Override
        public void holdLane(CompletableFuture<?> until) {}

        @Override
        public boolean isHalted() {
          return halted;
        }
      };

  private final FailedReads reads =
      new FailedReads(
          new RetryPolicy(
              new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
              Optional.empty(),
              Duration.ZERO,
              2,
              () -> 0,
              wait -> Runnable::run,
              new OncePerMinute(() -> 0)),
          new WriteCall(
              new Write.Delete("incident", ID),
              new SinkRecord("incidents", 0, null, ID, null, null, 0),
              "c-1",
              new Cancellation(() -> revoked),
              turn),
          () -> CompletableFuture.completedFuture(others.remove()));

  private Optional<WriteOutcome> failed() {
    return reads.failed(ConnectException::new).join();
  }

  @Test
  void onlyFailuresWhileOthersAreAnsweredCount() {
    others.addAll(List.of(false, false, false, true, false));
    for (int i = 0; i < 5; i++) {
      assertThat(failed()).isEmpty();
    }
    assertThat(reads.areOfTheRow()).isTrue();
    others.add(true);
    assertThat(failed().orElseThrow()).isInstanceOf(WriteOutcome.Refused.class);
  }

  @Test
  void rowIsAskedForWithOthersWhileNoneIsAnswered() {
    others.addAll(List.of(false, false));
    assertThat(failed()).isEmpty();
    assertThat(failed()).isEmpty();
    assertThat(reads.areOfTheRow()).isFalse();
  }

  @Test
  void taskThatIsHaltedReadsNoMore() {
    reads.rest().join();
    halted = true;
    assertThatThrownBy(() -> reads.rest().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void revokedRecordReadsNoMore() {
    revoked = true;
    assertThatThrownBy(() -> reads.rest().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }
}
