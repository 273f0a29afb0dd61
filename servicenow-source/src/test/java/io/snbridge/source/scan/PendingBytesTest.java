/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.Page;
import io.snbridge.source.read.PageQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
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
    Future<?> small = take("small", 20);
    pending.correct(-40);
    assertThat(taken).isEmpty();
    pending.correct(-20);
    large.get();
    pending.correct(-90);
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
    table.lendAll();
    second.giveBack();
    assertThat(pending.held()).isZero();
  }

  @Test
  void tableThatWaitsHoldsNoPageOfItsDeletesEither() throws Exception {
    TableBytes table = new TableBytes(pending);
    pending.take(30);
    HeldBytes audit = table.ofOtherRows().hold(new Page(List.of(), OptionalLong.empty(), 30));
    table.lendAll();
    assertThat(pending.held()).isZero();
    audit.giveBack();
    assertThat(pending.held()).isZero();
  }

  /** They are in memory until Connect takes them, whatever becomes of their table. */
  @Test
  void pagesThatWaitForConnectCountThoughTheirTableWaits() throws Exception {
    TableBytes table = new TableBytes(pending);
    PageQueue queue = new PageQueue(2);
    SourceRecord record = new SourceRecord(Map.of(), Map.of(), "topic", null, null);
    pending.take(70);
    HeldBytes queued = table.hold(new Page(List.of(), OptionalLong.empty(), 30));
    HeldBytes inHand = table.hold(new Page(List.of(), OptionalLong.empty(), 40));
    queue.put(List.of(record), queued);
    table.lendAll();
    assertThat(pending.held()).isEqualTo(30);
    queue.put(List.of(record), inHand);
    table.lendAll();
    assertThat(pending.held()).isEqualTo(70);
    queue.take(Duration.ZERO);
    queue.take(Duration.ZERO);
    assertThat(pending.held()).isZero();
  }

  /** Whatever the page's size: it is taken again, in turn, before it is asked for again. */
  @Test
  void pageThatIsAskedForAgainHoldsNothingMeanwhile() throws Exception {
    PageClaim claim = PageClaim.take(1000, pending);
    claim.attemptFailed();
    claim.attemptFailed();
    assertThat(pending.held()).isZero();
    pending.take(60);
    CompletableFuture<Void> again = claim.again();
    assertThat(again).isNotDone();
    pending.correct(-60);
    assertThat(again).isDone();
    assertThat(pending.held()).isEqualTo(1000);
    claim.end(10);
    assertThat(pending.held()).isEqualTo(10);
  }

  @Test
  void pageThatIsNotWantedAnyMoreKeepsNobodyWaiting() throws Exception {
    PageClaim claim = PageClaim.take(50, pending);
    claim.attemptFailed();
    pending.take(60);
    CompletableFuture<Void> again = claim.again();
    Future<?> behind = take("behind", 10);
    claim.end(0);
    behind.get();
    assertThat(again).isNotCompleted();
    assertThat(pending.held()).isEqualTo(70);
  }

  @Test
  void pageHasNoMoreRowsThanAQuarterOfAllBytesHas() {
    TableBytes table = new TableBytes(new PendingBytes(100 * 2048));
    assertThat(table.mostRows(false)).isEqualTo(25);
    assertThat(new TableBytes(pending).mostRows(false)).isEqualTo(1);
    assertThat(TableBytes.unbounded().mostRows(true)).isGreaterThan(1_000_000);
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
