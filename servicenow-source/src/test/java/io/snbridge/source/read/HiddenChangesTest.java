/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.LogText;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes that are hidden while their window is read, whatever that window is like. */
@Timeout(60)
class HiddenChangesTest {

  private static final Duration LOOKBACK = Duration.ofMinutes(1);
  private static final Duration RECHECK = Duration.ofMinutes(5);
  private static final EncodedQuery ALL = EncodedQuery.everything();

  private final Run.Kafka kafka = new Run.Kafka();
  @RegisterExtension final TimedReaders readers = new TimedReaders(this::take);
  private final FakeInstance instance = readers.instance;
  private int pageSize;

  private void take(List<SourceRecord> page) {
    kafka.take(page);
    readers.acknowledge(page);
  }

  /** A page that is neither the first one nor the last, and was not counted. */
  @Test
  void rowInTheMiddleOfAWindowOfSeveralPagesArrives() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = id(15)::equals;
    change(20);
    readers.readUntil(() -> kafka.stamps.size() == 19);
    readers.passes(LOOKBACK.multipliedBy(3));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKey(id(15));
    assertThat(kafka.records).isEqualTo(20);
  }

  /** Each query of such a window is counted by itself. */
  @Test
  void rowOfAWindowThatIsReadWithTwoQueriesArrives() throws Exception {
    start(EncodedQuery.parse("u_colour!=" + "x".repeat(2_900)), LOOKBACK);
    instance.hidden = id(3)::equals;
    change(8);
    readers.readUntil(() -> kafka.stamps.size() == 7);
    readers.passes(LOOKBACK.multipliedBy(3));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKey(id(3));
    assertThat(kafka.records).isEqualTo(8);
  }

  /** Rights that are there for one request: what it saw must be seen again by the next one. */
  @Test
  void rowsThatAreShownForAMomentArriveWhenTheyAreShownForGood() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = id -> true;
    String changed = change(3);
    readers.passes(LOOKBACK.multipliedBy(3));
    AtomicInteger looks = new AtomicInteger();
    instance.beforePage =
        request -> {
          // At that window again: of ids, so that its page is larger.
          boolean look = request.limit() > 10 && begin(request).compareTo(changed) <= 0;
          instance.hidden = id -> !look;
          if (look) {
            looks.incrementAndGet();
          }
        };
    readers.readUntil(() -> looks.get() > 0);
    instance.beforePage = request -> {};
    instance.hidden = id -> true;
    readers.passes(RECHECK);
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(4));
    assertThat(kafka.stamps).hasSize(3);
    assertThat(kafka.records).isEqualTo(3);
  }

  /** Without looking back, nothing is known of what was handed out. */
  @Test
  void rowsThatAreShownOneByOneArriveOnceWithoutALookback() throws Exception {
    start(ALL, Duration.ZERO);
    instance.hidden = id -> true;
    change(4);
    readers.passes(Duration.ofMinutes(1));
    instance.hidden = Set.of(id(2), id(3))::contains;
    readers.readUntil(() -> kafka.stamps.size() == 2);
    readers.passes(RECHECK.multipliedBy(10));
    assertThat(kafka.records).isEqualTo(2);
  }

  /**
   * The last one of a user whose changes are not sent, so that another record has to say where the
   * stream is.
   */
  @Test
  void nothingIsSentAgainAfterAStopForRowsThatWereShownLate() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = Set.of(id(0), id(1))::contains;
    String stamp = change(1);
    instance.put(id(1), stamp, Map.of("sys_updated_by", "Robot"));
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.put(id(5), GlideDateTime.text(instance.now("")));
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.hidden = id -> false;
    readers.passes(RECHECK);
    assertThat(kafka.stamps).containsOnlyKeys(id(0), id(5));

    readers.stop();
    readers.start(table(ALL, LOOKBACK), kafka.offsets);
    readers.passes(Duration.ofMinutes(2));
    assertThat(kafka.records).isEqualTo(2);
  }

  /** Its transaction was under way when its window was read; then its rights were taken. */
  @Test
  void rowThatIsHiddenWhenItCommitsLateArrives() throws Exception {
    start(ALL, LOOKBACK);
    String stamp = change(1);
    readers.readUntil(() -> kafka.stamps.size() == 1);
    readers.passes(Duration.ofSeconds(5));
    instance.hidden = id(1)::equals;
    instance.put(id(1), stamp);
    readers.passes(LOOKBACK.multipliedBy(3));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKey(id(1));
    assertThat(kafka.records).isEqualTo(2);
  }

  @Test
  void changesThatWereHiddenArriveThoughTheTaskIsKilledAfterALaterOne() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = Set.of(id(0), id(1), id(2))::contains;
    change(3);
    readers.passes(LOOKBACK);
    instance.put(id(5), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.size() == 1);

    restart();
    readers.passes(LOOKBACK);
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsOnlyKeys(id(0), id(1), id(2), id(5));
    assertThat(kafka.records).isEqualTo(4);
  }

  /** Of one window, in whose rows the position lies. */
  @Test
  void rowsThatWereShownAreNotSentAgainForThoseThatWereHidden() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = Set.of(id(3), id(17))::contains;
    change(30);
    readers.readUntil(() -> kafka.stamps.size() == 28);

    restart();
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.hidden = id(17)::equals;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKey(id(3)).hasSize(29);

    restart();
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(3));
    assertThat(kafka.stamps).hasSize(30);
    assertThat(kafka.records).isEqualTo(30);
  }

  @Test
  void positionIsAsItAlwaysWasWhereNothingIsHidden() throws Exception {
    start(ALL, LOOKBACK);
    String stamp = change(25);
    readers.readUntil(() -> kafka.stamps.size() == 25);
    assertThat(kafka.offsets.get(TimedReaders.PARTITION.stream()))
        .isEqualTo(
            Map.of(
                "version",
                1L,
                "phase",
                "stream",
                "timestamp",
                stamp,
                "sys_id",
                id(24),
                "of",
                "incident"));
  }

  /** In a second of which the former task had read some rows. */
  @Test
  void rowsReadByAFormerTaskAreNotSentAgainForThoseThatWereHiddenLater() throws Exception {
    start(ALL, LOOKBACK);
    change(5);
    readers.readUntil(() -> kafka.stamps.size() == 5);
    readers.stop();
    instance.hidden = id(20)::equals;
    instance.put(id(20), GlideDateTime.text(instance.now("").plusSeconds(1)));
    instance.put(id(21), GlideDateTime.text(instance.now("").plusSeconds(1)));
    instance.setNow(instance.now("").plusSeconds(30));

    restart();
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKeys(id(20), id(21));
    assertThat(kafka.records).isEqualTo(7);
  }

  /** The second task knows what the first one had read of its last second; the third must, too. */
  @Test
  void rowsReadByAFormerTaskAreNotSentAgainAfterTheSecondRestart() throws Exception {
    start(ALL, LOOKBACK);
    String stamp = change(5);
    readers.readUntil(() -> kafka.stamps.size() == 5);
    readers.stop();
    instance.hidden = id(20)::equals;
    instance.put(id(20), stamp);
    instance.put(id(21), stamp);
    instance.setNow(instance.now("").plusSeconds(30));
    restart();
    readers.readUntil(() -> kafka.stamps.containsKey(id(21)));
    readers.passes(LOOKBACK);

    restart();
    readers.passes(LOOKBACK);
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKeys(id(20), id(21));
    assertThat(kafka.records).as("each once").isEqualTo(7);
  }

  /** In the middle of what is shown again: it comes in several pages. */
  @Test
  void stopWhileRowsAreShownAgainSendsNothingTwice() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = id -> id.compareTo(id(30)) < 0;
    change(30);
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.put(id(40), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(40)));
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.put(id(41), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(41)));
    instance.hidden = id -> false;
    readers.readUntil(() -> kafka.records > 2);
    assertThat(kafka.records).as("in the middle").isLessThan(32);

    restart();
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(32);
    assertThat(kafka.records).as("each once").isEqualTo(32);
  }

  /** Before the time is over that is looked back upon. */
  @Test
  void stopWhileRowsAreShownSoonAfterwardsSendsNothingTwice() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = id -> id.compareTo(id(60)) < 0;
    change(60);
    readers.passes(Duration.ofSeconds(20));
    instance.put(id(70), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(70)));
    instance.hidden = id -> false;
    readers.readUntil(() -> kafka.records > 1);
    assertThat(kafka.records).as("in the middle").isLessThan(61);

    restart();
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(61);
    assertThat(kafka.records).as("each once").isEqualTo(61);
  }

  /** What comes before the first window takes long: deletes of a long stop, say. */
  @Test
  void slowStartInTheMiddleOfAWindowWithHiddenRowsSendsNothingTwice() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = id(3)::equals;
    change(30);
    readers.readUntil(() -> kafka.records > 8);
    assertThat(kafka.records).as("in the middle").isLessThan(29);
    readers.stop();
    // Asked for by the stream once what is hidden has been restored.
    readers.start(new SlowStart(), table(ALL, LOOKBACK), kafka.offsets);
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(29);
    assertThat(kafka.records).as("each once").isEqualTo(29);
  }

  /** In the middle of rows that appear late: they come in several pages. */
  @Test
  void stopWhileLateRowsAreReadSendsNothingTwice() throws Exception {
    start(ALL, LOOKBACK);
    readAndAppearLate(5, 35);
    readers.readUntil(() -> kafka.records > 10);
    assertThat(kafka.records).as("in the middle").isLessThan(41);

    restart();
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(41);
    assertThat(kafka.records).as("each once").isEqualTo(41);
  }

  /** Connect is handed a large page in parts, and may stop between two of them. */
  @Test
  void stopInTheMiddleOfALargePageOfLateRowsSendsNothingTwice() throws Exception {
    start(ALL, LOOKBACK, 5_000);
    readAndAppearLate(5, 2_900);
    readers.readUntil(() -> kafka.records > 6);
    assertThat(kafka.records).as("in the middle").isLessThan(2_906);

    restart();
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(2_906);
    assertThat(kafka.records).as("each once").isEqualTo(2_906);
  }

  @Test
  void stopInTheMiddleOfALargePageThatIsShownAgainSendsNothingTwice() throws Exception {
    start(ALL, LOOKBACK, 5_000);
    instance.hidden = id -> id.compareTo(id(2_900)) < 0;
    change(2_900);
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.put(id(4_000), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(4_000)));
    readers.passes(LOOKBACK.multipliedBy(2));
    instance.put(id(4_001), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(4_001)));
    instance.hidden = id -> false;
    readers.readUntil(() -> kafka.records > 2);
    assertThat(kafka.records).as("in the middle").isLessThan(2_902);

    restart();
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(2_902);
    assertThat(kafka.records).as("each once").isEqualTo(2_902);
  }

  /** Others are hidden after the stop, among more shown ones than are stored. */
  @Test
  void lateRowsThatAStopHasLeftArriveWhateverIsHiddenThen() throws Exception {
    start(ALL, LOOKBACK);
    readAndAppearLate(5, 35);
    readers.readUntil(() -> kafka.records > 10);
    assertThat(kafka.records).as("in the middle").isLessThan(41);

    pageSize = 1_000;
    restart();
    instance.hidden = id -> id.endsWith("0077");
    for (int batch = 1; batch <= 6; batch++) {
      String stamp = GlideDateTime.text(instance.now(""));
      for (int i = 0; i < 1_000; i++) {
        instance.put(id(0x10000 * batch + i), stamp);
      }
      readers.passes(Duration.ofSeconds(20));
    }
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps.keySet())
        .contains(IntStream.range(0, 40).mapToObj(FakeInstance::id).toArray(String[]::new));
  }

  /** More than a position holds: those of the time since the late ones come again. */
  @Test
  void stopWhileLateRowsAreReadAmongTooManyLosesNone() throws Exception {
    start(ALL, LOOKBACK, 1_000);
    readAndAppearLate(4_000, 2_500);
    readers.readUntil(() -> kafka.records > 4_001);
    assertThat(kafka.records).as("in the middle").isLessThan(6_501);

    restart();
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(6_501);
  }

  /** Rows are read, and others appear with their stamp then, after the position has moved on. */
  private void readAndAppearLate(int rows, int late) throws InterruptedException {
    String stamp = change(rows);
    readers.readUntil(() -> kafka.stamps.size() == rows);
    readers.passes(Duration.ofSeconds(5));
    instance.put(id(9_999), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(9_999)));
    for (int i = rows; i < rows + late; i++) {
      instance.put(id(i), stamp);
    }
  }

  /** However many rows were shown beside them. */
  @Test
  void rowsAmongMoreThanAreStoredAreNotLostAtARestart() throws Exception {
    start(ALL, LOOKBACK, 500);
    instance.hidden = Set.of(id(1_000), id(7_000))::contains;
    String stamp = "";
    for (int i = 0; i < 9_000; i++) {
      stamp = i % 500 == 0 ? GlideDateTime.text(instance.now("").plusSeconds(i / 500)) : stamp;
      instance.put(id(i), stamp);
    }
    readers.readUntil(() -> kafka.stamps.size() == 8_998);
    readers.passes(LOOKBACK);
    instance.put(id(9_500), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(9_500)));
    assertThat(kafka.offsets.get(TimedReaders.PARTITION.stream()).toString())
        .hasSizeLessThan(100_000);

    restart();
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsKeys(id(1_000), id(7_000)).hasSize(9_001);
    assertThat(kafka.records).as("each once").isEqualTo(9_001);
  }

  /** Row ACLs hide some rows for good, among more than are stored. */
  @Test
  void rowsThatStayHiddenHaveNothingSentAgainAtARestart() throws Exception {
    start(ALL, LOOKBACK, 500);
    instance.hidden = id -> id.endsWith("7");
    Instant now = instance.now("");
    for (int i = 0; i < 9_000; i++) {
      instance.put(id(i), GlideDateTime.text(now.plusSeconds(i / 500)));
    }
    // Until it is known how many each time hides.
    readers.passes(RECHECK.multipliedBy(3));
    instance.put(id(9_504), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(9_504)));
    int sent = kafka.records;

    restart();
    readers.passes(RECHECK.multipliedBy(4));
    restart();
    readers.passes(RECHECK.multipliedBy(4));
    assertThat(kafka.records).isEqualTo(sent);
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(4));
    assertThat(kafka.stamps).hasSize(9_001);
  }

  /** Read as one window, and stored as parts of which a few have hidden rows. */
  @Test
  void fewRowsOfABacklogAreSentAgainForTheHiddenOnesAmongThem() throws Exception {
    readBacklog(Set.of(id(1_250), id(7_250))::contains);
    assertThat(kafka.stamps).hasSize(9_001);
    assertThat(kafka.records - 9_001).as("of one time").isLessThan(ShownRows.MOST);
  }

  /** More than a position holds: what is not stored comes again, and nothing is lost. */
  @Test
  void partsOfABacklogThatAreTooManyToBeStoredComeAgain() throws Exception {
    readBacklog(id -> id.endsWith("80"));
    assertThat(kafka.stamps).hasSize(9_001);
    assertThat(kafka.records - 9_001).as("sent twice").isBetween(1, 6_000);
  }

  /** Row ACLs hide some rows for good, and a worker is killed among 9,000 changes. */
  @ParameterizedTest
  @CsvSource({"500, 100", "3000, 100", "5000, 100", "5000, 1", "500, 9000", "5000, 9000"})
  void aboutAPageOfABacklogIsSentAgainAfterAKill(int page, int rowsOfASecond) throws Exception {
    start(ALL, LOOKBACK, page);
    instance.put(id(9_500), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(9_500)));
    readers.stop();
    instance.hidden = id -> id.endsWith("80");
    backlog(rowsOfASecond);
    restart();
    readers.readUntil(() -> kafka.records > 6_500);
    assertThat(kafka.records).as("in the middle").isLessThan(8_900);

    restart();
    readers.passes(RECHECK.multipliedBy(3));
    assertThat(kafka.stamps).hasSize(9_001 - 35);
    assertThat(kafka.records - kafka.stamps.size()).as("sent twice").isLessThanOrEqualTo(page);

    instance.put(id(9_500), GlideDateTime.text(instance.now("")));
    int records = kafka.records;
    readers.readUntil(() -> kafka.records > records);
    restart();
    readers.passes(RECHECK.multipliedBy(3));
    assertThat(kafka.records).as("nothing again after the next one").isEqualTo(records + 1);
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(6));
    assertThat(kafka.stamps).as("none is lost").hasSize(9_001);
  }

  private void backlog(int rowsOfASecond) {
    Instant begin = instance.now("").plusSeconds(10);
    for (int i = 0; i < 9_000; i++) {
      instance.put(id(i), GlideDateTime.text(begin.plusSeconds(i / rowsOfASecond)));
    }
    instance.setNow(begin.plusSeconds(9_000 / rowsOfASecond + 10));
  }

  /** After a stop, 9,000 changes at once; then a restart, after which all is shown. */
  private void readBacklog(Predicate<String> hidden) throws InterruptedException {
    start(ALL, LOOKBACK, 500);
    instance.put(id(9_500), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(9_500)));
    readers.stop();
    instance.hidden = hidden;
    backlog(100);
    restart();
    int shown = (int) instance.ids().stream().filter(hidden.negate()).count();
    readers.readUntil(() -> kafka.stamps.size() == shown);
    readers.passes(RECHECK.multipliedBy(3));
    instance.put(id(9_500), GlideDateTime.text(instance.now("")));
    int records = kafka.records;
    readers.readUntil(() -> kafka.records > records);
    kafka.records--;
    assertThat(kafka.offsets.get(TimedReaders.PARTITION.stream()).toString())
        .hasSizeLessThan(70_000);

    restart();
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
  }

  /** More windows of hidden rows than are kept apart: what lies between two of them comes again. */
  @Test
  void rowsOfMoreWindowsThanAreKeptAreNotLostAtARestart() throws Exception {
    start(ALL, LOOKBACK);
    instance.hidden = id -> id.endsWith("7");
    for (int i = 0; i < 400; i++) {
      instance.put(id(i), GlideDateTime.text(instance.now("")));
      readers.passes(Duration.ofSeconds(12));
    }
    int shown = kafka.records;
    readers.passes(LOOKBACK);
    instance.put(id(1_000), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(1_000)));

    restart();
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).hasSize(401);
    assertThat(kafka.records).as("not all of them again").isLessThan(401 + shown / 2);
  }

  /** Its transaction was under way when its window was read; then its rights were taken. */
  @Test
  void rowThatIsHiddenWhenItCommitsLateIsNotLostAtARestart() throws Exception {
    start(ALL, LOOKBACK);
    String stamp = change(1);
    readers.readUntil(() -> kafka.stamps.size() == 1);
    readers.passes(Duration.ofSeconds(5));
    instance.hidden = id(1)::equals;
    instance.put(id(1), stamp);
    readers.passes(LOOKBACK.multipliedBy(3));
    instance.put(id(5), GlideDateTime.text(instance.now("")));
    readers.readUntil(() -> kafka.stamps.containsKey(id(5)));

    restart();
    instance.hidden = id -> false;
    readers.passes(RECHECK.multipliedBy(2));
    assertThat(kafka.stamps).containsOnlyKeys(id(0), id(1), id(5));
    assertThat(kafka.records).as("each once").isEqualTo(3);
  }

  /** They are counted, not read, so that no task knows them. */
  @Test
  void changesOfExcludedUsersThatWerePassedOverAreNotSaidToBeLate() throws Exception {
    try (LogText log = new LogText()) {
      start(ALL, LOOKBACK);
      String stamp = GlideDateTime.text(instance.now(""));
      for (int i = 0; i < 40; i++) {
        instance.put(id(i), stamp, Map.of("sys_updated_by", "robot"));
      }
      readers.passes(LOOKBACK.multipliedBy(3));
      assertThat(log.messages("WARN", Lookback.class)).isEmpty();
    }
    assertThat(kafka.records).isZero();
  }

  /** As a task does that takes over from one that was killed. */
  private void restart() {
    readers.stop();
    readers.start(table(ALL, LOOKBACK), kafka.offsets);
  }

  private void start(EncodedQuery query, Duration lookback) throws InterruptedException {
    start(query, lookback, 10);
  }

  private void start(EncodedQuery query, Duration lookback, int pageSize)
      throws InterruptedException {
    this.pageSize = pageSize;
    readers.start(table(query, lookback), Map.of());
    readers.passes(Duration.ofMinutes(2));
  }

  private TableConfig table(EncodedQuery query, Duration lookback) {
    return new TableConfig(
        "incident",
        "incident",
        query,
        pageSize,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        SnapshotMode.LATEST,
        1,
        Optional.empty(),
        DeleteMode.NONE,
        Duration.ZERO,
        Tables.record(Set.of("robot")),
        RescanConfig.OFF,
        lookback,
        RECHECK);
  }

  /** So many rows, all in one second. */
  private String change(int rows) {
    String stamp = GlideDateTime.text(instance.now(""));
    for (int i = 0; i < rows; i++) {
      instance.put(id(i), stamp);
    }
    return stamp;
  }

  private static String begin(PageRequest request) {
    String query = request.query().text();
    String from = "sys_updated_on>=";
    return query.contains(from) ? query.substring(query.indexOf(from) + from.length()) : "~";
  }

  /** A task whose stream waits for longer than hidden rows do, before it reads anything. */
  private final class SlowStart implements Instance {
    private boolean slow;

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> failed) {
      return instance.page(next, failed);
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return instance.count(table, query);
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      return instance.tryCounts(table, column, query);
    }

    @Override
    public Instant now(String table) {
      boolean fromStream =
          Arrays.stream(new Throwable().getStackTrace())
              .anyMatch(
                  frame ->
                      frame.getClassName().equals(ChangeStream.class.getName())
                          && frame.getMethodName().equals("read"));
      if (fromStream && !slow) {
        slow = true;
        readers.time.advance(RECHECK.plusSeconds(1));
        instance.setNow(instance.now("").plus(RECHECK));
      }
      return instance.now(table);
    }
  }
}
