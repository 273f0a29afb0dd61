/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.PendingBytes;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TableBytes;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.Tables;
import io.snbridge.source.scan.Window;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergedScanTest {

  private static final int ROW_BYTES = 100;

  private final FakeInstance instance = new FakeInstance();
  private final PendingBytes pending = new PendingBytes(1 << 20);

  /** Each part holds a page while another one's is asked for, which may have to wait for bytes. */
  @Test
  void pagesOfItsPartsAreLentUntilTheyAreReadOrLeft() throws Exception {
    instance.rowBytes = ROW_BYTES;
    for (int row = 0; row < 40; row++) {
      instance.put(id(row), "2026-03-01 11:00:00");
    }
    MergedScan scan =
        new MergedScan(
            IntStream.range(0, 2).mapToObj(part -> scan()).toList(),
            Comparator.comparing(row -> row.value("sys_id").orElseThrow()));
    List<Row> rows = scan.next().orElseThrow();
    assertThat(rows).isNotEmpty();
    assertThat(pending.held()).isZero();
    assertThat(pending.all()).isEqualTo(2 * 10 * ROW_BYTES);

    scan.leave();
    assertThat(pending.all()).isZero();
  }

  private Scan scan() {
    ScanTarget table = ScanTarget.rows(Tables.incident(10));
    TableBytes bytes = new TableBytes(pending);
    TableRetries retries = new TableRetries("incident", Tables.RETRY_BUDGET, new ManualTime());
    PageFetcher pages = new PageFetcher(instance, bytes.counting(instance), bytes, table, retries);
    Window window =
        new Window(
            table,
            InStream.from(at("2026-03-01 10:00:00")),
            at("2026-03-01 12:00:00"),
            new BranchOrder(table));
    return new Scan("incident", pages, window, new HiddenRows("incident"));
  }
}
