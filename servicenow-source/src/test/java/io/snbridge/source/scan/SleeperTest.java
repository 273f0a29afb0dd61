/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SleeperTest {

  @Test
  void sleeperWaitsForTheTimeOrTheInterrupt() throws Exception {
    Sleeper sleeper = Sleeper.untilInterrupted();
    long began = sleeper.nanoTime();
    sleeper.await(Duration.ofMillis(20));
    assertThat(sleeper.nanoTime() - began)
        .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos())
        .isLessThan(Duration.ofMinutes(1).toNanos());
    Thread waiting = WaitingThread.start(() -> sleeper.await(Duration.ofDays(1)));
    Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    waiting.interrupt();
    waiting.join();
  }
}
