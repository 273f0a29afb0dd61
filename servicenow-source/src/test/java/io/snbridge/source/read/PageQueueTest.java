/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PageQueueTest {

  private static final List<SourceRecord> PAGE =
      List.of(new SourceRecord(Map.of(), Map.of(), "topic", null, null));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final PageQueue queue = new PageQueue(2);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void failureComesBeforeWhatIsQueued() throws Exception {
    queue.put(PAGE);
    queue.fail(new ConnectException("Table 'incident': refused"));
    queue.fail(new ConnectException("Table 'problem': refused"));

    assertThatThrownBy(() -> queue.take(Duration.ZERO)).hasMessage("Table 'incident': refused");
    assertThatThrownBy(() -> queue.take(Duration.ZERO)).hasMessage("Table 'incident': refused");
  }

  @Test
  void failureWakesWhoWaits() throws Exception {
    Future<List<SourceRecord>> waiting = threads.submit(() -> queue.take(Duration.ofMinutes(1)));
    queue.fail(new ConnectException("Table 'incident': refused"));

    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("Table 'incident': refused");
  }

  @Test
  void nothingComesBackEmptyAfterTheTime() throws Exception {
    assertThat(queue.take(Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void fullQueueHoldsReadersBackUntilThereIsRoom() throws Exception {
    queue.put(PAGE);
    queue.put(PAGE);
    CountDownLatch entered = new CountDownLatch(1);
    Future<?> third =
        threads.submit(
            () -> {
              entered.countDown();
              queue.put(PAGE);
              return null;
            });
    entered.await();
    assertThatThrownBy(() -> third.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    assertThat(queue.take(Duration.ZERO)).isEqualTo(PAGE);
    third.get(10, TimeUnit.SECONDS);
  }

  /** A poll is converted in one go, and one transaction. */
  @Test
  void largePageIsTakenInParts() throws Exception {
    List<SourceRecord> large = Collections.nCopies(2 * PageQueue.MOST_AT_ONCE + 1, PAGE.get(0));
    queue.put(large);
    queue.put(PAGE);

    assertThat(queue.take(Duration.ZERO)).hasSize(PageQueue.MOST_AT_ONCE);
    assertThat(queue.take(Duration.ZERO)).hasSize(PageQueue.MOST_AT_ONCE);
    assertThat(queue.take(Duration.ZERO)).hasSize(1);
    assertThat(queue.take(Duration.ZERO)).isEqualTo(PAGE);
    assertThat(queue.take(Duration.ZERO)).isEmpty();
  }

  @Test
  void interruptEndsAReaderThatWaitsForRoom() throws Exception {
    queue.put(PAGE);
    queue.put(PAGE);
    Future<?> third =
        threads.submit(
            () -> {
              queue.put(PAGE);
              return null;
            });
    threads.shutdownNow();

    assertThatThrownBy(() -> third.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
  }
}
