/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.Page;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PendingBytes;
import io.snbridge.source.scan.TableBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may hand out a row, when stream and rescan read it at the same time. */
@Timeout(20)
class EmittedRowsTest {

  private static final Instant CLOCK = FakeInstance.at("2026-03-01 12:00:00");
  private static final InStream POSITION = InStream.from(CLOCK.minusSeconds(10));

  private final List<String> handedOut = new ArrayList<>();
  private final EmittedRows known =
      new EmittedRows(
          new RescanConfig(Duration.ofMillis(1), RescanConfig.FirstPass.LEARN, 100),
          new KeysetColumns("sys_updated_on", "sys_id"));

  @BeforeEach
  void snapshotIsDone() {
    known.snapshotHandedOut(List.of(row("a", "old"), row("b", "old")));
    known.isComplete();
    known.streamRests(POSITION);
    known.passBegins();
  }

  @Test
  void rowThatTheStreamHasHandedOutSinceThePageWasAskedForIsPassedOver() throws Exception {
    known.rescanAsks();
    known.streamReads();
    known.streamHandsOut(
        List.of(row("a", "newest")), POSITION, true, () -> handedOut.add("newest"));
    known.streamRests(POSITION);
    found(row("a", "new"), row("b", "new"));
    assertThat(handedOut).containsExactly("newest", "b=new");

    known.rescanAsks();
    found(row("a", "changed without a stamp"));
    assertThat(handedOut).endsWith("a=changed without a stamp");
  }

  @Test
  void deletedRowDoesNotComeBackByAPageFromBefore() throws Exception {
    known.rescanAsks();
    known.streamHandsOutDeletes(List.of("a"), () -> handedOut.add("a deleted"));
    found(row("a", "new"));
    assertThat(handedOut).containsExactly("a deleted");
  }

