/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts of one query say nothing of another. */
@Timeout(30)
class ScanCountsTest {

  private static final String T = "2026-03-01 11:00:00";
  private static final String END = "2026-03-01 11:59:58";

  private final FakeInstance instance = new FakeInstance();
  private final HiddenRows hidden = new HiddenRows("incident");
  private final ScanTarget target = ScanTarget.rows(Tables.incident(10));
  private final AtomicInteger probes = new AtomicInteger();

  @Test
  void rowsOfATimeThatIsNoLongerAskedForAreNotTakenForHiddenOnes() throws Exception {
    fill(1000);
    capFirstPageAt(7, () -> instance.quotaSorted = 50);
    Scan scan = window(InStream.from(at(T)), new BranchOrder(target));

    assertThat(read(scan)).containsExactlyElementsOf(instance.ids());
    assertThat(hidden.count()).isZero();
    assertThat(scan.doubtful()).isEqualTo(3);
  }

  @Test
  void cutPageOfTwoClausesIsAskedAgainByClauseAndCountedAnew() throws Exception {
    fill(38);
    capFirstPageAt(7, () -> instance.branchByBranch = true);
    Scan scan = window(InStream.from(at(T)), new BranchOrder(target, () -> true));

    assertThat(read(scan)).containsExactlyElementsOf(instance.ids());
    assertThat(instance.requests)
        .extracting(PageRequest::count)
        .startsWith(true, false, true, true);
    assertThat(instance.requests.get(2).query().text())
        .startsWith("sys_updated_on=2026-03-01 11:00:02^sys_id>%s^ORDER".formatted(id(6)));
    assertThat(hidden.count()).isZero();
    assertThat(scan.doubtful()).isEqualTo(3);
  }

  @Test
  void clausesOutOfOrderAreCountedAnew() throws Exception {
    fill(18);
    capFirstPageAt(
        7,
        () -> {
          instance.branchByBranch = true;
          instance.laterBranchFirst = true;
        });
    Scan scan = window(InStream.from(at(T)), new BranchOrder(target));

    assertThat(read(scan)).containsExactlyElementsOf(instance.ids());
    assertThat(instance.requests).extracting(PageRequest::count).startsWith(true, false, true);
    assertThat(hidden.count()).isZero();
    assertThat(scan.doubtful()).isEqualTo(3);
  }

  @Test
  void orderOfClausesIsFoundOutAtTheFirstPageThatIsCut() throws Exception {
    fill(21);
    Scan scan = window(InStream.after(at(T), id(0)), probed());
    assertThat(scan.next()).isPresent();
    assertThat(probes).hasValue(1);
  }

  @Test
  void orderOfClausesNeedNotBeKnownWhileEveryPageShowsAll() throws Exception {
    fill(6);
    assertThat(read(window(InStream.after(at(T), id(0)), probed()))).hasSize(5);
    assertThat(probes).hasValue(0);
  }

  @Test
  void orderOfClausesNeedNotBeKnownWhileNoRowIsSeen() throws Exception {
    fill(21);
    instance.hidden = id -> true;
    assertThat(read(window(InStream.after(at(T), id(0)), probed()))).isEmpty();
    assertThat(probes).hasValue(0);
  }

  /** The page was cut shorter than asked; all rows that it had room for come with the clauses. */
  @Test
  void rowsOfOneClauseAreNotMissingInTheOther() throws Exception {
    fill(20);
    capFirstPageAt(8, () -> {});
    Scan scan = window(InStream.from(at(T)), BranchOrder.apart(target));

    assertThat(read(scan)).containsExactlyElementsOf(instance.ids());
    assertThat(hidden.count()).isZero();
    assertThat(scan.doubtful()).isZero();
  }

  /** Half a page is 5 rows, a quarter 2. */
  @ParameterizedTest
  @CsvSource({"2, false", "3, true"})
  void steppingBeginsAnewWhenMoreThanAQuarterPageLeaves(int leave, boolean anew) throws Exception {
    fill(60);
    instance.hidden = id -> Integer.parseInt(id, 16) < 40;
    instance.beforePage =
        request -> {
          for (int i = 0; instance.requests.size() == 2 && i < leave; i++) {
            instance.remove(id(i));
          }
        };

    List<String> read = read(window(InStream.from(at(T)), new BranchOrder(target)));

    assertThat(read).containsExactlyElementsOf(instance.ids().subList(40 - leave, 60 - leave));
    assertThat(instance.requests.get(1).offset()).isEqualTo(5);
    assertThat(instance.requests.get(2).offset() == 0).isEqualTo(anew);
  }

  private void fill(int rows) {
    for (int i = 0; i < rows; i++) {
      instance.put(id(i), GlideDateTime.text(at(T).plusSeconds(i / 3)));
    }
  }

  private void capFirstPageAt(int rows, Runnable after) {
    instance.distort =
        page -> {
          instance.distort = later -> later;
          after.run();
          return page.subList(0, rows);
        };
  }

  private BranchOrder probed() {
    return new BranchOrder(target, () -> probes.incrementAndGet() < 0);
  }

  private Scan window(InStream position, BranchOrder shape) {
    TableRetries retries = new TableRetries("incident", Tables.RETRY_BUDGET, new ManualPause());
    return new Scan(
        "incident",
        new PageFetcher(instance, target, retries),
        new Window(target, position, at(END), shape),
        hidden);
  }

  private static List<String> read(Scan scan) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      rows.get().forEach(row -> ids.add(row.values().get("sys_id")));
    }
    return ids;
  }
}
