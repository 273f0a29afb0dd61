/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.table;
import static io.snbridge.emulator.RequestMatcher.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code id.mode=lookup}, against an emulator. */
class LookupTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final TopicPartition P1 = new TopicPartition("orders", 1);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicBoolean reached = new AtomicBoolean();

  LookupTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("u_key", "string"),
        ColumnDefinition.col("u_site", "string"),
        ColumnDefinition.col("u_no", "integer"),
        ColumnDefinition.col("u_seq", "integer"));
  }

  @AfterEach
  void close() {
    gate.countDown();
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("id.mode", "lookup");
    all.put("id.lookup.fields", "u_key");
    all.putAll(settings);
    return bed.add(new TaskDriver(emulator, true, all).assign(P0, P1));
  }

  private TaskDriver driver() {
    return driver(Map.of());
  }

  private static SinkRecord record(int partition, long offset, Object key, Object value) {
    return new SinkRecord("orders", partition, null, key, null, value, offset);
  }

  private static SinkRecord record(long offset, String key) {
    return record(0, offset, null, Map.of("u_key", key, "u_seq", offset));
  }

  private String insert(String key) {
    return emulator.insert(TABLE, Map.of("u_key", key, "u_seq", "-1"));
  }

  private Map<String, String> sequences() {
    return emulator.rows(TABLE).stream()
        .collect(Collectors.toMap(row -> row.get("u_key"), row -> row.get("u_seq")));
  }

  private List<RecordedRequest> lookups() {
    return emulator
        .requests()
        .matching(
            request ->
                request.table().equals(TABLE)
                    && request.query().contains("u_key")
                    && !request.query().contains("ISEMPTY"));
  }

  private String error(TaskDriver driver, long offset) {
    return driver.context.dead.stream()
        .filter(dead -> dead.record().kafkaOffset() == offset)
        .findFirst()
        .orElseThrow()
        .error()
        .getMessage();
  }

  @Test
  void rowThatIsThereIsChangedAndOneThatIsNotIsCreated() {
    String there = insert("A-1");
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"), record(1, "A-2"));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(sequences()).isEqualTo(Map.of("A-1", "0", "A-2", "1"));
    assertThat(emulator.row(TABLE, there)).containsEntry("u_seq", "0");
  }

  @Test
  void insertLeavesTheRowUpdateNeedsItAndDeletesAreOfIt() {
    String there = insert("A-1");
    TaskDriver insert = driver(Map.of("write.method", "insert"));
    insert.put(record(0, "A-1"), record(1, "A-2"));
    insert.drain();
    assertThat(sequences()).isEqualTo(Map.of("A-1", "-1", "A-2", "1"));

    TaskDriver update = driver(Map.of("write.method", "update"));
    update.put(record(2, "A-1"), record(3, "A-3"));
    update.drain();
    assertThat(sequences()).isEqualTo(Map.of("A-1", "2", "A-2", "1"));
    assertThat(error(update, 3)).contains("update of u_order by u_key", "no row has", "not.found");
    TaskDriver ignoring = driver(Map.of("write.method", "update", "not.found", "ignore"));
    ignoring.put(record(4, "A-3"));
    ignoring.drain();
    assertThat(ignoring.context.dead).isEmpty();
    assertThat(sequences()).hasSize(2);

    update.put(
        record(0, 5, Map.of("u_key", "A-1"), null), record(0, 6, Map.of("u_key", "A-9"), null));
    update.drain();
    assertThat(update.context.dead).hasSize(1);
    assertThat(emulator.rows(TABLE)).extracting(row -> row.get("sys_id")).doesNotContain(there);
    assertThat(sequences()).isEqualTo(Map.of("A-2", "1"));
  }

  @Test
  void moreThanOneRowIsAnErrorThatNamesThem() {
    String one = insert("A-1");
    String other = insert("A-1");
    insert("A-2");
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"), record(1, "A-2"), record(2, "A-3"));
    driver.drain();
    assertThat(driver.context.dead).hasSize(1);
    assertThat(error(driver, 0)).contains("more than one row", one, other, "correlation id");
    assertThat(emulator.row(TABLE, one)).containsEntry("u_seq", "-1");
    assertThat(emulator.row(TABLE, other)).containsEntry("u_seq", "-1");
    assertThat(emulator.count(TABLE)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x^ORsys_idISNOTEMPTY", "a,b", "^", "x^NQu_seq=-1", "=a", " a", "50 %&#+"})
  void valueIsComparedAsItIs(String value) {
    insert("a");
    insert("b");
    TaskDriver driver = driver();
    driver.put(record(0, value), record(1, "c"), record(2, value + "2"));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(sequences())
        .isEqualTo(Map.of("a", "-1", "b", "-1", value, "0", "c", "1", value + "2", "2"));
    driver.put(record(3, value));
    driver.drain();
    assertThat(sequences()).hasSize(5).containsEntry(value, "3");
  }

  /** Marks that are vowels, tones or other letters, and not accents. */
  @ParameterizedTest
  @CsvSource({
    "ที่,ท",
    "ปา,ป่า",
    "की,का",
    "கை,கா",
    "কি,কা",
    "й,и",
    "が,か",
    "שָׁלוֹם,שלום",
    "straße,strasse"
  })
  void keysThatDifferInAMarkAreTwoRows(String one, String other) {
    TaskDriver driver = driver();
    driver.put(record(0, one));
    driver.put(record(1, other), record(2, one));
    driver.put(record(1, 3, null, Map.of("u_key", other, "u_seq", 3)));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(sequences()).isEqualTo(Map.of(one, "2", other, "3"));
  }

  /** It may be told to distinguish accents (i18n_locale_text_match), or case. */
  @Test
  void whatTheInstanceDistinguishesIsNeverWrittenAsOneRow() {
    String there = insert("cafe");
    TaskDriver driver = driver();
    driver.put(record(0, "cafe"));
    driver.drain();
    emulator
        .faults()
        .always(
            Fault.custom(
                "accent-sensitive",
                (request, proceed) ->
                    request.parameter("sysparm_query").contains("café")
                        ? Answer.json(200, "{\"result\":[]}").with("X-Total-Count", "0")
                        : proceed.get()),
            table(TABLE));
    driver.put(record(1, "café"));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, there)).containsEntry("u_seq", "0");
    assertThat(sequences()).isEqualTo(Map.of("cafe", "0", "café", "1"));
  }

  @Test
  void rowThatWasMadeForAlikeValuesIsNotWrittenUnlessTheInstanceFindsIt() {
    TaskDriver driver = driver();
    driver.put(record(0, "cafe"));
    driver.drain();
    emulator
        .faults()
        .always(
            Fault.custom(
                "accent-sensitive",
                (request, proceed) ->
                    request.parameter("sysparm_query").contains("café")
                        ? Answer.json(200, "{\"result\":[]}").with("X-Total-Count", "0")
                        : proceed.get()),
            table(TABLE));
    driver.put(record(1, "café"));
    driver.drain();
    assertThat(error(driver, 1)).contains("no row has the record's values", "case.sensitive");
    assertThat(sequences()).isEqualTo(Map.of("cafe", "0"));
  }

  @Test
  void deleteOfARowWhoseKeyABusinessRuleChangedIsNotDone() {
    emulator.rewriteWrites(
        TABLE,
        row -> {
          Map<String, String> changed = new HashMap<>(row);
          changed.computeIfPresent("u_key", (column, key) -> "X-" + key);
          return changed;
        });
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"));
    driver.drain();
    assertThat(sequences()).isEqualTo(Map.of("X-A-1", "0"));
    driver.put(
        record(0, 1, Map.of("u_key", "A-1"), null), record(0, 2, Map.of("u_key", "A-2"), null));
    driver.drain();
    assertThat(error(driver, 1)).contains("delete of u_order by u_key", "made for them");
    assertThat(driver.context.dead).hasSize(1);
    assertThat(emulator.count(TABLE)).isOne();
  }

  /** That of the values is counted, and that of the id is not. */
  @Test
  void deleteOfWhichNothingTellsWhetherTheRowIsThereIsRefused() {
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"));
    driver.drain();
    emulator
        .faults()
        .always(
            Fault.error(403, "User Not Authorized", "no queries by ID"),
            method("GET").and(request -> request.parameter("sysparm_query").contains("sys_id")));
    driver.put(record(0, 1, Map.of("u_key", "A-2"), null));
    driver.drain();
    assertThat(error(driver, 1))
        .contains("delete of u_order by u_key", "nothing tells", "Let the user read");
  }

  /** The answers to its own lookups are none of other requests. */
  @Test
  void deleteIsNotGivenUpWhileNothingElseIsAnswered() {
    AtomicBoolean broken = new AtomicBoolean(true);
    emulator
        .faults()
        .always(
            Fault.error(500, "Operation Failed", "x"),
            method("GET")
                .and(table(TABLE))
                .and(request -> broken.get())
                .and(request -> request.parameter("sysparm_query").contains("sys_id")));
    TaskDriver driver = driver(Map.of("write.max.server.errors", "3"));
    driver.put(record(0, 0, Map.of("u_key", "A-1"), null));
    await()
        .until(
            () -> {
              driver.put();
              assertThat(driver.context.dead).isEmpty();
              return emulator.requests().matching(seen -> seen.status() == 500).size() > 30;
            });
    broken.set(false);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
  }

  @Test
  void caseDoesNotMakeAnotherRowUnlessItIsAskedTo() {
    String there = insert("Ab");
    TaskDriver driver = driver();
    driver.put(record(9, "aB "));
    driver.drain();
    assertThat(emulator.row(TABLE, there)).containsEntry("u_seq", "9");
    driver.put(record(0, "AB"), record(1, "áb "), record(2, "new"), record(3, "NEW"));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).hasSize(2);
    assertThat(emulator.row(TABLE, there)).containsEntry("u_seq", "1");

    TaskDriver exact = driver(Map.of("id.lookup.case.sensitive", "true"));
    exact.put(record(4, "one"), record(5, "ONE"), record(6, "One"));
    exact.drain();
    exact.put(record(7, "ONE"));
    exact.drain();
    assertThat(exact.context.dead).isEmpty();
    assertThat(sequences()).containsEntry("one", "4").containsEntry("ONE", "7");
    assertThat(emulator.rows(TABLE)).hasSize(5);
  }

  @Test
  void rowThatTheUserMayNotSeeIsNotMadeASecondTime() {
    insert("hidden");
    insert("half");
    String half = insert("half");
    insert("A-1");
    emulator.hideRows(
        TABLE, row -> row.get("u_key").equals("hidden") || row.get("sys_id").equals(half));
    TaskDriver driver = driver();
    driver.put(record(0, "hidden"), record(1, "half"), record(2, "A-1"), record(3, "A-2"));
    driver.drain();
    assertThat(driver.context.dead).hasSize(2);
    assertThat(error(driver, 0)).contains("1 row was found", "may not see it");
    assertThat(error(driver, 1)).contains("2 rows were found", "may not see 1 of them");
    assertThat(emulator.rows(TABLE)).hasSize(5);
    assertThat(emulator.rows(TABLE)).extracting(row -> row.get("u_seq")).contains("2", "3");
  }

  @Test
  void columnThatTheUserMayNotReadIsNoMatch() {
    insert("A-1");
    emulator.hideFields(TABLE, Set.of("u_key"));
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"));
    driver.drain();
    assertThat(error(driver, 0)).contains("may not read", "u_key");
    assertThat(sequences()).isEqualTo(Map.of("A-1", "-1"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unknownColumnFindsNoRow(boolean dictionary) {
    insert("A-1");
    if (!dictionary) {
      emulator.denyQueries("sys_dictionary");
    }
    TaskDriver driver = driver(Map.of("id.lookup.fields", "u_key,u_nowhere"));
    driver.put(record(0, 0, null, Map.of("u_key", "A-1", "u_nowhere", "x")));
    driver.drain();
    assertThat(error(driver, 0)).contains("'u_order' has no column u_nowhere", "any row");
    assertThat(sequences()).isEqualTo(Map.of("A-1", "-1"));
  }

  @Test
  void severalFieldsNameARowTogetherAndNumbersAreCompared() {
    emulator.insert(TABLE, Map.of("u_site", "HQ", "u_no", "7", "u_seq", "-1"));
    emulator.insert(TABLE, Map.of("u_site", "HQ", "u_no", "8", "u_seq", "-1"));
    TaskDriver driver = driver(Map.of("id.lookup.fields", "u_site,u_no"));
    driver.put(
        record(0, 0, null, Map.of("u_site", "hq", "u_no", 7.0, "u_seq", 0)),
        record(0, 1, null, Map.of("u_site", "HQ", "u_no", 8, "u_seq", 1)),
        record(0, 2, null, Map.of("u_site", "West", "u_no", 7, "u_seq", 2)));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE))
        .extracting(row -> row.get("u_seq"))
        .containsExactlyInAnyOrder("0", "1", "2");
  }

  @Test
  void rowThatIsGoneIsLookedUpAgainOnce() {
    String first = insert("A-1");
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"));
    driver.drain();
    emulator.delete(TABLE, first);
    String second = insert("A-1");
    driver.put(record(1, "A-1"));
    driver.drain();
    assertThat(emulator.row(TABLE, second)).containsEntry("u_seq", "1");
    emulator.delete(TABLE, second);
    driver.put(record(2, "A-1"));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(sequences()).isEqualTo(Map.of("A-1", "2"));
    assertThat(lookups()).hasSize(3);
  }

  @Test
  void foundRowsAreRememberedButNotForLongerThanConfigured() {
    insert("A-1");
    for (int i = 0; i < 2; i++) {
      TaskDriver driver = driver(i == 0 ? Map.of() : Map.of("id.lookup.cache.size", "0"));
      for (int offset = 0; offset < 3; offset++) {
        driver.put(record(offset, "A-1"));
        driver.drain();
      }
      assertThat(lookups()).hasSize(i == 0 ? 1 : 4);
    }
    String there = emulator.rows(TABLE).get(0).get("sys_id");
    TaskDriver driver = driver(Map.of("id.lookup.cache.ms", "0"));
    driver.put(record(0, "A-1"));
    driver.drain();
    emulator.update(TABLE, there, Map.of("u_key", "B-1"));
    driver.put(record(1, "A-1"));
    driver.drain();
    assertThat(sequences()).isEqualTo(Map.of("B-1", "0", "A-1", "1"));
  }

  @Test
  void rowThatWasMadeForTheValuesAndHasOthersNowIsLeftAlone() {
    TaskDriver driver = driver(Map.of("id.lookup.cache.size", "0"));
    driver.put(record(0, "A-1"));
    driver.drain();
    String made = emulator.rows(TABLE).get(0).get("sys_id");
    emulator.update(TABLE, made, Map.of("u_key", "B-1"));
    driver.put(record(1, "A-1"));
    driver.drain();
    assertThat(error(driver, 1)).contains("no row has the record's values", made);
    assertThat(sequences()).isEqualTo(Map.of("B-1", "0"));
  }

  @ParameterizedTest
  @EnumSource(DuplicateIds.class)
  void replayAfterAKillAndTwoTasksAtOnceMakeEachRowOnce(DuplicateIds duplicates) {
    emulator.switches().duplicateIds(duplicates);
    emulator.faults().fraction(0.1, Fault.latency(Duration.ofMillis(20)), table(TABLE));
    if (duplicates != DuplicateIds.FRESH_ID) {
      // Nobody ever knows the id of a second row that is made behind a lost answer.
      emulator.faults().fraction(0.05, Fault.cutAfterCommit(), writes());
    }
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      records.add(record(i, "K-" + i));
    }
    Map<String, String> settings = Map.of("servicenow.request.timeout.ms", "1000");
    TaskDriver one = driver(settings);
    TaskDriver other = driver(settings);
    one.put(records);
    other.put(records);
    one.drain();
    other.drain();
    TaskDriver replay = driver(settings);
    replay.put(records);
    replay.drain();
    assertThat(emulator.rows(TABLE)).hasSize(60);
    assertThat(sequences()).hasSize(60);
    for (TaskDriver driver : List.of(one, other, replay)) {
      assertThat(driver.context.dead).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void fiveHundredRowsWithDuplicatesAndFaultsEqualTheTopic(String api) {
    emulator.faults().fraction(0.05, Fault.latency(Duration.ofMillis(8)), table(TABLE));
    emulator.faults().fraction(0.03, Fault.cutAfterCommit(), writes().and(table(TABLE)));
    emulator.faults().fraction(0.03, Fault.cancelledButWritten(), writes().and(table(TABLE)));
    emulator.faults().fraction(0.03, Fault.truncatedResult(), method("GET").and(table(TABLE)));
    emulator.faults().fraction(0.03, Fault.tooManyRequestsWithoutHeaders(), table(TABLE));
    for (int i = 0; i < 500; i += 10) {
      insert("K-" + i);
      if (i % 100 == 0) {
        insert("K-" + i);
      }
    }
    TaskDriver driver = driver(Map.of("write.api", api, "servicenow.request.timeout.ms", "1000"));
    Random random = new Random(3);
    Map<String, String> expected = new TreeMap<>();
    List<SinkRecord> records = new ArrayList<>();
    for (int offset = 0; offset < 1500; offset++) {
      int row = offset < 500 ? offset : random.nextInt(500);
      boolean delete = offset >= 500 && random.nextInt(10) == 0;
      String key = "K-" + row;
      records.add(
          delete
              ? record(0, offset, Map.of("u_key", key), null)
              : record(0, offset, null, Map.of("u_key", key, "u_seq", offset)));
      if (row % 100 != 0 && delete) {
        expected.remove(key);
      } else if (row % 100 != 0) {
        expected.put(key, Integer.toString(offset));
      }
    }
    driver.putAll(records, 250);
    Map<String, String> rows = new TreeMap<>();
    emulator.rows(TABLE).stream()
        .filter(row -> !row.get("u_key").matches("K-\\d00|K-0"))
        .forEach(row -> assertThat(rows.put(row.get("u_key"), row.get("u_seq"))).isNull());
    assertThat(rows).isEqualTo(expected);
    assertThat(driver.context.dead)
        .isNotEmpty()
        .allSatisfy(dead -> assertThat(dead.error()).hasMessageContaining("more than one row has"));
    assertThat(emulator.requests().greatestConcurrency()).isLessThanOrEqualTo(8);
  }

  @Test
  void lookupsThatWaitTogetherAreOneQueryThatInstancesTake() {
    emulator.switches().longestUri(6_000);
    emulator.faults().next(1, gated(), RequestMatcher.queryContaining("u_key="));
    TaskDriver driver = driver(Map.of("write.api", "batch"));
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(record(i, "Kunde \u00fc^ %s %s".formatted("x".repeat(30), i)));
    }
    driver.put(records);
    await().until(reached::get);
    gate.countDown();
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).hasSize(300);
    assertThat(lookups()).hasSizeBetween(5, 30);
    assertThat(lookups()).allMatch(request -> request.status() == 200);
  }

  /** Databases fill columns of fixed length with blanks, and no query has those. */
  @ParameterizedTest
  @ValueSource(strings = {"NULL  ", "null ", " javascript:x"})
  void keyThatNoQueryCanAskForRefusesNoOther(String key) {
    TaskDriver driver = driver();
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(record(i, i == 20 ? key : "K-" + i));
    }
    driver.put(records);
    driver.drain();
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(dead -> assertThat(dead.record().kafkaOffset()).isEqualTo(20));
    assertThat(error(driver, 20)).contains("No query can ask");
    assertThat(sequences()).hasSize(39);
  }

  /** What is refused unasked says nothing of an instance that answers nobody. */
  @Test
  void recordsThatAreNeverAskedForGiveUpNoOther() {
    TaskDriver driver = driver(Map.of("write.max.server.errors", "3"));
    driver.put(record(0, "A-0"));
    driver.drain();
    AtomicBoolean down = new AtomicBoolean(true);
    emulator
        .faults()
        .always(Fault.unavailable(), table(TABLE).and(method("GET")).and(request -> down.get()));
    driver.put(record(1, "A-1"));
    for (int offset = 0; offset < 8; offset++) {
      int failed = lookups().size();
      driver.put(record(1, offset, null, Map.of("u_key", "x".repeat(7000), "u_seq", "1")));
      driver.drain(P1);
      await().until(() -> lookups().size() > failed);
    }
    down.set(false);
    driver.drain();
    assertThat(driver.context.dead).hasSize(8);
    assertThat(sequences()).isEqualTo(Map.of("A-0", "0", "A-1", "1"));
  }

  @Test
  void valueThatIsTooLongForAUrlIsRefusedAlone() {
    TaskDriver driver = driver();
    driver.put(record(0, "x".repeat(7000)), record(1, "A-1"));
    driver.drain();
    assertThat(error(driver, 0)).contains("too long");
    assertThat(sequences()).isEqualTo(Map.of("A-1", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"The requested query is too long", "Die Abfrage ist zu lang"})
  void instanceThatTakesShorterQueriesOnlyIsAskedInHalves(String detail) {
    emulator
        .faults()
        .always(
            Fault.error(400, "Pagination not supported", detail),
            request -> request.parameter("sysparm_query").length() > 60);
    TaskDriver driver = driver();
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(record(i, "KEY-00000000-" + i));
    }
    driver.put(records);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).hasSize(40);
  }

  @Test
  void revokedRecordThatWaitsForItsLookupIsNotWritten() {
    emulator.faults().always(gated(), RequestMatcher.queryContaining("u_key="));
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"), record(1, "A-2"));
    await().until(reached::get);
    Instant start = Instant.now();
    driver.revoke(P0);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
    gate.countDown();
    driver.put(record(1, 0, null, Map.of("u_key", "B-1", "u_seq", 0)));
    driver.drain(P1);
    assertThat(sequences()).isEqualTo(Map.of("B-1", "0"));
  }

  @Test
  void whoMayNotQueryWritesNothing() {
    insert("A-1");
    emulator.denyQueries(TABLE);
    TaskDriver driver = driver();
    driver.put(record(0, "A-1"));
    driver.drain();
    assertThat(error(driver, 0)).contains("could not look for its row", "status 403");
    assertThat(emulator.rows(TABLE)).hasSize(1);
  }

  @Test
  void wrongPasswordFailsTheTaskAfterFewRequests() {
    TaskDriver driver =
        driver(Map.of("servicenow.password", "wrong", "servicenow.retry.timeout.ms", "2000"));
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(record(i, "K-" + i));
    }
    // It may come as early as in the put.
    assertThatThrownBy(
            () -> {
              driver.put(records);
              driver.drain();
            })
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll("credentials were not accepted", "status 401");
    assertThat(emulator.requests().count()).isLessThanOrEqualTo(8);
  }

  @Test
  void olderRecordDoesNotOverwriteWhatSomebodyElseWroteSince() {
    String there = insert("A-1");
    TaskDriver driver = driver(Map.of("conflict.policy", "newest_wins"));
    driver.put(stamped(0, Instant.now().minusSeconds(60)));
    driver.drain();
    assertThat(emulator.row(TABLE, there)).containsEntry("u_seq", "-1");
    driver.put(stamped(1, Instant.now().plusSeconds(60)));
    driver.drain();
    assertThat(emulator.row(TABLE, there)).containsEntry("u_seq", "1");
  }

  @Test
  void recordThatServiceNowFailsAtAgainAndAgainIsRefused() {
    String there = insert("A-1");
    emulator
        .faults()
        .always(
            Fault.error(500, "Operation Failed", "x"),
            writes().and(request -> request.path().endsWith(there)));
    TaskDriver driver = driver(Map.of("write.max.server.errors", "3"));
    driver.put(record(0, "A-1"));
    for (int i = 0; driver.commit().get(P0) == 0; i++) {
      driver.put(record(1, i, null, Map.of("u_key", "B-" + i, "u_seq", i)));
      driver.drain(P1);
    }
    assertThat(error(driver, 0)).contains("write.max.server.errors", there);
  }

  private static SinkRecord stamped(long offset, Instant changed) {
    return new SinkRecord(
        "orders",
        0,
        null,
        null,
        null,
        Map.of("u_key", "A-1", "u_seq", offset),
        offset,
        changed.toEpochMilli(),
        TimestampType.CREATE_TIME);
  }

  private Fault gated() {
    return Fault.custom(
        "gate",
        (request, proceed) -> {
          reached.set(true);
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return proceed.get();
        });
  }
}
