/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many requests a large table takes, with the keys left as they are. */
@Timeout(120)
class LargeTableTest {

  private static final int ROWS = 100_000;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_large");

  private final Connect connect = bed.connect;

  @BeforeEach
  void fill() {
    bed.instance.table("u_large");
    bed.instance.insertAll(
        "u_large",
        IntStream.range(0, ROWS)
            .mapToObj(
                i -> Map.of("sys_id", "%08x%024x".formatted(i * 2_654_435_761L % (1L << 32), i)))
            .toList());
    bed.clock.advance(Duration.ofMinutes(1));
    bed.config.put("schema.mode", "none");
    bed.config.put("table.u_large.fields", "sys_id,sys_updated_on");
    bed.config.put("max.pending.bytes", Integer.toString(64 << 20));
  }

  @Test
  void pagesOfASnapshotGrow() throws Exception {
    connect.runUntil(kafka -> kafka.stamps.size() == ROWS);

    assertThat(connect.records).isEqualTo(ROWS);
    assertThat(limits()).hasSizeLessThan(60).contains("1000", "8000");
  }

  @Test
  void pagesOfABacklogGrow() throws Exception {
    // Looks that follow it have such pages, too.
    bed.config.put("settle.mode", "wait");
    bed.config.put("snapshot.mode", "never");
    bed.config.put("start.timestamp", "2020-01-01 00:00:00");
    connect.runUntil(kafka -> kafka.stamps.size() == ROWS);

    assertThat(connect.records).isEqualTo(ROWS);
    assertThat(limits()).hasSizeLessThan(25).contains("1000", "10000");
  }

  /** Who asks for small pages has a reason. */
  @Test
  void pagesThatAreSetDoNotGrow() throws Exception {
    bed.config.put("table.u_large.page.size", "5000");
    connect.runUntil(kafka -> kafka.stamps.size() == ROWS);

    assertThat(limits()).containsOnly("5000");
  }

  private List<String> limits() {
    return pages().stream().map(page -> page.parameter("sysparm_limit")).toList();
  }

  private List<RecordedRequest> pages() {
    return bed.instance.requests().toTable("u_large").stream()
        .filter(request -> request.path().contains("/table/"))
        .filter(request -> Integer.parseInt(request.parameter("sysparm_limit")) >= 1000)
        .toList();
  }
}
