/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.read.PageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  /** Both together are never more than twice as much. */
  @Test
  void whatIsLentIsInMemoryAndLeavesLessRoomOnceItIsMoreThanMayBeHeld() throws Exception {
    TableBytes table = new TableBytes(pending);
    assertThat(pending.mostOfAPage()).isEqualTo(25);
    pending.take(80);
    HeldBytes first = table.hold(new Page(List.of(), OptionalLong.empty(), 80));
    first.lend();
    first.lend();
    assertThat(pending.held()).isZero();
    assertThat(pending.all()).isEqualTo(80);
    assertThat(pending.mostOfAPage()).isEqualTo(25);
    pending.take(60);
    HeldBytes second = table.hold(new Page(List.of(), OptionalLong.empty(), 60));
    table.lendAll();
    assertThat(pending.all()).isEqualTo(140);
    assertThat(pending.mostOfAPage()).as("40 more are lent").isEqualTo(15);
    first.queued();
    assertThat(pending.held()).as("it counts again").isEqualTo(80);
    assertThat(pending.all()).isEqualTo(140);
    first.giveBack();
    assertThat(pending.all()).isEqualTo(60);
    second.giveBack();
    second.lend();
    assertThat(pending.all()).isZero();
  }

  @Test
  void pageWithoutBytesIsHeldByNobody() {
    TableBytes table = new TableBytes(pending);
    HeldBytes none = table.hold(new Page(List.of(), OptionalLong.empty()));
    assertThat(none).isSameAs(HeldBytes.NONE);
    none.lend();
    none.queued();
    none.giveBack();
    assertThat(pending.all()).isZero();
  }

  @Test
  void pageThatComesBackToItsReaderIsLentNoMore() throws Exception {
    TableBytes table = new TableBytes(pending);
    pending.take(30);
    HeldBytes page = table.hold(new Page(List.of(), OptionalLong.empty(), 30));
    table.lendAll();
    page.queued();
    table.lendAll();
    assertThat(pending.held()).isEqualTo(30);
    page.giveBack();
    assertThat(pending.all()).isZero();
  }

  private final AtomicReference<Runnable> whileAsked = new AtomicReference<>(() -> {});

  private Instance failing(int attempts) {
    FakeInstance rows = new FakeInstance();
    rows.rowBytes = 10;
    rows.put(FakeInstance.id(1), "2026-03-01 12:00:00");
    return new FakeInstanceOfAttempts(rows, attempts, () -> whileAsked.get().run());
  }

  /** Each attempt but the last one fails, and the next one waits for its bytes. */
  private record FakeInstanceOfAttempts(FakeInstance rows, int attempts, Runnable whileAsked)
      implements Instance {
    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
      throw new AssertionError("without leave");
    }

    @Override
    public Page page(
        Supplier<PageRequest> next,
        Consumer<Reply.NotOk<Page>> attemptFailed,
        Supplier<CompletableFuture<Void>> mayTryAgain) {
      for (int attempt = 1; attempt < attempts; attempt++) {
        attemptFailed.accept(FakeInstance.cancelled());
        whileAsked.run();
        mayTryAgain.get().join();
      }
      return rows.page(next, attemptFailed);
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return 0;
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      return Map.of();
    }

    @Override
    public Instant now(String table) {
      return Instant.EPOCH;
    }
  }

  private static PageRequest request(int limit) {
    return new PageRequest(
        "incident", EncodedQuery.everything(), List.of(), limit, 0, false, DisplayValue.FALSE);
  }

  @Test
  void pageHoldsNothingBetweenItsAttemptsAndThenWhatItHas() throws Exception {
    TableBytes table = new TableBytes(pending);
    List<Long> meanwhile = new ArrayList<>();
    List<Reply<?>> failed = new ArrayList<>();
    whileAsked.set(() -> meanwhile.add(pending.held()));
    Page page = table.counting(failing(3)).page(() -> request(2), failed::add);
    assertThat(meanwhile).containsExactly(0L, 0L);
    assertThat(failed).hasSize(2);
    assertThat(page.bytes()).isEqualTo(10);
    assertThat(pending.held()).isEqualTo(10);
    assertThat(table.mostRows(false)).as("rows of ten bytes").isEqualTo(2);
  }

  @Test
  void pageThatNeverComesHoldsNothing() {
    TableBytes table = new TableBytes(pending);
    assertThatThrownBy(
            () ->
                table
                    .counting(failing(2))
                    .page(
                        () -> request(2),
                        failed -> {
                          throw new IllegalStateException("no more");
                        }))
        .hasMessage("no more");
    assertThat(pending.held()).isZero();
  }

  /** They were granted in the moment in which nobody wanted them any more. */
  @Test
  void bytesThatAreGrantedTooLateAreGivenBack() throws Exception {
    PageClaim claim = PageClaim.take(50, pending);
    claim.attemptFailed();
    claim.end(0);
    assertThat(claim.again()).isDone();
    assertThat(pending.held()).isZero();
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

  /** They are in memory until Kafka has them, whatever becomes of their table. */
  @Test
  void pagesThatWaitForConnectOrKafkaCountThoughTheirTableWaits() throws Exception {
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
    table.lendAll();
    assertThat(pending.held()).isEqualTo(70);
    queue.acknowledged();
    assertThat(pending.held()).isEqualTo(40);
    queue.acknowledged();
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
