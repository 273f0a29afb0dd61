/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.UrlLength;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {

  private static final String T = "2026-03-01 11:00:00";
  private static final String END = "2026-03-01 11:59:58";

  private final FakeInstance instance = new FakeInstance();
  private final HiddenRows hidden = new HiddenRows("incident");
  private TableConfig config = Tables.incident(10);
  private final ManualPause sleeper = new ManualPause();
  private final TableRetries retries = new TableRetries("incident", Tables.RETRY_BUDGET, sleeper);

  @Test
  void emptyWindowCostsOneRequest() throws Exception {
    assertThat(window()).isEmpty();
    assertThat(instance.requests).hasSize(1);
  }

  @Test
  void windowOfLessThanHalfAPageCostsOneRequest() throws Exception {
    fill(5);

    assertThat(window()).hasSize(5);
    assertThat(instance.requests).hasSize(1);
  }

  @Test
  void fullVisiblePagesAreNotCounted() throws Exception {
    fill(38);

    assertThat(window()).hasSize(38);
    assertThat(instance.requests)
        .extracting(PageRequest::count)
        .containsExactly(true, false, false, false, true);
    assertThat(hidden.count()).isZero();
  }

  @Test
  void rowsThatLeaveBeforeTheyAreReadAreNotTakenForHiddenOnes() throws Exception {
    fill(38);
    instance.beforePage =
        request -> {
          if (instance.requests.size() == 4) {
            List.of(33, 35, 37).forEach(row -> instance.remove(id(row)));
          }
        };

    assertThat(window()).containsExactlyElementsOf(instance.ids());
    assertThat(hidden.count()).isZero();
  }

  @Test
  void pageThatTheCountExpectsToCoverTheRestIsCounted() throws Exception {
    fill(35);

    assertThat(window()).hasSize(35);
    assertThat(instance.requests)
        .extracting(PageRequest::count)
        .containsExactly(true, false, false, true);
    assertThat(hidden.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 100})
  void moreThanAPageOfRowsInOneSecondArriveOnce(int pageSize) throws Exception {
    config = Tables.incident(pageSize);
    for (int i = 0; i < 57; i++) {
      instance.put(id(i), T);
    }

    assertThat(window()).containsExactlyElementsOf(instance.ids());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 25, 1000})
  void shortAndEmptyPagesDoNotEndTheWindow(int pageSize) throws Exception {
    config = Tables.incident(pageSize);
    fill(200);
    // 40 % hidden, among them blocks that are larger than a page, one at each end
    instance.hidden =
        id -> number(id) < 30 || (number(id) >= 100 && number(id) < 140) || number(id) >= 190;

    List<String> seen = window();

    assertThat(seen)
        .containsExactlyElementsOf(
            instance.ids().stream().filter(id -> !instance.hidden.test(id)).toList());
    assertThat(hidden.count()).isEqualTo(80);
  }

  @Test
  void everyRowHiddenEndsToo() throws Exception {
    fill(57);
    instance.hidden = id -> true;

    assertThat(window()).isEmpty();
    assertThat(hidden.count()).isEqualTo(57);
  }

  @Test
  void countIsAskedForSeparatelyWhenTheHeaderIsMissing() throws Exception {
    instance.tellsTotal = false;
    fill(57);
    instance.hidden = id -> number(id) < 30;

    assertThat(window()).hasSize(27);
  }

  /** Rows before the offset are changed again and leave the window: the others move up. */
  @Test
  void rowsThatLeaveWhileHiddenOnesAreSteppedOverHideNoOthers() throws Exception {
    fill(60);
    instance.hidden = id -> number(id) < 40;
    int[] left = {0};
    instance.beforePage =
        request -> {
          for (int i = 0; request.offset() > 0 && i < 5 && left[0] < 30; i++) {
            instance.remove(id(left[0]++));
          }
        };

    assertThat(window()).containsExactlyElementsOf(visible());
  }

  @Test
  void steppingBeginsAnewWhenMoreLeaveThanPagesOverlap() throws Exception {
    fill(60);
    instance.hidden = id -> number(id) < 40;
    boolean[] done = {false};
    instance.beforePage =
        request -> {
          if (request.offset() == 35 && !done[0]) {
            done[0] = true;
            for (int i = 0; i < 20; i++) {
              instance.remove(id(i));
            }
          }
        };

    assertThat(window()).containsExactlyElementsOf(visible());
  }

  /** The count that the next one is compared with does not know of them: the overlap does. */
  @Test
  void rowsThatLeaveBeforeTheCountHideNoOthers() throws Exception {
    fill(60);
    instance.hidden = id -> number(id) < 10;
    instance.beforeCount =
        () -> {
          instance.remove(id(0));
          instance.remove(id(1));
        };

    assertThat(window()).containsExactlyElementsOf(visible());
  }

  /** The instance counts with a second query, and rows leave in between. */
  @Test
  void countThatIsYoungerThanItsPageEndsNothingTooEarly() throws Exception {
    fill(13);
    instance.hidden = id -> number(id) == 3;
    boolean[] done = {false};
    instance.beforeCount =
        () -> {
          if (!done[0]) {
            done[0] = true;
            for (int i = 0; i < 3; i++) {
              instance.remove(id(i));
            }
          }
        };

    assertThat(window()).contains(id(10), id(11), id(12));
  }

  /** A proxy or a property of the instance may cap pages. */
  @Test
  void pagesThatAreCutShorterThanAskedAreNotTheEnd() throws Exception {
    config = Tables.incident(50);
    fill(20);
    instance.distort = rows -> rows.subList(0, Math.min(7, rows.size()));

    assertThat(window()).containsExactlyElementsOf(visible());
  }

  /** Should the probe have seen nothing: the later half comes first, and the page is not cut. */
  @Test
  void branchesOutOfOrderAreAskedApart() throws Exception {
    fill(18);
    boolean[] started = {false};
    instance.beforePage =
        request -> {
          instance.branchByBranch = started[0];
          instance.laterBranchFirst = started[0];
          started[0] = true;
        };

    assertThat(window()).containsExactlyElementsOf(instance.ids());
  }

  @Test
  void newRowsOfTheWindowsEndDoNotEnterIt() throws Exception {
    fill(3);
    instance.put(id(99), END);

    assertThat(window()).hasSize(3);
  }

  @Test
  void rowsOutsideTheWindowFailTheTableWhenItsTimeIsOver() {
    instance.put(id(1), "2020-01-01 00:00:00");
    instance.distort =
        rows ->
            List.of(
                new Row(
                    Map.of("sys_id", id(1), "sys_updated_on", "2020-01-01 00:00:00"), Map.of()));

    assertThatThrownBy(this::window)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("outside the window")
        .hasMessageContaining("'timestamp.field'");
    assertThat(sleeper.passed()).isEqualTo(Tables.RETRY_BUDGET.timeout());
    assertThat(instance.requests).hasSize(sleeper.waits().size() + 1);
  }

  /** Nine minutes of trouble in each of many pages are not the end. */
  @Test
  void timeOfRejectedPagesBeginsAnewWithEachBelievedOne() throws Exception {
    fill(60);
    int[] believed = {0};
    instance.distort =
        rows -> {
          boolean rejected = sleeper.passed().toMinutes() < 9L * ++believed[0];
          believed[0] -= rejected ? 1 : 0;
          return rejected ? List.of(new Row(Map.of("sys_id", id(1)), Map.of())) : rows;
        };

    assertThat(window()).hasSize(60);
    assertThat(sleeper.passed()).isGreaterThan(Duration.ofMinutes(30));
  }

  @Test
  void rowThatChangedWhileThePageWasMadeIsForgiven() throws Exception {
    fill(3);
    boolean[] once = {false};
    instance.distort =
        rows -> {
          if (once[0]) {
            return rows;
          }
          once[0] = true;
          List<Row> later = new ArrayList<>(rows);
          later.set(1, new Row(Map.of("sys_id", id(1), "sys_updated_on", END), Map.of()));
          return later;
        };

    assertThat(window()).hasSize(3);
  }

  @Test
  void rowsWithoutATimestampFailTheTable() {
    fill(1);
    instance.distort =
        rows -> rows.stream().map(row -> new Row(Map.of("sys_id", id(1)), Map.of())).toList();

    assertThatThrownBy(this::window)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'sys_updated_on'")
        .hasMessageContaining("may not read it");
  }

  @Test
  void rowsOutOfOrderAreNotBelieved() {
    fill(3);
    instance.distort = ScanTest::reversed;

    assertThatThrownBy(this::window)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("comes after");
  }

  @Test
  void rangeReadsEmptyTimestampsAndForeignIds() throws Exception {
    instance.put("global", "");
    instance.put("FFAABBCCDDEEFF00112233445566778X", T);
    instance.put("-odd", "");
    instance.put("a", T);
    instance.put("ABCDEF0123456789abcdef0123456789", T);

    Set<String> seen = new HashSet<>();
    for (SnapshotRange range : SnapshotRange.ALL) {
      assertThat(range(range)).allSatisfy(id -> assertThat(seen.add(id)).isTrue());
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(instance.ids());
  }

  @Test
  void rangeIgnoredByTheInstanceFailsTheTable() {
    instance.distort =
        rows -> List.of(new Row(Map.of("sys_id", "f".repeat(32), "sys_updated_on", T), Map.of()));

    assertThatThrownBy(() -> range(SnapshotRange.ALL.get(3)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("another range");
  }

  @Test
  void startTimestampRestrictsTheSnapshot() throws Exception {
    config = Tables.incident(10, EncodedQuery.everything(), Optional.of(at(T)));
    instance.put(id(1), "2026-03-01 10:59:59");
    instance.put(id(2), T);
    instance.put(id(3), "");

    assertThat(range(SnapshotRange.ALL.get(0))).containsExactly(id(2));
  }

  @Test
  void usersQueryHoldsInEveryBranch() throws Exception {
    config = Tables.incident(3, EncodedQuery.parse("state=1^NQstate=2"), Optional.empty());
    for (int i = 0; i < 30; i++) {
      instance.put(
          id(i), GlideDateTime.text(at(T).plusSeconds(i / 4)), Map.of("state", "" + i % 3));
    }

    assertThat(window())
        .containsExactlyElementsOf(
            instance.ids().stream().filter(id -> number(id) % 3 != 0).toList());
  }

  /** A row is hot: it has changed again by the time that a page of more than three is together. */
  @Test
  void busyTableIsReadInSmallerPages() throws Exception {
    fill(200);
    instance.distort =
        rows -> {
          List<Row> page = new ArrayList<>(rows);
          if (rows.size() > 3) {
            page.set(2, new Row(Map.of("sys_id", id(2), "sys_updated_on", END), Map.of()));
          }
          return page;
        };

    assertThat(window()).containsExactlyElementsOf(instance.ids());
    assertThat(sleeper.passed()).isLessThan(Duration.ofMinutes(1));
  }

  /** In a page of one row nobody sees that the instance does not sort. */
  @Test
  void rowsOutOfOrderMakeNoSmallerPages() {
    fill(40);
    instance.distort = ScanTest::reversed;

    assertThatThrownBy(this::window).hasMessageContaining("comes after");
    assertThat(instance.requests).extracting(PageRequest::limit).containsOnly(10);
  }

  @Test
  void rowsThatTheInstanceDoesNotCountWithAPageAreCountedApartAndRarely() throws Exception {
    fill(500);
    instance.quotaAlong = 50;

    assertThat(window()).containsExactlyElementsOf(instance.ids());
    assertThat(instance.requests).hasSizeLessThan(60);
    assertThat(instance.counts).hasValueLessThan(5);
  }

  @Test
  void hiddenRowsThatTheInstanceDoesNotCountWithAPageAreSteppedOver() throws Exception {
    fill(500);
    instance.quotaAlong = 50;
    instance.hidden = id -> number(id) > 100 && number(id) < 200;

    assertThat(window()).containsExactlyElementsOf(visible());
    assertThat(hidden.count()).isEqualTo(99);
  }

  @Test
  void backlogThatIsTooMuchToCountIsReadInParts() throws Exception {
    fill(1000);
    instance.quotaAlong = 50;
    instance.quotaApart = 50;
    instance.hidden = id -> number(id) % 100 > 80;

    assertThat(window()).containsExactlyElementsOf(visible());
    assertThat(instance.requests).hasSizeLessThan(350);
    assertThat(sleeper.waits()).isEmpty();
  }

  @Test
  void backlogThatIsTooMuchToSortIsReadInParts() throws Exception {
    fill(1000);
    instance.quotaSorted = 50;

    assertThat(window()).containsExactlyElementsOf(instance.ids());
    assertThat(instance.requests).hasSizeLessThan(350);
    assertThat(sleeper.waits()).isEmpty();
  }

  @Test
  void secondThatIsTooMuchToSortFailsTheTableWithItsQueryWhenItsTimeIsOver() {
    fill(30);
    for (int i = 100; i < 200; i++) {
      instance.put(id(i), T);
    }
    instance.quotaSorted = 50;

    assertThatThrownBy(this::window)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Transaction cancelled")
        .hasMessageContaining("sys_updated_on<2026-03-01 11:00:01^ORDERBYsys_updated_on");
    assertThat(sleeper.passed()).isEqualTo(Tables.RETRY_BUDGET.timeout());
    assertThat(instance.requests).hasSizeLessThan(200);
  }

  @Test
  void rangeThatIsTooMuchToCountIsReadInParts() throws Exception {
    for (int i = 0; i < 1000; i++) {
      instance.put("3%08x%023x".formatted(i * 268_000, i), T);
      instance.put("3ab%07x%022x".formatted(i, i), T);
    }
    instance.quotaAlong = 50;
    instance.quotaApart = 50;
    instance.hidden = id -> id.hashCode() % 50 == 0;

    assertThat(range(SnapshotRange.ALL.get(3))).containsExactlyElementsOf(visible());
    assertThat(sleeper.waits()).isEmpty();
  }

  @Test
  void oneHiddenRowInAPageCostsNoCount() throws Exception {
    config = Tables.incident(100);
    for (int i = 0; i < 5_100; i++) {
      instance.put(id(i), T);
    }
    instance.hidden = id -> number(id) % 100 == 50;

    assertThat(range(SnapshotRange.ALL.get(0))).containsExactlyElementsOf(visible());
    assertThat(instance.requests).hasSizeLessThan(60);
    assertThat(instance.requests.stream().filter(PageRequest::count)).hasSizeLessThan(10);
    assertThat(hidden.count()).isEqualTo(51);
  }

  @Test
  void hiddenRowsInAWindowCostFewCountsAndAreCounted() throws Exception {
    fill(5_000);
    instance.hidden = id -> number(id) % 10 == 5;

    assertThat(window()).containsExactlyElementsOf(visible());
    assertThat(instance.requests.stream().filter(PageRequest::count)).hasSizeLessThan(20);
    // One that may as well have left the window with the last page.
    assertThat(hidden.count()).isBetween(499L, 500L);
  }

  @Test
  void tableOfWhichAllRowsAreHiddenCostsFewRequests() throws Exception {
    config = Tables.incident(100);
    for (int i = 0; i < 20_000; i++) {
      instance.put(id(i), T);
    }
    instance.hidden = id -> true;

    assertThat(range(SnapshotRange.ALL.get(0))).isEmpty();
    assertThat(instance.requests).hasSizeLessThan(15);
    assertThat(instance.requests).last().extracting(PageRequest::limit).isEqualTo(10_000);
    assertThat(hidden.count()).isEqualTo(20_000);
  }

  @Test
  void rowBehindManyHiddenOnesIsFoundWithFewRequests() throws Exception {
    fill(10_000);
    instance.hidden = id -> number(id) != 9_001;

    assertThat(window()).containsExactly(id(9_001));
    assertThat(instance.requests).hasSizeLessThan(60);
  }

  /** Nothing that could be compared: what comes after it is not what comes after the row. */
  @ParameterizedTest
  @ValueSource(strings = {"[\"%s\"]", "{\"id\":\"%s\"}"})
  void idThatIsNoTextIsNotBelieved(String form) throws Exception {
    for (int i = 0; i < 40; i++) {
      instance.put(id(i), T);
    }
    boolean[] odd = {true};
    instance.distort =
        rows -> {
          List<Row> page = new ArrayList<>(rows);
          if (odd[0] && rows.size() == 10) {
            odd[0] = false;
            page.set(
                9, new Row(Map.of("sys_id", form.formatted(id(9)), "sys_updated_on", T), Map.of()));
          }
          return page;
        };
    List<String> seen = range(SnapshotRange.ALL.get(0));
    assertThat(seen).containsExactlyElementsOf(instance.ids());
    odd[0] = true;
    assertThat(window()).containsExactlyElementsOf(instance.ids());
  }

  /** Validation promises it, whatever is cut. */
  @Test
  void noRequestIsLongerThanTheLongest() throws Exception {
    config =
        Tables.incident(
            10, EncodedQuery.parse("state=1^NQstate=2^NQstate=1^NQstate=3"), Optional.of(at(T)));
    for (int i = 0; i < 100; i++) {
      instance.put("3ab0000000000%019x".formatted(i), T, Map.of("state", "1"));
      instance.put("3bb0000000000%019x".formatted(i), T, Map.of("state", "1"));
    }
    instance.quotaAlong = 50;
    instance.quotaApart = 50;
    instance.hidden = id -> id.endsWith("7");
    // Each cut in its turn, down to the last one.
    instance.beforePage =
        request -> instance.quotaApart = request.query().text().contains("b000000001^") ? 1000 : 50;
    assertThat(range(SnapshotRange.ALL.get(3))).containsExactlyElementsOf(visible());
    assertThat(instance.requests)
        .extracting(request -> request.query().text())
        .anySatisfy(query -> assertThat(query).contains("sys_id>=3ab000000001^"));
    assertThat(instance.requests)
        .extracting(UrlLength::of)
        .allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(LongestRequest.of(config)));
  }

  private static List<Row> reversed(List<Row> rows) {
    List<Row> reversed = new ArrayList<>(rows);
    java.util.Collections.reverse(reversed);
    return reversed;
  }

  private void fill(int rows) {
    for (int i = 0; i < rows; i++) {
      instance.put(id(i), GlideDateTime.text(at(T).plusSeconds(i / 3)));
    }
  }

  private List<String> visible() {
    return instance.ids().stream().filter(id -> !instance.hidden.test(id)).toList();
  }

  private static int number(String id) {
    return Integer.parseInt(id, 16);
  }

  private List<String> window() throws InterruptedException {
    return read(
        new Window(
            ScanTarget.rows(config),
            InStream.from(at(T)),
            at(END),
            new BranchOrder(ScanTarget.rows(config))));
  }

  private List<String> range(SnapshotRange range) throws InterruptedException {
    OpenRanges open = new OpenRanges(Set.of());
    while (open.begin().isPresent()) {
      // Somebody else has them all.
    }
    return read(new SnapshotRangeQuery(range, config, Optional.empty(), open));
  }

  private List<String> read(KeysetQuery slice) throws InterruptedException {
    Scan scan =
        new Scan(
            "incident", new PageFetcher(instance, ScanTarget.rows(config), retries), slice, hidden);
    List<String> ids = new ArrayList<>();
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      rows.get().forEach(row -> ids.add(row.values().get("sys_id")));
    }
    return ids;
  }
}
