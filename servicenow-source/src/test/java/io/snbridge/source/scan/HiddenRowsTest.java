/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.LogText;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HiddenRowsTest {

  private final ManualTime time = new ManualTime();
  private final HiddenRows hidden = new HiddenRows("incident", time::nanoTime);

  @Test
  void theyAreSaidEachMinuteWhileTheyBecomeMore() {
    try (LogText log = new LogText()) {
      hidden.add(2, window("2026-03-01 12:00:00"));
      hidden.add(3, window("2026-03-01 12:00:20"));
      time.advance(Duration.ofMinutes(1));
      hidden.add(0, window("2026-03-01 12:01:20"));
      hidden.add(1, window("2026-03-01 12:01:40"));
      assertThat(log.messages("WARN", HiddenRows.class))
          .satisfiesExactly(
              first -> assertThat(first).contains("2 rows", "[2026-03-01 12:00:00, ", "(2 since"),
              second ->
                  assertThat(second)
                      .contains("1 rows", "[2026-03-01 12:01:40, ", "(6 since", "1 more"));
    }
    assertThat(hidden.count()).isEqualTo(6);
  }

  @Test
  void whoLooksAgainCountsAndSaysNothing() {
    HiddenRows again = HiddenRows.countedElsewhere("incident");
    try (LogText log = new LogText()) {
      again.add(2, window("2026-03-01 12:00:00"));
      assertThat(log.messages("WARN", HiddenRows.class)).isEmpty();
    }
    assertThat(again.count()).isEqualTo(2);
  }

  private static Window window(String from) {
    TableConfig config = Tables.incident(10);
    InStream begin = InStream.from(FakeInstance.at(from));
    return new Window(
        ScanTarget.rows(config),
        begin,
        begin.timestamp().plusSeconds(20),
        new BranchOrder(ScanTarget.rows(config)));
  }
}
