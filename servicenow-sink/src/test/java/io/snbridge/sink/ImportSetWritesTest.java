/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.queryContaining;
import static io.snbridge.emulator.StagingTable.staging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.StagingTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code write.api=import_set}. */
class ImportSetWritesTest {

  private static final String STAGING = "imp_user";
  private static final String TARGET = "u_user";
  private static final String PATH = "/api/now/import/" + STAGING;
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final RequestMatcher IMPORTS = path(PATH);
  private static final Map<String, String> COALESCE = Map.of("import.set.coalesce", "true");
  private static final Map<String, String> BY_RECORD_ID =
      Map.of("import.set.record.id.field", "u_record_id");

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  ImportSetWritesTest() {
    emulator.table(
        TARGET, ColumnDefinition.col("u_key", "string"), ColumnDefinition.col("u_seq", "integer"));
    emulator.stagingTable(table().map("Users", TARGET, "u_key"));
  }

  private static StagingTable table() {
    return staging(STAGING, "u_key", "u_seq", "u_record_id");
  }

  private void withoutCoalesce() {
    emulator.stagingTable(table().map("Users", TARGET));
  }

  private TaskDriver driver(Map<String, String> settings) {
    return driver(true, settings);
  }

  private TaskDriver driver(boolean reporter, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("write.api", "import_set");
    all.put("topic.table.map", "orders:" + STAGING);
    all.putIfAbsent("behavior.on.null.values", "ignore");
    all.putIfAbsent("servicenow.request.timeout.ms", "900");
    return bed.add(new TaskDriver(emulator, reporter, all).assign(P0));
  }

  private static SinkRecord record(long offset, String key, Object value) {
    return new SinkRecord("orders", 0, null, key, null, value, offset);
  }

