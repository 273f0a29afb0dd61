/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.WindowCount.SoFar;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowCountTest {

  private static final InStream FROM = InStream.from(at("2026-03-01 11:00:00"));

  private final FakeInstance instance = new FakeInstance();
  private final HiddenRows hidden = new HiddenRows("incident");
  private final TableConfig config = Tables.incident(10);
  private final ScanTarget target = ScanTarget.rows(config);

  private Window window() {
    return new Window(target, FROM, at("2026-03-01 11:01:00"), new BranchOrder(target));
  }

  private Scan scan() {
    return new Scan(
        "incident",
        new PageFetcher(
            instance, target, new TableRetries("incident", Tables.RETRY_BUDGET, new ManualPause())),
        window(),
        hidden);
  }

  @Test
  void hiddenRowsAreThoseSinceItBegan() {
    hidden.add(2, window());
    WindowCount count = new WindowCount(FROM, hidden);
    assertThat(count.hidden()).isZero();
    hidden.add(3, window());
    assertThat(count.hidden()).isEqualTo(3);
    count.shown(4);
    count.shown(5);
    assertThat(count.shown()).isEqualTo(9);
    assertThat(count.from()).isEqualTo(FROM);
  }

  @Test
  void whatScansMayHavePassedOverIsItsOwnFromItsBeginToTheirEnd() throws Exception {
    for (int i = 0; i < 100; i++) {
      instance.put(id(i), "2026-03-01 11:00:00");
    }
    Scan scan = scan();
    WindowCount count = new WindowCount(FROM, hidden);
    assertThat(count.mayHide(scan)).isFalse();
    instance.hidden = row -> row.endsWith("5");
    assertThat(scan.next()).isPresent();
    assertThat(count.mayHide(scan)).as("by the scan's last page").isTrue();
    scan.leave();
    assertThat(scan.mayHide()).isFalse();
    assertThat(count.mayHide(scan)).as("before the scan was left").isTrue();
    WindowCount next = new WindowCount(FROM, hidden).goingOn(SoFar.of(scan, hidden));
    assertThat(next.mayHide(scan)).as("that was before it").isFalse();
    count.leaves(scan);
    next.leaves(scan);
    assertThat(count.doubtful()).isEqualTo(scan.doubtful()).isPositive();
    assertThat(next.doubtful()).isZero();

    Scan other = scan();
    assertThat(count.mayHide(other)).as("a scan before may have").isTrue();
    assertThat(next.mayHide(other)).isFalse();
    long before = count.doubtful();
    assertThat(other.next()).isPresent();
    other.leave();
    count.leaves(other);
    assertThat(count.doubtful()).isEqualTo(before + other.doubtful());
  }

  @Test
  void someColumnsAreReadWithLargerPages() {
    ScanTarget some = ScanTarget.columns(config, List.of("state"), 500);
    assertThat(some.pageSize()).isEqualTo(500);
    assertThat(ScanTarget.columns(config, List.of("state"), 5).pageSize()).isEqualTo(10);
    assertThat(some.fields()).contains("state", "sys_id", "sys_updated_on");
    assertThat(some.table()).isEqualTo("incident");
  }
}
