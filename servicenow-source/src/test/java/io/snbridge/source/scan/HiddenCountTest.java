/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.PageFetcher.Answer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pages of ten rows, of a window: its rows also leave it when they are changed. */
class HiddenCountTest {

  private static final Row ROW = new Row(Map.of(), Map.of());
  private static final int LIMIT = 10;

  private final HiddenRows hidden = new HiddenRows("incident");
  private final HiddenCount count = new HiddenCount(hidden, window());

  @Test
  void rowsThatMayHaveLeftTheWindowAreDoubtfulOnceItIsAskedAnew() {
    counted(30, 8);
    assertThat(count.mayHide()).isTrue();
    assertThat(count.doubtful()).isZero();

    count.startQuery();

    assertThat(count.doubtful()).isEqualTo(2);
    assertThat(count.mayHide()).isFalse();
    assertThat(hidden.count()).isZero();
  }

  @Test
  void fullPagesMayHideNothing() {
    counted(30, 10);
    assertThat(count.mayHide()).isFalse();
    count.startTwoQueries();
    assertThat(count.mayHide()).isFalse();
  }

  @Test
  void doubtsOfAQueryStayOpenWhileItsRestIsReadWithTwo() {
    counted(30, 8);

    count.startTwoQueries();

    assertThat(count.mayHide()).isTrue();
    assertThat(count.doubtful()).isZero();
    count.startQuery();
    assertThat(count.doubtful()).isEqualTo(2);
    assertThat(count.mayHide()).isFalse();
  }

  /** The first of them was never counted: nothing tells how many it has left. */
  @Test
  void doubtsEndWhenTheRestOfAnUncountedQueryIsReadWithTwoMore() {
    counted(30, 8);
    count.startTwoQueries();

    count.startTwoQueries();

    assertThat(count.doubtful()).isEqualTo(2);
    assertThat(count.mayHide()).isFalse();
  }

  @Test
  void onlyTheCountOfTheSecondQuerySettlesTheDoubts() {
    counted(30, 5);
    count.startTwoQueries();
    counted(0, 0);
    assertThat(count.doubtful()).isZero();
    assertThat(count.mayHide()).isTrue();

    count.startNextQuery();
    // 25 were left.
    counted(23, 10);

    assertThat(count.doubtful()).isEqualTo(2);
    assertThat(count.mayHide()).isFalse();
    assertThat(hidden.count()).isZero();
  }

  /** They have not left it: they would have to be deleted. */
  @Test
  void rowsMissingInTheSecondQueryOfASteadySliceAreHidden() {
    HiddenCount steady = new HiddenCount(hidden, snapshot());
    counted(steady, 30, 5);
    steady.startTwoQueries();
    counted(steady, 0, 0);
    steady.startNextQuery();

    counted(steady, 23, 10);

    assertThat(hidden.count()).isEqualTo(2);
    assertThat(steady.doubtful()).isZero();
  }

  @Test
  void rowsOfTheFirstQueryAreNotMissingInTheSecond() {
    counted(30, 5);
    count.startTwoQueries();
    counted(10, 7);
    counted(0, 0);
    assertThat(hidden.count()).as("of the first").isEqualTo(3);

    count.startNextQuery();
    // 25 were left: 7 were read, and 3 were hidden.
    counted(13, 10);

    assertThat(count.doubtful()).isEqualTo(2);
  }

  @Test
  void rowsThatTheEndOfTheFirstQueryDidNotShowAreNotMissingInTheSecond() {
    counted(30, 5);
    count.startTwoQueries();
    counted(5, 3);
    count.end(2);
    assertThat(hidden.count()).isEqualTo(2);

    count.startNextQuery();
    // 25 were left: 3 were read, and 2 were hidden.
    counted(18, 10);

    assertThat(count.doubtful()).isEqualTo(2);
  }

  /** Three are left of the many: as many as the page before had room for, so the limit cut it. */
  @Test
  void rowsThatACutPageHadRoomForAreHidden() {
    counted(40, 10);
    uncounted(7);

    count.counted(3, answer(0, 0, OptionalLong.of(3)));

    assertThat(hidden.count()).isEqualTo(3);
    assertThat(count.doubtful()).isZero();
  }

  @Test
  void rowsThatAPageHadRoomForAreDoubtfulWhenNothingShowsThatItWasCut() {
    counted(40, 10);
    uncounted(7);

    count.counted(2, answer(0, 0, OptionalLong.of(2)));

    assertThat(hidden.count()).isZero();
    assertThat(count.doubtful()).isEqualTo(3);
  }

  @Test
  void roomOfEachUncountedPageButTheLastIsSurelyOfHiddenRows() {
    counted(40, 10);
    uncounted(7);
    uncounted(8);

    count.counted(1, answer(0, 0, OptionalLong.of(1)));

    assertThat(hidden.count()).isEqualTo(3);
    assertThat(count.doubtful()).isEqualTo(2);
  }

  @Test
  void rowsThatTheNextCountStillHasAreNotHidden() {
    counted(30, 8);
    counted(22, 10);
    assertThat(hidden.count()).isZero();
    assertThat(count.doubtful()).isZero();
  }

  @Test
  void countOfTheNextQueryIsNotComparedWithThatOfAnEndedOne() {
    counted(30, 8);
    count.startNextQuery();
    counted(5, 5);
    assertThat(hidden.count()).isZero();
    assertThat(count.doubtful()).isZero();
  }

  @Test
  void pageMayEndTheQueryWhenHalfOfItMayBeLeft() {
    count.counted(25, answer(8, 10, OptionalLong.of(25)));
    count.read(answer(8, 10, OptionalLong.of(25)));
    assertThat(count.mayEnd(LIMIT)).isTrue();

    count.counted(26, answer(8, 10, OptionalLong.of(26)));
    count.read(answer(8, 10, OptionalLong.of(26)));
    assertThat(count.mayEnd(LIMIT)).isFalse();
  }

  @Test
  void queryEndsWithinAPageThatHasRoomForAllThatIsLeft() {
    counted(20, 10);
    assertThat(count.endsWithin(LIMIT)).isTrue();
    counted(21, 10);
    assertThat(count.endsWithin(LIMIT)).isFalse();
    counted(20, 9);
    assertThat(count.endsWithin(LIMIT + 1)).as("one was passed over").isFalse();
  }

  private void counted(long total, int rows) {
    counted(count, total, rows);
  }

  private static void counted(HiddenCount count, long total, int rows) {
    Answer answer = answer(rows, 0, OptionalLong.of(total));
    count.counted(total, answer);
    count.read(answer);
  }

  private void uncounted(int rows) {
    count.read(answer(rows, 0, OptionalLong.empty()));
  }

  private static Answer answer(int rows, int offset, OptionalLong total) {
    return new Answer(Collections.nCopies(rows, ROW), LIMIT, offset, total, HeldBytes.NONE);
  }

  private static SnapshotRangeQuery snapshot() {
    return new SnapshotRangeQuery(
        SnapshotRange.ALL.get(0),
        Tables.incident(LIMIT),
        Optional.empty(),
        new OpenRanges(Set.of()));
  }

  private static Window window() {
    TableConfig config = Tables.incident(LIMIT);
    InStream begin = InStream.from(FakeInstance.at("2026-03-01 12:00:00"));
    return new Window(
        ScanTarget.rows(config),
        begin,
        begin.timestamp().plusSeconds(20),
        new BranchOrder(ScanTarget.rows(config)));
  }
}
