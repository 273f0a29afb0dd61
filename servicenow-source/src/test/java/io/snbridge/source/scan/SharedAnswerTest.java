/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedAnswerTest {

  @Test
  void answerHoldsForItsTimeAndIsAskedForAgainWhenThereIsNone() throws Exception {
    ManualTime time = new ManualTime();
    time.advance(Duration.ofHours(1));
    SharedAnswer<Integer> shared = new SharedAnswer<>(Duration.ofMinutes(1), time::nanoTime);
    AtomicInteger asked = new AtomicInteger();
    assertThat(shared.get(Optional::empty)).isEmpty();
    assertThat(shared.get(() -> Optional.of(asked.incrementAndGet()))).contains(1);
    time.advance(Duration.ofSeconds(59));
    assertThat(shared.get(() -> Optional.of(asked.incrementAndGet()))).contains(1);
    time.advance(Duration.ofSeconds(1));
    assertThat(shared.get(() -> Optional.of(asked.incrementAndGet()))).contains(2);
    assertThatThrownBy(
            () ->
                new SharedAnswer<>(Duration.ZERO, time::nanoTime)
                    .get(
                        () -> {
                          throw new IllegalStateException("refused");
                        }))
        .hasMessage("refused");
  }

  @Test
  void whoComesMeanwhileTakesWhatTheFirstIsTold() throws Exception {
    SharedAnswer<Integer> shared = new SharedAnswer<>(Duration.ofMinutes(1), () -> 0);
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    SharedAnswer.Question<Integer> question =
        () -> {
          asking.countDown();
          told.await();
          return Optional.of(asked.incrementAndGet());
        };
    AtomicReference<Optional<Integer>> one = new AtomicReference<>();
    AtomicReference<Optional<Integer>> second = new AtomicReference<>();
    Thread first = WaitingThread.start(() -> one.set(shared.get(question)));
    asking.await();
    Thread other = WaitingThread.start(() -> second.set(shared.get(question)));
    Awaitility.await().until(() -> other.getState() == Thread.State.TIMED_WAITING);
    told.countDown();
    other.join();
    first.join();
    assertThat(one.get()).contains(1);
    assertThat(second.get()).contains(1);
    assertThat(asked).hasValue(1);
  }
}
