/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.source.scan.OpenRanges;
import io.snbridge.source.scan.SnapshotRange;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RangeReadersTest {

  private final List<String> read = new CopyOnWriteArrayList<>();
  private SpareThreads spare = new SpareThreads(4, Thread::new);

  @AfterEach
  void end() {
    spare.close();
  }

  @Test
  void asManyReadAtOnceAsAreAllowed() throws Exception {
    CyclicBarrier three = new CyclicBarrier(3);
    AtomicInteger begun = new AtomicInteger();
    readers(
            3,
            (first, reader) -> {
              if (begun.incrementAndGet() <= 3) {
                await(three);
              }
              read.add(first.name());
            })
        .read(false);
    assertEveryRangeWasRead();
  }

  @Test
  void tableReadsItselfWithoutSpareThreads() throws Exception {
    spare = new SpareThreads(0, Thread::new);
    Thread own = Thread.currentThread();
    readers(
            4,
            (first, reader) -> {
              assertThat(Thread.currentThread()).isSameAs(own);
              read.add(first.name());
            })
        .read(false);
    assertEveryRangeWasRead();
  }

  /** A table that began alone, because all others read, too, gets help when those have ended. */
  @Test
  void threadsThatBecomeSpareHelp() throws Exception {
    spare = new SpareThreads(1, Thread::new);
    CountDownLatch busy = new CountDownLatch(1);
    assertThat(spare.tryRun(() -> awaitQuietly(busy))).isTrue();
    Thread own = Thread.currentThread();
    CountDownLatch helped = new CountDownLatch(1);
    readers(
            2,
            (first, reader) -> {
              if (Thread.currentThread() != own) {
                helped.countDown();
              }
              busy.countDown();
              while (Thread.currentThread() == own && helped.getCount() > 0) {
                reader.afterPage().run();
              }
              read.add(first.name());
            })
        .read(false);
    assertThat(helped.getCount()).isZero();
    assertEveryRangeWasRead();
  }

  @Test
  void tablesThreadWorksForThoseThatRead() throws Exception {
    Thread own = Thread.currentThread();
    AtomicReference<Thread> worker = new AtomicReference<>();
    readers(
            1,
            (first, reader) -> {
              read.add(first.name());
              while (worker.get() != own) {
                FutureTask<Void> work =
                    new FutureTask<>(() -> worker.set(Thread.currentThread()), null);
                reader.others().execute(work);
                get(work);
              }
            })
        .read(false);
    assertEveryRangeWasRead();
  }

  @Test
  void whatAReaderThrowsIsThrownAndEndsTheOthers() throws Exception {
    IllegalStateException failure = new IllegalStateException("refused");
    CountDownLatch others = new CountDownLatch(3);
    AtomicInteger begun = new AtomicInteger();
    RangeReaders readers =
        readers(
            4,
            (first, reader) -> {
              if (begun.incrementAndGet() == 4) {
                throw failure;
              }
              try {
                new CountDownLatch(1).await();
              } finally {
                others.countDown();
              }
            });
    assertThatThrownBy(() -> readers.read(false)).isSameAs(failure);
    others.await();
  }

  private RangeReaders readers(int most, RangeReaders.Reading reading) {
    return new RangeReaders(spare, most, new OpenRanges(Set.of()), reading);
  }

  private void assertEveryRangeWasRead() {
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            SnapshotRange.ALL.stream().map(SnapshotRange::name).toList());
  }

  private static void await(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await();
    } catch (BrokenBarrierException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static void get(FutureTask<Void> work) throws InterruptedException {
    try {
      work.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
