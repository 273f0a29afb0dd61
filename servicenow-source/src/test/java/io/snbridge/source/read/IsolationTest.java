/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.RetryBudget;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.ManualPause;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.RetryingInstance;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.Tables;
import io.snbridge.source.scan.TooMuch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that is refused or broken holds up no other, and is read on where it was. */
@Timeout(60)
class IsolationTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final Map<String, FakeInstance> tables = new HashMap<>();
  private TableReaders readers = new TableReaders(new ByTable(), time, Tables.RETRY_BUDGET);

  /** Time passes when so many readers wait for it, however slow they are. */
  private int waitedFor;

  private final Run.Kafka kafka = new Run.Kafka();

  @AfterEach
  void stop() {
    readers.close();
    readers.awaitEnd();
  }

  @Test
  void refusedTableIsTriedAgainWhileOthersGoOnAndFailsByNameWhenItsTimeIsOver() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    FakeInstance refused = table("refused");
    refused.beforePage = ignored -> refuse(403);
    FakeInstance slow = table("slow");
    slow.beforePage = ignored -> awaitQuietly(never);
    FakeInstance busy = table("busy");
    start("refused", "slow", "busy");
    waitedFor = 2;

    int rows = 0;
    for (int minute = 0; minute < 9; minute++) {
      for (int i = 0; i < 10; i++) {
        busy.put(FakeInstance.id(++rows), GlideDateTime.text(busy.now("busy")));
      }
      int expected = rows;
      readUntil(() -> kafka.stamps.size() == expected);
      pass(Duration.ofMinutes(1).minus(Duration.ofNanos(time.nanoTime() % 60_000_000_000L)));
    }
    assertThat(refused.requests).as("tries").hasSizeBetween(9, 30);

    assertThatThrownBy(() -> readUntil(() -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'refused'")
        .hasMessageContaining("403");
    assertThat(Duration.ofNanos(time.nanoTime())).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
  }

  /** With {@code behavior.on.refused.table=continue}; from the start, and in the stream. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tableThatIsGivenUpAloneIsTriedNowAndThenAndGoesOnWhereItWas(boolean streams)
      throws Exception {
    readers.close();
    Duration often = Duration.ofMinutes(2);
    readers =
        new TableReaders(
            new ByTable(), time, new RetryBudget(often, SECOND, SECOND, Optional.of(often)));
    FakeInstance refused = table("refused");
    refused.put(FakeInstance.id(1), "2026-02-01 00:00:00");
    AtomicBoolean refusing = new AtomicBoolean(!streams);
    refused.beforePage =
        ignored -> {
          if (refusing.get()) {
            refuse(403);
          }
        };
    FakeInstance busy = table("busy");
    start("refused", "busy");
    waitedFor = 2;
    if (streams) {
      // The row is there before the other ranges of the snapshot are read.
      readUntil(
          () -> kafka.stamps.size() == 1 && refused.requests.stream().anyMatch(this::isWindow));
      pass(Duration.ofMinutes(1));
      refusing.set(true);
    }
    Instant end = refused.now("refused").plus(Duration.ofMinutes(5));
    readUntil(() -> !refused.now("refused").isBefore(end));

    int tries = refused.requests.size();
    refused.put(FakeInstance.id(2), GlideDateTime.text(refused.now("refused")));
    busy.put(FakeInstance.id(3), GlideDateTime.text(busy.now("busy")));
    Instant later = refused.now("refused").plus(Duration.ofMinutes(10));
    readUntil(() -> !refused.now("refused").isBefore(later));
    assertThat(refused.requests.size() - tries).as("tries in ten minutes").isBetween(1, 6);
    assertThat(kafka.stamps).hasSize(streams ? 2 : 1);

    refusing.set(false);
    readUntil(() -> kafka.stamps.size() == 3);
    assertThat(kafka.records).as("none came twice").isEqualTo(3);
  }

  @Test
  void tableThatWorksAgainGoesOnWhereItWasInSnapshotAndStream() throws Exception {
    FakeInstance table = table("incident");
    for (int i = 0; i < 200; i++) {
      table.put("%x%031x".formatted(i % 16, i), "2026-02-01 00:00:00");
    }
    AtomicInteger asked = new AtomicInteger();
    table.beforePage =
        ignored -> {
          if (asked.incrementAndGet() % 3 == 0) {
            refuse(asked.get() % 2 == 0 ? 403 : 400);
          }
        };
    start("incident");
    readUntil(() -> kafka.stamps.size() == 200);
    assertThat(kafka.records).as("snapshot").isEqualTo(200);

    pass(Duration.ofMinutes(1));
    String changed = GlideDateTime.text(table.now("incident"));
    table.ids().subList(0, 60).forEach(id -> table.put(id, changed));
    readUntil(() -> kafka.stamps.values().stream().filter(changed::equals).count() == 60);
    assertThat(kafka.records).as("snapshot and stream").isEqualTo(260);
  }

  /** Nine minutes of refusals, an answer, and nine minutes again are not eighteen. */
  @Test
  void timeBeginsAnewWithEachAnswer() throws Exception {
    FakeInstance table = table("incident");
    AtomicBoolean refusing = new AtomicBoolean(true);
    table.beforePage =
        ignored -> {
          if (refusing.get()) {
            refuse(404);
          }
        };
    start("incident");
    int rows = 0;
    for (int round = 0; round < 3; round++) {
      refusing.set(true);
      table.put(FakeInstance.id(++rows), GlideDateTime.text(table.now("incident")));
      Instant end = table.now("incident").plus(Duration.ofMinutes(9));
      readUntil(() -> !table.now("incident").isBefore(end));
      refusing.set(false);
      int expected = rows;
      readUntil(() -> kafka.stamps.size() == expected);
    }
  }

  @Test
  void credentialsThatAreNotAcceptedFailAtOnce() throws Exception {
    FakeInstance table = table("incident");
    table.beforePage =
        ignored -> {
          throw new ServiceNowException(new Reply.Unauthorized<>(failure(401)));
        };
    start("incident");

    assertThatThrownBy(() -> readers.take(Duration.ofSeconds(10)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("401");
    assertThat(table.requests).hasSize(1);
  }

  /** What is looked at again while a table is read may be denied for a moment, too. */
  @Test
  void columnThatIsHiddenForAMomentInTheStreamEndsNothing() throws Exception {
    FakeInstance table = table("incident");
    start("incident");
    Instant tenMinutes = table.now("").plus(Duration.ofMinutes(10));
    readUntil(() -> !table.now("").isBefore(tenMinutes.minusSeconds(30)));
    // One that is not read as a change.
    table.put(FakeInstance.id(1), "2026-02-01 00:00:00");
    table.distort =
        rows ->
            rows.stream()
                .map(row -> new Row(Map.of("sys_id", row.values().get("sys_id")), Map.of()))
                .toList();
    Instant later = table.now("").plus(Duration.ofMinutes(2));
    readUntil(() -> !table.now("").isBefore(later));
    table.distort = rows -> rows;
    table.put(FakeInstance.id(2), GlideDateTime.text(table.now("")));
    readUntil(() -> kafka.stamps.size() == 1);
  }

  /** The metric {@code state} is of what is now. */
  @Test
  void whoIsAnsweredByAFailureIsNotGivenUpAnyMore() throws Exception {
    TableRetries retries =
        new TableRetries(
            "incident",
            new RetryBudget(SECOND, SECOND, SECOND, Optional.of(SECOND)),
            new ManualPause());
    FakeInstance refused = new FakeInstance();
    AtomicInteger asked = new AtomicInteger();
    refused.beforePage =
        ignored -> {
          if (asked.incrementAndGet() < 5) {
            refuse(403);
          }
          assertThat(retries.areGivenUp()).isTrue();
          throw new TooMuch(FakeInstance.cancelled());
        };
    Instance patient = new RetryingInstance(refused, retries);
    PageRequest anyRow =
        new PageRequest(
            "incident",
            EncodedQuery.everything(),
            List.of("sys_id"),
            1,
            0,
            false,
            DisplayValue.FALSE);
    assertThatThrownBy(() -> patient.page(() -> anyRow, failed -> {})).isInstanceOf(TooMuch.class);
    assertThat(retries.areGivenUp()).isFalse();
  }

  private boolean isWindow(PageRequest request) {
    String query = request.query().text();
    return query.contains("^sys_updated_on<2") && query.contains("ORDERBYsys_updated_on");
  }

  private FakeInstance table(String name) {
    FakeInstance table = new FakeInstance();
    tables.put(name, table);
    return table;
  }

  private void start(String... aliases) {
    for (String alias : aliases) {
      readers.start(Tables.named(alias, 5), new TablePartition("dev1", alias), Map.of());
    }
  }

  private void readUntil(Supplier<Boolean> done) throws InterruptedException {
    while (!done.get()) {
      List<SourceRecord> page = readers.take(Duration.ofMillis(5));
      kafka.take(page);
      page.forEach(readers::acknowledge);
      if (time.waiting() >= waitedFor) {
        pass(SECOND);
      }
    }
  }

  private void pass(Duration duration) {
    tables.values().forEach(table -> table.setNow(table.now("").plus(duration)));
    time.advance(duration);
  }

  private static void refuse(int status) {
    throw new ServiceNowException(new Reply.Refused<>(failure(status)));
  }

  private static Failure failure(int status) {
    return new Failure(
        Request.Method.GET, "/api/now/table/x", status, "Insufficient rights", "", "c1");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  /** Each table of the instance is a fake of its own. */
  private final class ByTable implements Instance {
    private final FakeInstance empty = new FakeInstance();

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
      return tables.getOrDefault(next.get().table(), empty).page(next, attemptFailed);
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return tables.get(table).count(table, query);
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      return tables.get(table).tryCounts(table, column, query);
    }

    @Override
    public Instant now(String table) {
      return tables.get(table).now(table);
    }
  }
}
