/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OneAheadTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Integer> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void ownerGoesOnWhileItsWorkRuns() throws Exception {
    CountDownLatch ownerWentOn = new CountDownLatch(1);
    OneAhead behind = new OneAhead(threads);
    behind.run(
        () -> {
          ownerWentOn.await();
          done.add(1);
          return null;
        });
    assertThat(done).isEmpty();
    ownerWentOn.countDown();
    behind.await();
    assertThat(done).containsExactly(1);
  }

  @Test
  void workIsDoneInOrderWhateverTheThreads() throws Exception {
    OneAhead behind = new OneAhead(threads);
    for (int i = 0; i < 200; i++) {
      int number = i;
      behind.run(
          () -> {
            done.add(number);
            return null;
          });
    }
    behind.await();
    assertThat(done).hasSize(200).isSorted();
  }

  @Test
  void failureReachesTheOwnerAsItWas() throws Exception {
    IllegalStateException failure = new IllegalStateException("full");
    OneAhead behind = new OneAhead(threads);
    behind.run(
        () -> {
          throw failure;
        });

    assertThatThrownBy(() -> behind.run(() -> null)).isSameAs(failure);
    assertThatThrownBy(behind::await).isSameAs(failure);
  }

  @Test
  void workThatNobodyHasTimeForIsDoneAtOnce() throws Exception {
    OneAhead behind = new OneAhead(Runnable::run);
    behind.run(
        () -> {
          done.add(1);
          return null;
        });
    assertThat(done).containsExactly(1);
    behind.await();
  }
}