  @Test
  void whatTheStreamWasReadingGoesFirst() throws Exception {
    known.streamReads();
    known.rescanAsks();
    Thread rescan =
        new Thread(
            () -> {
              try {
                found(row("b", "new"));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    rescan.start();
    await().until(() -> rescan.getState() == Thread.State.WAITING);
    assertThat(handedOut).isEmpty();
    known.streamHandsOut(List.of(row("a", "older")), POSITION, true, () -> handedOut.add("older"));
    rescan.join();
    assertThat(handedOut).containsExactly("older", "b=new");
  }

  @Test
  void rowStampedAfterThePositionIsLeftToTheStream() throws Exception {
    known.rescanAsks();
    Row streams = new Row(Map.of("sys_id", "a", "sys_updated_on", "2026-03-01 11:59:55"), Map.of());
    Row ofTomorrow =
        new Row(Map.of("sys_id", "b", "sys_updated_on", "2026-03-02 00:00:00"), Map.of());
    found(streams, ofTomorrow);
    assertThat(handedOut).containsExactly("b=null");
  }

  /** The stream may be waiting for the room of a page. */
  @Test
  void rescanThatWaitsForTheStreamHoldsNoBytes() throws Exception {
    PendingBytes pending = new PendingBytes(10);
    pending.take(10);
    HeldBytes bytes = new TableBytes(pending).hold(new Page(List.of(), OptionalLong.empty(), 10));
    known.streamReads();
    known.rescanAsks();
    Thread rescan =
        new Thread(
            () -> {
              try {
                known.rescanFound(
                    List.of(row("b", "new")), CLOCK, bytes, (found, position, isKnown) -> {});
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    rescan.start();
    await().until(() -> rescan.getState() == Thread.State.WAITING);
    assertThat(pending.held()).isZero();
    known.streamRests(POSITION);
    rescan.join();
  }

  /** After a restart, while so many change that the page is not compared. */
  @Test
  void rowThatIsReadForTheFirstTimeAmongManyChangesIsNoNewOne() throws Exception {
    EmittedRows learning =
        new EmittedRows(
            new RescanConfig(Duration.ofMillis(1), RescanConfig.FirstPass.LEARN, 100_000),
            new KeysetColumns("sys_updated_on", "sys_id"));
    learning.streamRests(POSITION);
    learning.passBegins();
    learning.rescanAsks();
    for (int i = 0; i <= EmittedRows.MOST_MEANWHILE; i++) {
      learning.streamHandsOut(List.of(row(FakeInstance.id(i), "new")), POSITION, true, () -> {});
    }
    learning.streamRests(POSITION);
    Row stale = row(FakeInstance.id(7), "old");
    assertThat(found(learning, row("f1", "as it is"), stale)).isZero();
    var unused = learning.passEnds(true);

    learning.passBegins();
    learning.rescanAsks();
    assertThat(found(learning, row("f1", "as it is"))).isZero();
    assertThat(found(learning, row(FakeInstance.id(7), "new"))).isZero();
    assertThat(found(learning, row("f1", "changed"))).isEqualTo(1);
  }

  private static int found(EmittedRows known, Row... rows) throws InterruptedException {
    return known.rescanFound(
        List.of(rows), CLOCK, HeldBytes.NONE, (found, position, isKnown) -> {});
  }

  /** A pass may be a day after the one before. */
  @Test
  void idsAreRememberedOnlyWhileThePageOfARescanIsOnItsWay() throws Exception {
    streamHandsOut(50);
    assertThat(known.remembered()).as("before the first page").isZero();
    known.rescanAsks();
    streamHandsOut(50);
    assertThat(known.remembered()).isEqualTo(50);
    known.streamRests(POSITION);
    found(row("a", "old"));
    streamHandsOut(50);
    known.streamHandsOutDeletes(List.of("b"), () -> {});
    assertThat(known.remembered()).as("between two pages").isZero();
    known.rescanAsks();
    streamHandsOut(50);
    known.rescanRests();
    assertThat(known.remembered()).as("after the last page").isZero();
  }

  /** Neither an older state after a newer one, nor a change that is never found. */
  @Test
  void pageIsPassedOverWhenTooManyRowsCameMeanwhileAndReadInTheNextPass() throws Exception {
    known.rescanAsks();
    known.streamHandsOut(
        List.of(row("a", "newest")), POSITION, true, () -> handedOut.add("newest"));
    streamHandsOut(EmittedRows.MOST_MEANWHILE);
    assertThat(known.remembered()).isLessThanOrEqualTo(EmittedRows.MOST_MEANWHILE);
    known.streamRests(POSITION);
    found(row("a", "new"), row("b", "changed without a stamp"));
    assertThat(handedOut).containsExactly("newest");
    assertThat(known.passedOver()).isEqualTo(2);
    known.passEnds(true);

    known.passBegins();
    known.rescanAsks();
    found(row("b", "changed without a stamp"));
    assertThat(handedOut).containsExactly("newest", "b=changed without a stamp");
    assertThat(known.passedOver()).isZero();
  }

  /** Nothing is known of the rows, but nothing older comes after what is newer. */
  @Test
  void rowsThatAreReadOnceMoreAreHandedOutButForThoseOfTheStream() throws Exception {
    EmittedRows beside =
        new EmittedRows(RescanConfig.OFF, true, new KeysetColumns("sys_updated_on", "sys_id"));
    beside.streamHandsOut(List.of(row("a", "earlier")), POSITION, true, () -> {});
    beside.streamRests(POSITION);
    beside.rescanAsks();
    beside.streamHandsOut(List.of(row("b", "newer")), POSITION, true, () -> {});
    beside.streamHandsOutDeletes(List.of("c"), () -> {});
    beside.streamRests(POSITION);

    assertThat(readAgain(beside, row("a", "x"), row("b", "older"), row("c", "x"), row("d", "x")))
        .isTrue();
    assertThat(handedOut).containsExactly("a", "d");
    assertThat(beside.remembered()).isZero();
    assertThat(beside.size()).as("no fingerprints").isZero();
  }

  @Test
  void rowsThatAreReadOnceMoreWaitForWhatTheStreamWasReading() throws Exception {
    EmittedRows beside =
        new EmittedRows(RescanConfig.OFF, true, new KeysetColumns("sys_updated_on", "sys_id"));
    beside.streamReads();
    beside.rescanAsks();
    Thread reader = thread(() -> readAgain(beside, row("b", "new")));
    await().until(() -> reader.getState() == Thread.State.WAITING);
    assertThat(handedOut).isEmpty();
    beside.streamHandsOut(List.of(row("a", "older")), POSITION, true, () -> handedOut.add("older"));
    reader.join();
    assertThat(handedOut).containsExactly("older", "b");
  }

  /** While the stream catches up, too many rows come meanwhile to tell which are older. */
  @Test
  void rowsAmongTooManyOthersAreReadAgainHoweverManyChangeMeanwhile() throws Exception {
    EmittedRows beside =
        new EmittedRows(RescanConfig.OFF, true, new KeysetColumns("sys_updated_on", "sys_id"));
    beside.rescanAsks();
    handOutTooMany(beside);
    assertThat(readAgain(beside, row("b", "old"), row("c", "old"))).isFalse();
    assertThat(handedOut).isEmpty();

    beside.rescanAsks(Set.of("b", "c"));
    handOutTooMany(beside);
    beside.streamHandsOut(List.of(row("b", "new")), POSITION, true, () -> {});
    beside.streamRests(POSITION);
    assertThat(beside.remembered()).as("of the page's rows").isEqualTo(1);
    assertThat(readAgain(beside, row("a", "may be older"), row("b", "old"), row("c", "old")))
        .isTrue();
    assertThat(handedOut).containsExactly("c");
  }

  private static void handOutTooMany(EmittedRows beside) throws InterruptedException {
    for (int i = 0; i <= EmittedRows.MOST_MEANWHILE; i++) {
      beside.streamHandsOut(List.of(row(FakeInstance.id(i), "new")), POSITION, true, () -> {});
    }
    beside.streamRests(POSITION);
  }

  private boolean readAgain(EmittedRows beside, Row... rows) throws InterruptedException {
    return beside.readAgain(
        List.of(rows),
        HeldBytes.NONE,
        left -> left.forEach(row -> handedOut.add(row.values().get("sys_id"))));
  }

  private static Thread thread(Interruptible work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    return thread;
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private void streamHandsOut(int rows) throws InterruptedException {
    List<Row> page = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      page.add(row("other" + i, "x"));
    }
    known.streamHandsOut(page, POSITION, true, () -> {});
  }

  private void found(Row... rows) throws InterruptedException {
    known.rescanFound(
        List.of(rows),
        CLOCK,
        HeldBytes.NONE,
        (found, position, isKnown) ->
            found.forEach(
                row ->
                    handedOut.add(row.values().get("sys_id") + "=" + row.values().get("u_text"))));
  }

  private static Row row(String id, String text) {
    return new Row(
        Map.of("sys_id", id, "u_text", text, "sys_updated_on", "2026-03-01 11:00:00"), Map.of());
  }
}
