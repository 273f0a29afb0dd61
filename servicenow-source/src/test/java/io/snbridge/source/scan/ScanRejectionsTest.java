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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages that are not believed, and the bytes of those that are. */
@Timeout(30)
class ScanRejectionsTest {

  private static final String T = "2026-03-01 11:00:00";
  private static final String END = "2026-03-01 11:59:58";

  private final FakeInstance instance = new FakeInstance();
  private final PendingBytes pending = new PendingBytes(Long.MAX_VALUE);
  private final List<Long> heldWhileWaiting = new ArrayList<>();
  private final Sleeper sleeper = new Pause();

  /** Time passes by waiting only; sees what is held meanwhile. */
  private final class Pause implements Sleeper {

    private long nanos;

    @Override
    public void await(Duration duration) {
      heldWhileWaiting.add(pending.held());
      nanos += duration.toNanos();
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }

  @Test
  void pagesAreOfTheirUsualSizeAgainAfterTenBelievedOnes() throws Exception {
    fill(200);
    moveARowIn(1);

    assertThat(read(scan(pages(10)))).containsExactlyElementsOf(instance.ids());

    List<Integer> limits = instance.requests.stream().map(PageRequest::limit).toList();
    assertThat(limits.get(0)).isEqualTo(10);
    assertThat(limits.subList(1, 11)).containsOnly(5);
    assertThat(limits.subList(11, limits.size())).hasSizeGreaterThan(12).containsOnly(10);
  }

  /** A page of one row cannot become smaller: that it was rejected keeps none small for longer. */
  @Test
  void rejectedPageOfOneRowMakesNoSmallerPages() throws Exception {
    fill(30);
    moveARowIn(2);

    assertThat(read(scan(pages(2)))).containsExactlyElementsOf(instance.ids());

    List<Integer> limits = instance.requests.stream().map(PageRequest::limit).toList();
    assertThat(limits.get(0)).isEqualTo(2);
    assertThat(limits.subList(1, 12)).containsOnly(1);
    assertThat(limits.subList(12, limits.size())).containsOnly(2);
  }

  @Test
  void rejectedPagesAreCounted() throws Exception {
    fill(30);
    moveARowIn(2);
    PageFetcher pages = pages(10);

    read(scan(pages));

    assertThat(pages.rejections()).isEqualTo(2);
  }

  @Test
  void rejectedPageHoldsNothingWhileItsQuestionWaits() throws Exception {
    fill(30);
    instance.rowBytes = 100;
    moveARowIn(1);

    read(scan(pages(10)));

    assertThat(heldWhileWaiting).containsExactly(0L);
  }

  @Test
  void rowsHoldTheirBytesUntilTheNextAreAskedFor() throws Exception {
    fill(60);
    instance.rowBytes = 100;
    instance.hidden = id -> Integer.parseInt(id, 16) < 40;
    Scan scan = scan(pages(10));
    assertThat(scan.isOver()).isFalse();

    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      assertThat(pending.held()).isEqualTo(100L * rows.get().size());
      scan.bytes().lend();
      assertThat(pending.held()).isZero();
    }

    assertThat(scan.isOver()).isTrue();
    assertThat(pending.all()).isZero();
  }

  /** One that has changed again while the instance put the page together. */
  private void moveARowIn(int pages) {
    List<Integer> moved = new ArrayList<>(Collections.nCopies(pages, 1));
    instance.distort =
        rows -> {
          if (moved.isEmpty()) {
            return rows;
          }
          moved.remove(0);
          List<Row> page = new ArrayList<>(rows);
          page.set(0, new Row(Map.of("sys_id", id(0), "sys_updated_on", END), Map.of()));
          return page;
        };
  }

  private void fill(int rows) {
    for (int i = 0; i < rows; i++) {
      instance.put(id(i), GlideDateTime.text(at(T).plusSeconds(i / 3)));
    }
  }

  private PageFetcher pages(int size) {
    TableBytes bytes = new TableBytes(pending);
    return new PageFetcher(
        instance,
        bytes.counting(instance),
        bytes,
        ScanTarget.rows(Tables.incident(size)),
        new TableRetries("incident", Tables.RETRY_BUDGET, sleeper));
  }

  private Scan scan(PageFetcher pages) {
    ScanTarget target = ScanTarget.rows(Tables.incident(10));
    return new Scan(
        "incident",
        pages,
        new Window(target, InStream.from(at(T)), at(END), new BranchOrder(target)),
        new HiddenRows("incident"));
  }

  private static List<String> read(Scan scan) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      rows.get().forEach(row -> ids.add(row.values().get("sys_id")));
    }
    return ids;
  }
}
