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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BehindTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Integer> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void ownerGoesOnWhileItsWorkRuns() throws Exception {
    CountDownLatch ownerWentOn = new CountDownLatch(1);
    try (Behind behind = new Behind(threads)) {
      behind.run(
          () -> {
            ownerWentOn.await();
            done.add(1);
            return null;
          });
      assertThat(done).isEmpty();
      ownerWentOn.countDown();
      behind.await();
    }
    assertThat(done).containsExactly(1);
  }

  @Test
  void workIsDoneInOrderWhateverTheThreads() throws Exception {
    try (Behind behind = new Behind(threads)) {
      for (int i = 0; i < 200; i++) {
        int number = i;
        behind.run(
            () -> {
              done.add(number);
              return null;
            });
      }
      behind.await();
    }
    assertThat(done).hasSize(200).isSorted();
  }

  @Test
  void failureReachesTheOwnerAsItWas() throws Exception {
    IllegalStateException failure = new IllegalStateException("full");
    try (Behind behind = new Behind(threads)) {
      behind.run(
          () -> {
            throw failure;
          });

      assertThatThrownBy(() -> behind.run(() -> null)).isSameAs(failure);
      assertThatThrownBy(behind::await).isSameAs(failure);
    }
  }

  @Test
  void closingInterruptsWorkThatRuns() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Behind behind = new Behind(threads)) {
      behind.run(
          () -> {
            running.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException stopping) {
              interrupted.countDown();
            }
            return null;
          });
      running.await();
    }
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
