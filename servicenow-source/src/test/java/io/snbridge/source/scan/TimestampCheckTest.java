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
import io.snbridge.source.LogText;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.SentEarly;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    assertThat(sleeper.passed()).as("it may pass").isEqualTo(Tables.RETRY_BUDGET.timeout());
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

  /** Whose rows show another stamp than they are found by. */
  private final FakeInstance users = new FakeInstance();

  @Test
  void emptyTableIsJudgedByTheUsers() throws Exception {
    users.put(id(1), "2026-07-01 10:00:00");
    TimestampCheck check = check(new InstanceTables(users));
    check.run();
    users.distort =
        rows ->
            rows.stream()
                .map(
                    row ->
                        new Row(
                            Map.of("sys_id", id(1), "sys_updated_on", "2026-07-01 11:00:00"),
                            Map.of()))
                .toList();
    assertThatThrownBy(check::run).hasMessageContaining("time zone of the connector's user");
    instance.put(id(1), "2026-07-01 10:00:00");
    assertThatThrownBy(check::run).as("of one season").hasMessageContaining("time zone");
    instance.put(id(2), "2026-01-01 10:00:00");
    check.run();
  }

  @Test
  void usersWhoMayNotBeAskedProveNothing() throws Exception {
    users.beforePage =
        request -> {
          throw new TooMuch(FakeInstance.cancelled());
        };
    check(new InstanceTables(users)).run();
  }

  /** It has rows, and they cannot be sorted or asked for in time. */
  @Test
  void tableThatCannotBeAskedForSomeRowsProvesNothing() throws Exception {
    instance.beforePage =
        request -> {
          throw new TooMuch(FakeInstance.cancelled());
        };
    TimestampCheck check = check();
    check.run();
    instance.beforePage = request -> {};
    instance.requests.clear();
    time.advance(Duration.ofMinutes(10));
    check.again();
    assertThat(instance.requests).as("looked at again").isNotEmpty();
  }

  @Test
  void rowThatWasReadLastIsEnoughWhereItIsAsItWas() throws Exception {
    instance.put(id(1), "2026-07-01 10:00:00");
    time.advance(Duration.ofHours(1));
    TimestampCheck check = check();
    check.runFrom(InStream.after(FakeInstance.at("2026-07-01 10:00:00"), id(1)), row -> false);
    assertThat(instance.requests).hasSize(1);
    time.advance(Duration.ofHours(23));
    check.again();
    assertThat(instance.requests).as("a day later").hasSize(1);
    time.advance(Duration.ofHours(1));
    check.again();
    assertThat(instance.requests).hasSizeGreaterThan(1);
    for (InStream other :
        List.of(
            InStream.after(FakeInstance.at("2026-07-01 10:00:01"), id(1)),
            InStream.from(FakeInstance.at("2026-07-01 10:00:00")))) {
      instance.requests.clear();
      check().runFrom(other, row -> false);
      assertThat(instance.requests).hasSizeGreaterThan(1);
    }
  }

  /** And of which others were sent as well. */
  @Test
  void rowThatWasSentBeforeItHadSettledIsEnoughWhereItIsAsItWas() throws Exception {
    String stamp = "2026-07-01 10:00:00";
    instance.put(id(1), stamp);
    instance.put(id(2), stamp);
    Instant second = FakeInstance.at(stamp);
    InStream stored =
        InStream.from(second.minusSeconds(3))
            .withEarly(SentEarly.NONE.with(new SentEarly.Sent(second, 7, 8)));
    check().runFrom(stored, row -> row.value("sys_id").filter(id(2)::equals).isPresent());
    assertThat(instance.requests).hasSize(1);

    instance.requests.clear();
    check().runFrom(stored, row -> false);
    assertThat(instance.requests).as("it has changed").hasSizeGreaterThan(2);
  }

  @Test
  void whatIsNotToBeKnownYetIsLookedAtLater() throws Exception {
    time.advance(Duration.ofHours(1));
    TimestampCheck check = check();
    check.later();
    check.again();
    assertThat(instance.requests).isEmpty();
    time.advance(Duration.ofMinutes(10));
    check.again();
    assertThat(instance.requests).isNotEmpty();
  }

  /** Rights are lost for a moment. */
  @Test
  void whatIsWrongMayPass() throws Exception {
    TimestampCheck check = check();
    check.run();
    instance.put(id(1), "2026-07-01 00:00:00");
    int[] looks = {0};
    instance.distort =
        rows ->
            looks[0]++ > 0
                ? rows
                : rows.stream().map(row -> new Row(Map.of("sys_id", id(1)), Map.of())).toList();
    time.advance(Duration.ofMinutes(10));
    try (LogText log = new LogText()) {
      check.again();
      assertThat(log.messages("WARN", TableRetries.class)).hasSize(1);
      assertThat(log.messages("INFO", TableRetries.class)).as("it has passed").hasSize(1);
    }
    assertThat(sleeper.waits()).hasSize(1);
  }

  /** A column of text is found by what it says, whatever the zone is. */
  @Test
  void columnOfOneTableDoesNotProveHowAnotherIsRead() throws Exception {
    SharedZone zone = new SharedZone(new SharedAnswer<>(Duration.ofMinutes(1), time::nanoTime));
    instance.put(id(1), "2026-07-01 10:00:00", Map.of("u_stamp", "2026-07-01 10:00:00"));
    instance.put(id(2), "2026-07-02 10:00:00", Map.of("u_stamp", "2026-01-02 10:00:00"));
    users.put(id(1), "2026-07-01 10:00:00");
    users.distort =
        rows ->
            rows.stream()
                .map(
                    row ->
                        new Row(
                            Map.of("sys_id", id(1), "sys_updated_on", "2026-07-01 11:00:00"),
                            Map.of()))
                .toList();
    check(Tables.stampedBy("u_stamp"), new InstanceTables(users), zone).run();
    assertThatThrownBy(check(Tables.incident(10), new InstanceTables(users), zone)::run)
        .hasMessageContaining("time zone");
  }

  private TimestampCheck check() {
    return check(new NoRows());
  }

  private TimestampCheck check(io.snbridge.common.schema.Tables once) {
    return check(
        Tables.incident(10),
        once,
        new SharedZone(new SharedAnswer<>(Duration.ZERO, time::nanoTime)));
  }

  private TimestampCheck check(
      TableConfig config, io.snbridge.common.schema.Tables once, SharedZone zone) {
    return new TimestampCheck(
        config,
        new InstanceTables(instance),
        once,
        new TableRetries("incident", Tables.RETRY_BUDGET, sleeper),
        zone,
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
