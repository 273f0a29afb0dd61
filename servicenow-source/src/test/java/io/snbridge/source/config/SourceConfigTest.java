/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.source.record.InvalidValues;
import io.snbridge.source.record.KeyMode;
import io.snbridge.source.record.SchemaMode;
import io.snbridge.source.record.TimeMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceConfigTest {

  private final Map<String, String> config =
      new HashMap<>(
          Map.of(
              "servicenow.url", "https://dev1.service-now.com",
              "servicenow.username", "reader",
              "servicenow.password", "secret",
              "tables", "incident"));

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    TableConfig table = only();

    assertThat(table.table()).isEqualTo("incident");
    assertThat(table.record().topic()).isEqualTo("servicenow.incident");
    assertThat(table.pageSize()).isEqualTo(1000);
    assertThat(table.pageSizeMax()).isEqualTo(10_000);
    assertThat(table.pollInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(table.settle()).isEqualTo(Duration.ofSeconds(2));
    assertThat(table.settleMode()).isEqualTo(SettleMode.EARLY);
    assertThat(table.snapshotMode()).isEqualTo(SnapshotMode.INITIAL);
    assertThat(table.snapshotParallelism()).isEqualTo(4);
    assertThat(table.startTimestamp()).isEmpty();
    assertThat(table.timestampField()).isEqualTo("sys_updated_on");
    assertThat(table.idField()).isEqualTo("sys_id");
    assertThat(table.record().keyMode()).isEqualTo(KeyMode.SYS_ID);
    assertThat(table.record().schemaMode()).isEqualTo(SchemaMode.DICTIONARY);
    assertThat(table.record().timeMode()).isEqualTo(TimeMode.CONNECT);
    assertThat(table.record().invalidValues()).isEqualTo(InvalidValues.NULL);
    assertThat(table.record().display()).isEqualTo(DisplayValue.FALSE);
    assertThat(table.record().requestedFields()).isEmpty();
  }

  @Test
  void parallelismFollowsTheConcurrentRequestsUpToTheRanges() {
    config.put("servicenow.max.concurrent.requests", "8");
    assertThat(only().snapshotParallelism()).isEqualTo(8);

    config.put("servicenow.max.concurrent.requests", "40");
    assertThat(only().snapshotParallelism()).isEqualTo(16);
  }

  @Test
  void tableKeysWinOverTheConnectors() {
    config.put("page.size", "10");
    config.put("poll.interval.ms", "100");
    config.put("table.incident.page.size", "20");
    config.put("table.incident.schema.mode", "string");
    config.put("table.incident.topic", "tickets");
    config.put("table.incident.settle.mode", "wait");
    config.put("table.incident.start.timestamp", "2026-01-01 00:00:00");

    TableConfig table = only();

    assertThat(table.pageSize()).isEqualTo(20);
    assertThat(table.pollInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(table.record().schemaMode()).isEqualTo(SchemaMode.STRING);
    assertThat(table.record().topic()).isEqualTo("tickets");
    assertThat(table.settleMode()).isEqualTo(SettleMode.WAIT);
    assertThat(table.startTimestamp()).contains(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** Small pages that somebody has asked for stay small. */
  @Test
  void pagesGrowNoFurtherThanTheSizeThatIsSetUnlessAMaximumIs() {
    config.put("page.size", "500");
    assertThat(only().pageSizeMax()).isEqualTo(500);

    config.put("table.incident.page.size", "200");
    assertThat(only().pageSizeMax()).isEqualTo(200);

    config.put("page.size.max", "4000");
    assertThat(only().pageSize()).isEqualTo(200);
    assertThat(only().pageSizeMax()).isEqualTo(4000);

    config.put("table.incident.page.size.max", "50");
    assertThat(only().pageSize()).isEqualTo(50);
    assertThat(only().pageSizeMax()).isEqualTo(50);
  }

  /** Instances in sync tell by whole seconds whose change is newer, once these are over. */
  @Test
  void rowsWaitWhereAUserIsExcludedUnlessTheyAreSaidNotTo() {
    assertThat(only().settleMode()).isEqualTo(SettleMode.EARLY);

    config.put("exclude.updated.by", "kafka.sync");
    assertThat(only().settleMode()).isEqualTo(SettleMode.WAIT);

    config.put("settle.mode", "early");
    assertThat(only().settleMode()).isEqualTo(SettleMode.EARLY);

    config.put("table.incident.settle.mode", "wait");
    assertThat(only().settleMode()).isEqualTo(SettleMode.WAIT);
  }

  @Test
  void smallHeapHasFewerPendingBytesUnlessTheyAreSet() {
    long mebibyte = 1 << 20;
    assertThat(ReadLimits.of(4, Optional.empty(), 4096 * mebibyte).bytes())
        .isEqualTo(64 * mebibyte);
    assertThat(ReadLimits.of(4, Optional.empty(), 128 * mebibyte).bytes()).isEqualTo(8 * mebibyte);
    assertThat(ReadLimits.of(4, Optional.of(64 * mebibyte), 128 * mebibyte).bytes())
        .isEqualTo(64 * mebibyte);
  }

  @Test
  void columnsThatPositionKeyAndHeadersNeedAreAskedForInAddition() {
    config.put("table.incident.fields", "number,caller_id.email");
    config.put("key.mode", "field_hash");
    config.put("key.fields", "company");
    config.put("exclude.updated.by", "Kafka.Integration");

    assertThat(only().record().requestedFields())
        .containsExactlyInAnyOrder(
            "number",
            "caller_id.email",
            "sys_id",
            "sys_updated_on",
            "sys_mod_count",
            "sys_created_on",
            "company",
            "sys_updated_by");
    assertThat(only().record().excludedUsers()).containsExactly("kafka.integration");
  }

  @Test
  void displayValuesAreAskedForBesideTheRawOnes() {
    config.put("display.value", "true");

    assertThat(only().record().requestedDisplay()).isEqualTo(DisplayValue.ALL);
  }

  private TableConfig only() {
    return SourceConfig.parse(config).tables().get(0);
  }
}