  /** So many records of so many keys. */
  private static List<SinkRecord> records(int count, int keys) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                record(
                    i,
                    "k" + i % keys,
                    Map.of("u_key", "k" + i % keys, "u_seq", i, "sys_id", "0".repeat(32))))
        .toList();
  }

  private static Map<String, String> lastOfEach(Collection<SinkRecord> records) {
    Map<String, String> last = new TreeMap<>();
    records.forEach(
        record ->
            last.put((String) record.key(), ((Map<?, ?>) record.value()).get("u_seq").toString()));
    return last;
  }

  private Map<String, String> target() {
    return emulator.rows(TARGET).stream()
        .collect(Collectors.toMap(row -> row.get("u_key"), row -> row.get("u_seq")));
  }

  private static void put(TaskDriver driver, List<SinkRecord> records) {
    driver.putAll(records, 50);
  }

  private void faults(double part) {
    Stream.of(
            Fault.cancelledButWritten(),
            Fault.transactionCancelled(),
            Fault.cutAfterCommit(),
            Fault.cutBeforeCommit(),
            Fault.cutInBody(),
            Fault.tooManyRequestsWithoutHeaders(),
            Fault.badGateway(),
            Fault.hibernating())
        .forEach(fault -> emulator.faults().fraction(part, fault, IMPORTS.and(method("POST"))));
  }

  /** Not in a batch, whose answer comes when all of its items have ended. */
  private void lateOnes() {
    emulator
        .faults()
        .fraction(
            0.02, Fault.cutAndWrittenLater(Duration.ofMillis(100)), IMPORTS.and(method("POST")));
    emulator.faults().next(2, Fault.noAnswerButWritten(Duration.ofSeconds(2)), IMPORTS);
  }

  private static String error(TaskDriver driver, int number) {
    return driver.context.dead.get(number).error().getMessage();
  }

  /** Together with others', and alone. */
  @Test
  void recordWhoseStagingRowCannotBeLookedForIsGivenUpWhileOthersAreImported() {
    withoutCoalesce();
    AtomicReference<String> first = new AtomicReference<>("");
    emulator
        .faults()
        .always(
            Fault.error(500, "Operation Failed", "a display rule is broken"),
            method("GET")
                .and(RequestMatcher.table(STAGING))
                .and(queryContaining("u_record_idIN"))
                .and(
                    request -> {
                      String ids = request.parameter("sysparm_query").split("IN", 2)[1];
                      first.compareAndSet("", ids.substring(0, 32));
                      return ids.contains(first.get());
                    }));
    Map<String, String> settings = new HashMap<>(BY_RECORD_ID);
    settings.put("write.max.server.errors", "3");
    TopicPartition others = new TopicPartition("orders", 1);
    TaskDriver driver = driver(settings).assign(P0, others);
    driver.put(record(0, "ill", Map.of("u_key", "ill", "u_seq", 0)));
    await().until(() -> !first.get().isEmpty());
    int imported = 0;
    while (driver.commit().get(P0) == 0 && imported < 500) {
      Map<String, Object> value = Map.of("u_key", "k" + imported, "u_seq", imported);
      driver.put(new SinkRecord("orders", 1, null, "k", null, value, imported++));
      driver.drain(others);
    }
    assertThat(driver.context.dead).hasSize(1);
    assertThat(error(driver, 0))
        .contains("offset 0", "write.max.server.errors", "could not be read")
        .doesNotContain("may have");
    assertThat(target()).hasSize(imported).doesNotContainKey("ill");
  }

  /** The staging row of the first record cannot be read once it is sent; gives the record's id. */
  private AtomicReference<String> stagingRowOfTheFirstIsNotRead() {
    Pattern recordId = Pattern.compile("\"u_record_id\":\"([^\"]+)\"");
    AtomicReference<String> first = new AtomicReference<>("");
    emulator
        .faults()
        .always(
            Fault.latency(Duration.ZERO),
            method("POST")
                .and(
                    sent -> {
                      Matcher found = recordId.matcher(sent.body());
                      if (found.find()) {
                        first.compareAndSet("", found.group(1));
                      }
                      return false;
                    }));
    emulator
        .faults()
        .always(
            Fault.error(500, "Operation Failed", "a display rule is broken"),
            method("GET")
                .and(RequestMatcher.table(STAGING))
                .and(
                    read ->
                        !first.get().isEmpty()
                            && read.parameter("sysparm_query").contains(first.get())));
    return first;
  }

  /** Imports others until the first record of a partition has ended. */
  private static int importOthersUntilTheFirstHasEnded(TaskDriver driver, TopicPartition others) {
    int imported = 0;
    while (driver.commit().get(P0) == 0 && imported < 500) {
      importAnother(driver, others, imported++);
    }
    return imported;
  }

  private static void importAnother(TaskDriver driver, TopicPartition others, int number) {
    Map<String, Object> value = Map.of("u_key", "other" + number, "u_seq", number);
    driver.put(
        new SinkRecord("orders", others.partition(), null, "other" + number, null, value, number));
    driver.drain(others);
  }

  @Test
  void importThatIsKnownToBeDoneIsDoneThoughItsStagingRowCannotBeRead() {
    withoutCoalesce();
    AtomicReference<String> first = stagingRowOfTheFirstIsNotRead();
    Map<String, String> settings = new HashMap<>(BY_RECORD_ID);
    settings.put("write.max.server.errors", "3");
    TopicPartition others = new TopicPartition("orders", 1);
    TaskDriver driver = driver(settings).assign(P0, others);
    driver.put(records(1, 1));
    await().until(() -> !first.get().isEmpty());
    int imported = importOthersUntilTheFirstHasEnded(driver, others);
    assertThat(driver.commit()).containsEntry(P0, 1L);
    assertThat(driver.context.dead).isEmpty();
    assertThat(target()).hasSize(imported + 1).containsEntry("k0", "0");
  }

  /** Because it cannot be read, or because the time is over. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void loadedRowIsNotTransformedBehindItsRowsNextOne(boolean timeIsOver) {
    Duration late = Duration.ofSeconds(3);
    StagingTable loaded = table().byColumnNames().map("Users", TARGET, "u_key");
    emulator.stagingTable(loaded.transformedAfter(late));
    Map<String, String> settings = new HashMap<>(MULTIPLE);
    settings.put("servicenow.request.timeout.ms", "5000");
    settings.put("write.max.server.errors", "3");
    if (timeIsOver) {
      settings.put("servicenow.retry.timeout.ms", "300");
    }
    TopicPartition others = new TopicPartition("orders", 1);
    TaskDriver driver = driver(settings).assign(P0, others);
    AtomicReference<String> first =
        timeIsOver ? new AtomicReference<>("") : stagingRowOfTheFirstIsNotRead();
    driver.put(records(2, 1));
    await().until(() -> emulator.count(STAGING) == 1);
    Instant due = Instant.now().plus(late);
    emulator.stagingTable(loaded.transformedAfter(Duration.ZERO));
    int imported = 0;
    if (timeIsOver) {
      await().until(() -> !driver.commit().get(P0).equals(0L));
    } else {
      imported = importOthersUntilTheFirstHasEnded(driver, others);
      assertThat(first.get()).isNotEmpty();
    }
    assertThat(driver.context.dead).hasSize(1);
    assertThat(driver.context.dead.get(0).error()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(error(driver, 0)).contains("offset 0", "was loaded");
    driver.drain();
    // The emulator transforms what is due when it is asked for something.
    do {
      importAnother(driver, others, imported++);
      assertThat(target()).containsEntry("k0", "1");
    } while (Instant.now().isBefore(due.plusMillis(500)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void coalescingMapsEndUpEqualToTheTopicThoughAnswersAreLost(boolean batched) {
    faults(0.02);
    if (!batched) {
      lateOnes();
    }
    Map<String, String> settings = new HashMap<>(COALESCE);
    settings.put("batch.requests", Boolean.toString(batched));
    TaskDriver driver = driver(settings);
    List<SinkRecord> records = records(600, 60);
    put(driver, records);

    assertThat(driver.context.dead).isEmpty();
    assertThat(target()).isEqualTo(lastOfEach(records));
    assertThat(emulator.faults().injected()).isGreaterThan(30);
  }

  @Test
  void lostImportThatRunsLaterDoesNotUndoTheRowsNextOne() {
    Duration late = Duration.ofMillis(500);
    emulator.faults().next(1, Fault.cutAndWrittenLater(late), IMPORTS.and(method("POST")));

    put(driver(COALESCE), records(2, 1));

    await().during(late).untilAsserted(() -> assertThat(target()).isEqualTo(Map.of("k0", "1")));
  }

  /** Not to be found, because no staging row is shown, or because it cannot be read. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void importThatMayStillRunIsWaitedForWhenWhatBecameOfItIsNotFound(boolean refused) {
    withoutCoalesce();
    Duration late = Duration.ofMillis(600);
    List<Integer> thereAtPost = new CopyOnWriteArrayList<>();
    emulator.faults().next(1, Fault.cutAndWrittenLater(late), IMPORTS.and(method("POST")));
    emulator
        .faults()
        .always(
            Fault.latency(Duration.ZERO),
            IMPORTS.and(method("POST")).and(sent -> thereAtPost.add(emulator.count(TARGET))));
    if (refused) {
      emulator
          .faults()
          .next(
              1,
              Fault.error(403, "Operation Failed", "ACL Exception Read Failed"),
              method("GET").and(RequestMatcher.table(STAGING)).and(sent -> !thereAtPost.isEmpty()));
    } else {
      emulator.hideRows(STAGING, row -> true);
    }
    TaskDriver driver = driver(BY_RECORD_ID);
    driver.put(records(2, 1));
    await().atMost(Duration.ofSeconds(10)).until(() -> emulator.count(TARGET) == 2);
    assertThat(thereAtPost).containsExactly(0, 1);
  }

  @Test
  void recordIsImportedOnceThoughAnswersAreLostAndRecordsAreDeliveredAgain() {
    withoutCoalesce();
    // Before a row was seen, a lost one cannot be told from one that is hidden.
    put(driver(BY_RECORD_ID), records(1, 1));
    faults(0.02);
    lateOnes();
    List<SinkRecord> records = records(400, 400);
    TaskDriver first = driver(BY_RECORD_ID);
    put(first, records.subList(0, 1));
    put(first, records.subList(1, 300));
    bed.end(first);
    TaskDriver second = driver(BY_RECORD_ID);
    put(second, records);

    assertThat(first.context.dead).isEmpty();
    assertThat(second.context.dead).isEmpty();
    // Collectors.toMap would fail for a key that is there twice.
    assertThat(target()).isEqualTo(lastOfEach(records));
    assertThat(emulator.rows(STAGING)).hasSize(400);
  }

  @Test
  void recordsOfATopicThatWasCreatedAgainAreImported() {
    withoutCoalesce();
    put(driver(BY_RECORD_ID), at(1_700_000_000_000L, "before"));
    put(driver(BY_RECORD_ID), at(1_700_000_000_000L, "before"));
    assertThat(target()).isEqualTo(Map.of("before", "0"));

    put(driver(BY_RECORD_ID), at(1_800_000_000_000L, "after"));
    assertThat(target()).isEqualTo(Map.of("before", "0", "after", "0"));
  }

  private static List<SinkRecord> at(long timestamp, String key) {
    return List.of(
        new SinkRecord(
            "orders",
            0,
            null,
            key,
            null,
            Map.of("u_key", key, "u_seq", "0"),
            0,
            timestamp,
            TimestampType.CREATE_TIME));
  }

  static Stream<Fault> lost() {
    return Stream.of(
        Fault.cancelledButWritten(),
        Fault.cutAfterCommit(),
        Fault.cutBeforeCommit(),
        Fault.noAnswerButWritten(Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @MethodSource("lost")
  void unknownOutcomeIsRefusedAndNotSentAgainWhereNothingTells(Fault fault) {
    withoutCoalesce();
    emulator.faults().next(1, fault, IMPORTS);
    TaskDriver driver = driver(Map.of());
    put(driver, records(1, 1));

    assertThat(error(driver, 0))
        .contains("import of imp_user may have been done", "not sent again", "correlation id");
    assertThat(driver.context.dead.get(0).error()).isInstanceOf(OutcomeUnknownException.class);
    // One that hangs is in the log when it has ended.
    await()
        .untilAsserted(
            () ->
                assertThat(emulator.requests().matching(request -> request.table().equals(STAGING)))
                    .hasSize(1));
  }

  @Test
  void throttledImportIsSentAgain() {
    withoutCoalesce();
    emulator.faults().next(3, Fault.tooManyRequestsWithoutHeaders(), IMPORTS);
    TaskDriver driver = driver(Map.of());
    put(driver, records(20, 20));
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.count(TARGET)).isEqualTo(20);
  }

  @Test
  void errorInsideA201GoesToTheDeadLettersWithWhatServiceNowSays() {
    emulator.refuseWrites(TARGET, row -> "3".equals(row.get("u_seq")), "Data Policy Exception");
    TaskDriver driver = driver(COALESCE);
    put(driver, records(6, 6));

    assertThat(driver.context.dead).hasSize(1);
    assertThat(driver.context.dead.get(0).record().kafkaOffset()).isEqualTo(3);
    assertThat(error(driver, 0))
        .contains(
            "Data Policy Exception",
            "error by transform map 'Users' to u_user, import set ISET",
            "status 201",
            "correlation id");
    assertThat(emulator.count(TARGET)).isEqualTo(5);
  }

  @Test
  void errorOfOneOfSeveralMapsRefusesAndSaysWhich() {
    emulator.table("u_other", ColumnDefinition.col("u_key", "string"));
    emulator.refuseWrites("u_other", row -> true, "No licence");
    emulator.stagingTable(table().map("Users", TARGET, "u_key").map("Others", "u_other", "u_key"));
    TaskDriver driver = driver(COALESCE);
    put(driver, records(1, 1));
    assertThat(error(driver, 0)).contains("No licence", "transform map 'Others' to u_other");
    assertThat(emulator.count(TARGET)).isEqualTo(1);
  }

  @Test
  void rowThatAScriptIgnoresIsRefusedAndOneThatChangesNothingIsDone() {
    emulator.stagingTable(
        table().map("Users", TARGET, "u_key").ignoring(row -> "k1".equals(row.get("u_key"))));
    TaskDriver driver = driver(COALESCE);
    put(driver, records(2, 2));
    assertThat(driver.context.dead).hasSize(1);
    assertThat(error(driver, 0))
        .contains("Row transform ignored by onBefore script", "Target record not found");

    TaskDriver again = driver(COALESCE);
    put(again, records(1, 1));
    assertThat(again.context.dead).isEmpty();
    assertThat(emulator.rows(STAGING))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("sys_import_state_comment", "No field values changed"));
  }

  @Test
  void emptyAnswerIsRefusedUnlessTheStagingRowTells() {
    emulator.stagingTable(table().map("Users", TARGET, "u_key").hidingResults());
    TaskDriver blind = driver(COALESCE);
    put(blind, records(1, 1));
    assertThat(error(blind, 0))
        .contains("may have been done", "KB3047115", "import.set.record.id.field");

    Map<String, String> both = new HashMap<>(COALESCE);
    both.putAll(BY_RECORD_ID);
    emulator.refuseWrites(TARGET, row -> "2".equals(row.get("u_seq")), "Data Policy Exception");
    TaskDriver seeing = driver(both);
    put(seeing, records(3, 3));
    assertThat(seeing.context.dead).hasSize(1);
    assertThat(error(seeing, 0)).contains("Data Policy Exception", "staging row", "transform map");
    assertThat(emulator.count(TARGET)).isEqualTo(2);
  }

  @Test
  void columnThatTheStagingTableDoesNotHaveFailsTheTaskBeforeASecondRowIsSent() {
    withoutCoalesce();
    TaskDriver driver = driver(Map.of("import.set.record.id.field", "u_nosuch"));
    failsWith(driver, "imp_user", "u_nosuch");
    assertThat(emulator.count(TARGET)).isEqualTo(1);
  }

  @Test
  void stagingTableThatShowsNoRowFailsTheTaskBeforeASecondRowIsSent() {
    withoutCoalesce();
    emulator.hideRows(STAGING, row -> true);
    failsWith(driver(BY_RECORD_ID), "imp_user", "u_record_id");
    assertThat(emulator.count(TARGET)).isEqualTo(1);
  }

  @Test
  void lostImportBehindAnUnreadableStagingTableIsNeverSentAgain() {
    withoutCoalesce();
    emulator.hideRows(STAGING, row -> true);
    emulator.faults().next(1, Fault.cancelledButWritten(), IMPORTS.and(method("POST")));
    TaskDriver driver = driver(BY_RECORD_ID);
    put(driver, records(1, 1));
    assertThat(error(driver, 0)).contains("may have been done", "no staging row can be seen");
    assertThat(driver.context.dead.get(0).error()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(emulator.count(TARGET)).isEqualTo(1);
  }

  private void failsWith(TaskDriver driver, String... words) {
    driver.put(records(1, 1));
    assertThatThrownBy(
            () ->
                await()
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptionsMatching(e -> !(e instanceof ConnectException))
                    .until(
                        () -> {
                          driver.put();
                          return false;
                        }))
        .isInstanceOf(ConnectException.class)
        .message()
        .contains(words)
        .contains("import.set.record.id.field");
    assertThat(driver.commit()).containsEntry(P0, 0L);
  }

  @Test
  void recordThatServiceNowFailsAtAgainAndAgainIsRefusedAndTheOthersGoOn() {
    emulator
        .faults()
        .always(
            Fault.error(500, "Operation Failed", "java.lang.Exception"),
            IMPORTS.and(request -> request.body().contains("\"u_key\":\"k7\"")));
    Map<String, String> settings = new HashMap<>(COALESCE);
    settings.put("write.max.server.errors", "3");
    TaskDriver driver = driver(settings);
    put(driver, records(300, 300));
    assertThat(driver.context.dead).hasSize(1);
    assertThat(error(driver, 0)).contains("write.max.server.errors", "may have been imported");
    assertThat(emulator.count(TARGET)).isEqualTo(299);
  }

  @Test
  void deletesAreRefusedAndNullValuesFollowTheirPolicy() {
    TaskDriver driver = driver(Map.of("value.operation.path", "op", "value.payload.path", "after"));
    driver.put(
        record(0, "a", Map.of("op", "c", "after", Map.of("u_key", "a"))),
        record(1, "a", Map.of("op", "d", "before", Map.of("u_key", "a"))),
        record(2, "b", null));
    driver.drain();
    assertThat(driver.context.dead).hasSize(1);
    assertThat(error(driver, 0)).contains("write.api=import_set cannot");

    TaskDriver strict = driver(Map.of("behavior.on.null.values", "fail"));
    strict.put(record(0, "b", null));
    strict.drain();
    assertThat(error(strict, 0)).contains("behavior.on.null.values=ignore");
  }

  @Test
  void valuesAreStringsAndTheStagingRowGetsNoSysIdOfTheRecord() {
    TaskDriver driver = driver(Map.of());
    driver.put(
        record(0, null, Map.of("u_key", true, "u_seq", 7, "sys_id", "a".repeat(32))),
        record(1, null, Map.of("u_key", "other", "u_seq", 8)));
    driver.drain();
    assertThat(target()).isEqualTo(Map.of("true", "7", "other", "8"));
    Set<String> bodies =
        emulator.requests().matching(request -> request.table().equals(STAGING)).stream()
            .map(request -> request.body())
            .collect(Collectors.toSet());
    assertThat(bodies).noneMatch(body -> body.contains("sys_id"));
    assertThat(bodies).anyMatch(body -> body.contains("\"u_seq\":\"7\""));
  }

  private static final Map<String, String> MULTIPLE =
      Map.of(
          "import.set.insert.multiple", "true",
          "import.set.record.id.field", "u_record_id");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsThatAreLoadedTogetherAndTransformedLaterEndUpEqualToTheTopic(boolean coalesces) {
    StagingTable later = table().byColumnNames().transformedAfter(Duration.ofMillis(150));
    emulator.stagingTable(
        coalesces ? later.map("Users", TARGET, "u_key") : later.map("Users", TARGET));
    Map<String, String> settings = new HashMap<>(MULTIPLE);
    settings.put("import.set.coalesce", Boolean.toString(coalesces));
    List<SinkRecord> records = records(400, coalesces ? 100 : 400);
    TaskDriver first = driver(settings);
    put(first, records.subList(0, 1));
    faults(0.03);
    put(first, records.subList(1, 300));
    bed.end(first);
    TaskDriver second = driver(settings);
    put(second, records);

    assertThat(first.context.dead).isEmpty();
    assertThat(second.context.dead).isEmpty();
    assertThat(target()).isEqualTo(lastOfEach(records));
    assertThat(emulator.requests().matching(request -> request.path().endsWith("/insertMultiple")))
        .anySatisfy(
            request -> assertThat(request.body().split("u_record_id")).hasSizeGreaterThan(10));
  }

  @Test
  void rowOfManyThatIsNotTransformedIsRefusedAloneWithItsStagingRow() {
    emulator.stagingTable(
        table()
            .map("Users", TARGET, "u_key")
            .byColumnNames()
            .transformedAfter(Duration.ofMillis(50)));
    emulator.refuseWrites(TARGET, row -> "13".equals(row.get("u_seq")), "Data Policy Exception");
    TaskDriver driver = driver(MULTIPLE);
    put(driver, records(100, 100));
    assertThat(driver.context.dead).hasSize(1);
    assertThat(driver.context.dead.get(0).record().kafkaOffset()).isEqualTo(13);
    assertThat(error(driver, 0))
        .contains("Data Policy Exception", "transform map 'Users'", "staging row", "import set");
    assertThat(emulator.count(TARGET)).isEqualTo(99);
  }

  @Test
  void instanceThatTakesNamesForLabelsFailsTheTaskAndIsTold() {
    emulator.stagingTable(table().map("Users", TARGET, "u_key"));
    failsWith(driver(MULTIPLE), "sys_rest_insert_multiple", "column name");
  }

  @Test
  void manyImportsGoInOneRequest() {
    TaskDriver driver =
        driver(Map.of("batch.requests", "true", "linger.ms", "50", "import.set.coalesce", "true"));
    put(driver, records(400, 400));
    assertThat(emulator.count(TARGET)).isEqualTo(400);
    assertThat(emulator.requests().matching(request -> !request.session().equals("batch")))
        .hasSizeLessThan(60);
  }
}
