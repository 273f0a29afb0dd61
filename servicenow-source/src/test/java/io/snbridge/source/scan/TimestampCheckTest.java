/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TimestampCheckTest {

  private final FakeInstance instance = new FakeInstance();
  private final ManualTime time = new ManualTime();
  private final ManualPause sleeper = new ManualPause();

  /** A table that is empty at its start has rows one day. */
  @Test
  void emptyTableIsLookedAtAgain() throws Exception {
    TimestampCheck check = check();
    check.run();
    instance.distort =
        rows ->
            rows.stream()
                .map(row -> new Row(Map.of("sys_id", row.values().get("sys_id")), Map.of()))
                .toList();
    instance.put(id(1), "2026-07-01 00:00:00");
    time.advance(Duration.ofMinutes(9));
    check.again();
    time.advance(Duration.ofMinutes(1));
    assertThatThrownBy(check::again)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'sys_updated_on'");
    assertThat(sleeper.passed()).as("it may pass").isEqualTo(Tables.PATIENCE.timeout());
  }

  @Test
  void tableWithRowsOfOneSeasonIsLookedAtOnceADay() throws Exception {
    instance.put(id(1), "2026-07-01 00:00:00");
    TimestampCheck check = check();
    check.run();
    instance.requests.clear();
    time.advance(Duration.ofHours(23));
    check.again();
    assertThat(instance.requests).isEmpty();
    time.advance(Duration.ofHours(1));
    instance.put(id(2), "2025-12-01 00:00:00");
    check.again();
    assertThat(instance.requests).isNotEmpty();
    instance.requests.clear();
    time.advance(Duration.ofDays(2));
    check.again();
    assertThat(instance.requests).as("all is proven").isEmpty();
  }

  private TimestampCheck check() {
    return new TimestampCheck(
        Tables.incident(10),
        new InstanceTables(instance),
        new NoRows(),
        new TableRetries("incident", Tables.PATIENCE, sleeper),
        new SharedAnswer<>(Duration.ZERO, time::nanoTime),
        time::nanoTime,
        Clock.fixed(FakeInstance.at("2026-07-15 12:00:00"), ZoneOffset.UTC));
  }

  /** There are no users to read. */
  private static final class NoRows implements io.snbridge.common.schema.Tables {

    @Override
    public Page page(PageRequest request) {
      return new Page(List.of(), OptionalLong.empty());
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return 0;
    }
  }
}
