/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.Page;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PendingBytesTest {

  private final PendingBytes pending = new PendingBytes(100);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> taken = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void onePageMayGoWhateverItsSizeWhenNoOtherIsHeld() throws Exception {
    pending.take(1000);
    assertThat(pending.held()).isEqualTo(1000);
    Future<?> other = take("other", 1);
    pending.correct(-1000);
    other.get();
    assertThat(pending.held()).isEqualTo(1);
  }

  @Test
  void whatWasTakenTooMuchLetsTheNextGo() throws Exception {
    pending.take(90);
    Future<?> next = take("next", 50);
    pending.correct(-40);
    next.get();
    assertThat(pending.held()).isEqualTo(100);
  }

  /** Small ones that come later do not keep a large one from ever going. */
  @Test
  void theyGoInTurn() throws Exception {
    pending.take(60);
    Future<?> large = take("large", 90);
    Future<?> small = take("small", 10);
    pending.correct(-40);
    assertThat(taken).isEmpty();
    pending.correct(-20);
    large.get();
    small.get();
    assertThat(taken).containsExactly("large", "small");
  }

  @Test
  void whoIsInterruptedKeepsNobodyWaiting() throws Exception {
    pending.take(60);
    AtomicReference<Thread> waiting = new AtomicReference<>();
    Future<?> large = take("large", 90, waiting);
    Future<?> small = take("small", 10);
    waiting.get().interrupt();
    assertThatThrownBy(large::get).hasCauseInstanceOf(InterruptedException.class);
    small.get();
    assertThat(pending.held()).isEqualTo(70);
  }

  @Test
  void tableThatWaitsHoldsNothing() throws Exception {
    TableBytes table = new TableBytes(pending);
    pending.take(70);
    HeldBytes first = table.hold(new Page(List.of(), OptionalLong.empty(), 30));
    HeldBytes second = table.hold(new Page(List.of(), OptionalLong.empty(), 40));
    first.giveBack();
    first.giveBack();
    assertThat(pending.held()).isEqualTo(40);
    table.giveBackAll();
    second.giveBack();
    assertThat(pending.held()).isZero();
  }

  private Future<?> take(String name, long bytes) {
    return take(name, bytes, new AtomicReference<>());
  }

  /** Returns when it waits. */
  private Future<?> take(String name, long bytes, AtomicReference<Thread> thread) {
    Future<?> taking =
        threads.submit(
            () -> {
              thread.set(Thread.currentThread());
              pending.take(bytes);
              taken.add(name);
              return null;
            });
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
    return taking;
  }
}
