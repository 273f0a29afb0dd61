/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Row;
import io.snbridge.source.LogText;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.read.Lookback.Missed;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LookbackTest {

  private static final Instant START = at("2026-03-01 11:00:00");
  private static final Missed LATE =
      new Missed(InStream.from(START), START.plusSeconds(3600), false);
  private static final InStream POSITION = InStream.from(at("2026-03-01 12:00:00"));

  private final FakeInstance instance = new FakeInstance();
  private final ManualTime time = new ManualTime();
  private Lookback lookback = of(Tables.lookingBack(Duration.ofMinutes(1)));

  @Test
  void rowThatAppearsBeforeThePositionIsLateOnce() throws Exception {
    reads("2026-03-01 11:59:50");
    instance.put(id(2), "2026-03-01 11:59:58");
    instance.put(id(3), "2026-03-01 11:58:59");
    instance.put(id(4), "2026-03-01 12:00:00");
    time.advance(Duration.ofSeconds(30));

    assertThat(lookback.look(POSITION)).map(Missed::from).contains(at("2026-03-01 11:59:58"));
    Row late = row(2, "2026-03-01 11:59:58");
    assertThat(lookback.missed(List.of(row(1, "2026-03-01 11:59:50"), late), LATE, POSITION))
        .containsExactly(late);
    lookback.handedOut(List.of(late));
    assertThat(lookback.found()).isEqualTo(1);
    time.advance(Duration.ofSeconds(30));
    assertThat(lookback.look(POSITION)).isEmpty();
  }

  @Test
  void itLooksTwiceInItsTimeAndAsksForIdsAndTimestamps() throws Exception {
    reads("2026-03-01 11:59:50");
    instance.requests.clear();
    for (int second = 0; second < 120; second++) {
      time.advance(Duration.ofSeconds(1));
      assertThat(lookback.look(POSITION)).isEmpty();
    }
    assertThat(instance.requests)
        .hasSize(4)
        .allSatisfy(request -> assertThat(request.fields()).startsWith("sys_id", "sys_updated_on"));
  }

  @Test
  void whatAFormerTaskReadIsNotLookedAt() throws Exception {
    instance.put(id(1), "2026-03-01 11:59:50");
    lookback.begin(POSITION);
    assertThat(lookback.look(POSITION)).isEmpty();
    time.advance(Duration.ofMinutes(1));
    assertThat(lookback.look(POSITION)).isEmpty();
  }

  /** It stopped in the middle of a second. */
  @Test
  void whatAFormerTaskReadInItsLastSecondIsNotLate() throws Exception {
    instance.put(id(1), "2026-03-01 11:59:50");
    instance.put(id(2), "2026-03-01 11:59:50");
    lookback.begin(InStream.after(at("2026-03-01 11:59:50"), id(1)));
    lookback.handedOut(List.of(row(2, "2026-03-01 11:59:50")));
    instance.put(id(3), "2026-03-01 11:59:51");
    time.advance(Duration.ofSeconds(30));
    assertThat(lookback.look(POSITION)).map(Missed::from).contains(at("2026-03-01 11:59:51"));
  }

  /** The clock that its beginning was taken from may have been ahead. */
  @Test
  void rowsThatChangeBehindTheSnapshotAreFoundBeforeItsStream() throws Exception {
    instance.put(id(1), "2026-03-01 11:59:50");
    instance.put(id(2), "2026-03-01 11:00:00");
    lookback.snapshotBegins(POSITION.timestamp());
    lookback.handedOut(List.of(row(1, "2026-03-01 11:59:50"), row(2, "2026-03-01 11:00:00")));
    instance.put(id(2), "2026-03-01 11:59:55");
    lookback.begin(POSITION);
    assertThat(lookback.look(POSITION)).map(Missed::from).contains(at("2026-03-01 11:59:55"));
  }

  @Test
  void moreRowsThanCanBeKeptAreNotTakenForLate() throws Exception {
    reads("2026-03-01 11:59:50");
    for (int i = 10; i < 200_020; i++) {
      lookback.handedOut(List.of(row(i, "2026-03-01 11:59:51")));
    }
    instance.put(id(200_019), "2026-03-01 11:59:51");
    time.advance(Duration.ofSeconds(30));
    try (LogText log = new LogText()) {
      assertThat(lookback.look(POSITION)).isEmpty();
      assertThat(log.messages("WARN", Lookback.class))
          .singleElement()
          .asString()
          .contains("Table 'incident': more than 200000 changes since 2026-03-01 11:59:00");
    }
  }

  /** Timestamps have whole seconds, and so have the queries for them. */
  @Test
  @Timeout(20)
  void timeToLookBackUponNeedNotBeWholeSeconds() throws Exception {
    lookback = of(Tables.lookingBack(Duration.ofMillis(2500)));
    reads("2026-03-01 11:59:57");
    instance.put(id(2), "2026-03-01 11:59:58");
    time.advance(Duration.ofSeconds(30));
    assertThat(lookback.look(POSITION)).map(Missed::from).contains(at("2026-03-01 11:59:58"));
  }

  @Test
  void rowsBeforeTheStartTimestampOfASnapshotAreNotLate() throws Exception {
    lookback =
        of(
            Tables.lookingBack(
                Duration.ofMinutes(1), Optional.of(POSITION.timestamp().minusSeconds(5))));
    instance.put(id(1), "2026-03-01 11:59:50");
    lookback.snapshotBegins(POSITION.timestamp());
    lookback.begin(POSITION);
    assertThat(lookback.look(POSITION)).isEmpty();
  }

  /** Rights that are lost for one look. */
  @Test
  void rowThatIsHiddenFromOneLookIsNotLate() throws Exception {
    reads("2026-03-01 11:59:50");
    instance.hidden = id -> true;
    time.advance(Duration.ofSeconds(30));
    assertThat(lookback.look(POSITION)).isEmpty();
    instance.hidden = id -> false;
    time.advance(Duration.ofSeconds(30));
    assertThat(lookback.look(POSITION)).isEmpty();
  }

  @Test
  void rowsThatWereHiddenAreFoundAndThoseThatWereShownAreNot() throws Exception {
    instance.put(id(2), "2026-03-01 11:59:40");
    instance.hidden = id(2)::equals;
    reads("2026-03-01 11:59:50");
    lookback.windowRead(InStream.from(START), POSITION.timestamp(), 1, 0, 1);
    // Long after what is looked back upon.
    InStream later = InStream.from(POSITION.timestamp().plusSeconds(280));
    lookback.windowOpens(POSITION, later.timestamp());
    time.advance(Duration.ofMinutes(5));
    assertThat(lookback.look(later)).isEmpty();
    assertThat(lookback.shownAgain(InStream.from(Instant.MAX))).as("still hidden").isEmpty();
    assertThat(lookback.hiddenWindows()).isEqualTo(1);

    instance.hidden = id -> false;
    time.advance(Duration.ofMinutes(5));
    Missed missed = lookback.shownAgain(InStream.from(Instant.MAX)).orElseThrow();
    assertThat(missed.from()).isEqualTo(at("2026-03-01 11:59:40"));
    Row shown = row(2, "2026-03-01 11:59:40");
    assertThat(lookback.missed(List.of(shown, row(1, "2026-03-01 11:59:50")), missed, later))
        .containsExactly(shown);
    assertThat(lookback.shown()).isEqualTo(1);
    assertThat(lookback.found()).as("not late").isZero();
    assertThat(lookback.hiddenWindows()).as("not read yet").isEqualTo(1);
    lookback.shownAgainRead(0, 0);
    assertThat(lookback.hiddenWindows()).isZero();
  }

  /** More than is looked back upon was read as one window: what it showed is not remembered. */
  @Test
  void rowsThatStayHiddenHaveNothingSentTwice() throws Exception {
    hiddenButRow1(ShownRows.MOST + 1);
    assertThat(lookback.shownAgain(InStream.from(Instant.MAX))).isEmpty();
    instance.hidden = id(3)::equals;
    time.advance(Duration.ofMinutes(5));
    assertThat(lookback.shownAgain(InStream.from(Instant.MAX)))
        .map(Missed::from)
        .contains(at("2026-03-01 11:10:00"));
  }

  /** Unless it showed few, for the sake of the task that follows. */
  @Test
  void fewRowsThatWereShownAreRememberedWhateverTheirTime() throws Exception {
    hiddenButRow1(1);
    assertThat(lookback.shownAgain(InStream.from(Instant.MAX))).isEmpty();
    instance.hidden = id(3)::equals;
    time.advance(Duration.ofMinutes(5));
    assertThat(lookback.shownAgain(InStream.from(Instant.MAX)))
        .map(Missed::from)
        .contains(at("2026-03-01 11:20:00"));
  }

  private void hiddenButRow1(int shownWithIt) {
    instance.put(id(1), "2026-03-01 11:10:00");
    instance.put(id(2), "2026-03-01 11:20:00");
    instance.put(id(3), "2026-03-01 11:30:00");
    instance.hidden = id -> !id.equals(id(1));
    lookback.begin(InStream.from(START));
    lookback.windowOpens(InStream.from(START), POSITION.timestamp());
    lookback.handedOut(
        IntStream.range(0, shownWithIt)
            .mapToObj(i -> row(i == 0 ? 1 : 1000 + i, "2026-03-01 11:10:00"))
            .toList());
    lookback.windowRead(InStream.from(START), POSITION.timestamp(), 2, 0, shownWithIt);
    time.advance(Duration.ofMinutes(5));
  }

  private Lookback of(TableConfig config) {
    return new Lookback(
        config,
        instance,
        new TableRetries("incident", Tables.RETRY_BUDGET, time),
        new BranchOrder(ScanTarget.rows(config)),
        time::nanoTime);
  }

  /** The stream has read up to the position, and handed out row 1. */
  private void reads(String stamp) throws InterruptedException {
    instance.put(id(1), stamp);
    lookback.begin(InStream.from(START));
    assertThat(lookback.look(InStream.from(START))).isEmpty();
    lookback.windowOpens(InStream.from(START), POSITION.timestamp());
    lookback.handedOut(List.of(row(1, stamp)));
  }

  private static Row row(int number, String stamp) {
    return new Row(Map.of("sys_id", id(number), "sys_updated_on", stamp), Map.of());
  }
}
