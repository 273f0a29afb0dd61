/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.store.LateRow;
import io.snbridge.source.position.TablePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole source, over HTTP, against an emulated instance. */
@Timeout(60)
class ServiceNowSourceTaskTest {

  private static final RequestMatcher INCIDENTS = RequestMatcher.table("incident");

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("incident");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    table("incident");
    table("problem");
    config.put("servicenow.retry.max.backoff.ms", "20");
    config.put("schema.mode", "none");
    config.put("page.size", "10");
  }

  @Test
  void hiddenRowsInBlocksLargerThanAPageAreSteppedOver() throws Exception {
    insert("incident", 200);
    clock.advance(Duration.ofMinutes(1));
    List<String> ids = new ArrayList<>(new TreeMap<>(stamps()).keySet());
    Set<String> hidden = Set.copyOf(ids.subList(40, 120));
    instance.hideRows("incident", row -> hidden.contains(row.get("sys_id")));
    Map<String, String> visible = stamps();
    visible.keySet().removeAll(hidden);

    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(visible));
    // All in one second, and 40 % of them hidden again.
    clock.advance(Duration.ofSeconds(10));
    instance.updateAll("incident", row -> true, Map.of("priority", "2"));
    clock.advance(Duration.ofSeconds(10));
    Map<String, String> changed = stamps();
    changed.keySet().removeAll(hidden);
    connect.pollUntil(task, kafka -> kafka.stamps.equals(changed));
    task.stop();
    assertThat(connect.records).isEqualTo(240);
  }

  /** Twice in one URL it would have no room. */
  @Test
  void longQueryIsReadOnAfterARestart() throws Exception {
    insert("incident", 90);
    config.put("table.incident.query", "sys_idIN" + String.join(",", stamps().keySet()));
    instance.switches().longestUri(6_000);
    for (int start = 0; start < 3; start++) {
      clock.advance(Duration.ofMinutes(1));
      instance.updateAll("incident", row -> true, Map.of("priority", "P" + start));
      clock.advance(Duration.ofMinutes(1));
      connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    }
  }

  /** What is asked before the first row is not worth that no row is read. */
  @Test
  void tableThatIsTooMuchToSortByItsOwnIdIsRead() throws Exception {
    config.put("table.incident.id.field", "number");
    instance.switches().sortQuota(50);
    for (int i = 0; i < 400; i++) {
      instance.insert("incident", Map.of("number", "%x%07x".formatted(i % 16, i)));
    }
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> kafka.records == 400);
  }

  /** Its second is not over: the clock stands. */
  @Test
  void changeIsSentBeforeItHasSettled() throws Exception {
    config.put("name", "early");
    insert("incident", 3);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    connect.pollUntilRead(task, "incident");
    insert("incident", 2);
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    connect.pollUntil(task, kafka -> kafka.metric("incident", "early-rows-total").equals(2L));
    assertThat(connect.metric("incident", "early-waits-total")).isEqualTo(0L);
    clock.advance(Duration.ofMinutes(1));
    connect.pollUntilRead(task, "incident");
    task.stop();
    assertThat(connect.records).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"early", "wait"})
  void lateCommitsWithinSettleAreNotMissed(String mode) throws Exception {
    config.put("settle.mode", mode);
    config.put("settle.ms", "10000");
    insert("incident", 30);
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    LateRow late = instance.insertLate("incident", Map.of("number", "late"));
    clock.advance(Duration.ofSeconds(6));
    insert("incident", 3);
    clock.advance(Duration.ofSeconds(3));
    late.commit();
    clock.advance(Duration.ofSeconds(30));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.stamps).containsKey(late.sysId());
  }

  @Test
  void bulkChangesWhileTheSnapshotRunsArriveInTheirLastState() throws Exception {
    config.put("page.size", "50");
    insert("incident", 1000);
    AtomicBoolean stop = new AtomicBoolean();
    Thread life =
        new Thread(
            () -> {
              for (int round = 0; !stop.get(); round++) {
                clock.advance(Duration.ofSeconds(1));
                String digit = Integer.toHexString(round % 16);
                instance.updateAll(
                    "incident",
                    row -> row.get("sys_id").startsWith(digit),
                    Map.of("priority", "" + round));
                insert("incident", 2);
              }
            });
    ServiceNowSourceTask task = connect.start();
    life.start();
    connect.pollUntil(task, kafka -> kafka.records > 1500);
    stop.set(true);
    life.join();
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  @Test
  void restartAfterEveryPageOfSnapshotAndStreamLosesNothing() throws Exception {
    insert("incident", 150);
    clock.advance(Duration.ofMinutes(1));
    restartAtEveryPage();
    int snapshot = connect.records;

    clock.advance(Duration.ofSeconds(5));
    int updated =
        instance.updateAll(
            "incident", row -> row.get("sys_id").charAt(3) < '8', Map.of("priority", "1"));
    clock.advance(Duration.ofSeconds(3));
    insert("incident", 35);
    clock.advance(Duration.ofSeconds(10));
    restartAtEveryPage();

    assertThat(snapshot).isEqualTo(150);
    // New rows once more at most: a range that is resumed before the stream has begun has them,
    // too.
    assertThat(connect.records).isBetween(150 + updated + 35, 150 + updated + 2 * 35);
    assertThat(connect.stamps).isEqualTo(stamps());
  }

  private void restartAtEveryPage() throws InterruptedException {
    while (!connect.stamps.equals(stamps())) {
      ServiceNowSourceTask task = connect.start();
      List<SourceRecord> page = Connect.poll(task);
      assertThat(page).isNotNull();
      connect.deliver(task, page);
      task.stop();
    }
  }

  static Stream<Fault> poison() {
    return Stream.of(
        Fault.transactionCancelled(),
        Fault.truncatedResult(),
        Fault.malformedJson(),
        Fault.nullBody(),
        Fault.emptyBody(),
        Fault.hibernating(),
        Fault.loginPage(),
        Fault.dropped(),
        Fault.tooManyRequestsWithoutHeaders(),
        Fault.badGateway(),
        Fault.unavailable(),
        Fault.cutBeforeCommit(),
        Fault.cutInBody());
  }

  @ParameterizedTest
  @MethodSource("poison")
  void poisonedAnswersLoseNothing(Fault fault) throws Exception {
    insert("incident", 150);
    clock.advance(Duration.ofMinutes(1));
    instance.faults().fraction(0.3, fault, INCIDENTS);
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(5));
    instance.updateAll("incident", row -> true, Map.of("priority", "1"));
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(instance.faults().injected()).isPositive();
    assertThat(connect.records).isEqualTo(300);
  }

  @Test
  void pagesThatTakeTooLongGetSmallerAndGrowBack() throws Exception {
    config.put("page.size", "64");
    config.put("servicenow.max.concurrent.requests", "1");
    insert("incident", 3000);
    instance
        .faults()
        .next(
            4,
            Fault.transactionCancelled(),
            request ->
                INCIDENTS.matches(request)
                    && request.parameter("sysparm_fields").isEmpty()
                    && limit(request.parameter("sysparm_limit")) > 8);

    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));

    assertThat(
            instance.requests().toTable("incident").stream()
                .filter(request -> request.path().contains("/table/"))
                .filter(request -> request.parameter("sysparm_fields").isEmpty()))
        .extracting(request -> limit(request.parameter("sysparm_limit")))
        .contains(32, 16, 8)
        .endsWith(64)
        .doesNotContain(2);
  }

  @Test
  void stopWhileThrottledForAnHourTakesNoTime() throws Exception {
    insert("incident", 50);
    instance.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), INCIDENTS);
    ServiceNowSourceTask task = connect.start();
    assertThat(Connect.poll(task)).isNull();
    assertThat(instance.requests().toTable("incident")).isNotEmpty();

    assertThat(timeOf(task::stop)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void stopWhileAnswersAreSlowTakesNoTime() throws Exception {
    insert("incident", 50);
    instance.faults().always(Fault.noAnswer(Duration.ofMinutes(1)), INCIDENTS);
    ServiceNowSourceTask task = connect.start();
    assertThat(Connect.poll(task)).isNull();

    assertThat(timeOf(task::stop)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void stopLeavesNoThreadBehind() throws Exception {
    insert("incident", 500);
    ServiceNowSourceTask task = connect.start();
    connect.deliver(task, Connect.poll(task));
    assertThat(threads()).isNotEmpty();

    task.stop();
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  private List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("servicenow-"))
        .toList();
  }

  @Test
  void stopAfterAFailedStartIsHarmless() {
    connect.store(
        new TablePartition(instance.url().getHost(), "incident").stream(), Map.of("version", 7L));
    ServiceNowSourceTask task = connect.task();

    assertThatThrownBy(() -> task.start(config))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'version'");
    task.stop();
    new ServiceNowSourceTask().stop();
  }

  @Test
  void startThatFailsLeavesNothingOpenThoughNobodyStopsIt() {
    config.put("tables", "incident,problem");
    connect.store(
        new TablePartition(instance.url().getHost(), "problem").stream(), Map.of("version", 7L));
    instance.faults().always(Fault.latency(Duration.ofSeconds(20)), RequestMatcher.any());
    ServiceNowSourceTask task = connect.task();

    assertThatThrownBy(() -> task.start(config)).hasMessageContaining("'version'");
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  /** Connect acknowledges dropped records only with a transaction that has others. */
  @Test
  void snapshotWhoseRecordsWereAllDroppedGoesOverToItsStreamInTransactions() throws Exception {
    insert("incident", 15);
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    int dropped = 0;
    while (dropped < 15) {
      List<SourceRecord> page = Connect.poll(task);
      dropped += page == null ? 0 : page.size();
    }
    clock.advance(Duration.ofSeconds(5));
    insert("incident", 1);
    clock.advance(Duration.ofSeconds(10));

    // As without exactly-once: from another thread, while records may be on their way.
    Thread committer = new Thread(task::commit);
    committer.start();
    committer.join();
    assertThat(firstOf(task, 3)).as("the stream waits").isEmpty();
    task.commit();
    assertThat(firstOf(task, 10)).as("the stream").hasSize(1);
    task.stop();
  }

  /** The first page that one of so many polls gives, a second each. */
  private static List<SourceRecord> firstOf(ServiceNowSourceTask task, int polls)
      throws InterruptedException {
    List<SourceRecord> page = null;
    for (int poll = 0; page == null && poll < polls; poll++) {
      page = Connect.poll(task);
    }
    return page == null ? List.of() : page;
  }

  @Test
  void refusedTableFailsTheTaskAndIsNamedWhileOthersAreBusy() throws Exception {
    config.put("tables", "incident,problem");
    config.put("refused.timeout.ms", "300");
    insert("incident", 2000);
    instance.denyQueries("problem");
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'problem'")
        .hasMessageContaining("403");
    task.stop();
  }

  @Test
  void shorterRetryTimeoutBoundsRefusals() throws Exception {
    config.put("servicenow.retry.timeout.ms", "100");
    instance.denyQueries("incident");
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'incident'")
        .hasMessageContaining("403");
    task.stop();
  }

  @Test
  void rowThatAloneIsTooMuchIsNamedAndNotSkipped() throws Exception {
    config.put("refused.timeout.ms", "200");
    insert("incident", 40);
    clock.advance(Duration.ofMinutes(1));
    String large = instance.rows("incident").get(17).get("sys_id");
    instance
        .faults()
        .always(
            Fault.custom(
                "a row that takes longer than the time quota",
                (request, answer) -> {
                  Answer rows = answer.get();
                  return rows.body().text().contains(large)
                      ? Answer.error(
                          500, "Transaction cancelled: maximum execution time exceeded", "")
                      : rows;
                }),
            request -> INCIDENTS.matches(request) && request.parameter("sysparm_fields").isEmpty());
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("row " + large + " of table 'incident' alone")
        .hasMessageContaining("Transaction cancelled")
        .hasMessageContaining("Set 'fields'");
    task.stop();
    assertThat(connect.stamps).doesNotContainKey(large);

    instance.faults().clear();
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    assertThat(connect.records).isEqualTo(40);
  }

  @Test
  void rowWhoseJsonIsBrokenIsNamedAndNotSkipped() throws Exception {
    config.put("refused.timeout.ms", "200");
    insert("incident", 40);
    clock.advance(Duration.ofMinutes(1));
    String broken = instance.rows("incident").get(17).get("sys_id");
    instance
        .faults()
        .always(
            Fault.custom(
                "a value with an escape that JSON does not have",
                (request, answer) -> {
                  String rows = answer.get().body().text();
                  return Answer.json(200, rows.replace(broken + "\"", "\\q" + broken + "\""));
                }),
            pages());
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("row " + broken + " of table 'incident'")
        .hasMessageContaining("malformed or cut JSON");
    task.stop();
    assertThat(connect.stamps).doesNotContainKey(broken);

    instance.faults().clear();
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
  }

  /** Of pages, and of what is asked before the first of them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersThatAreNeverTheJsonExpectedFailTheTask(boolean pagesOnly) throws Exception {
    config.put("refused.timeout.ms", "200");
    insert("incident", 40);
    instance
        .faults()
        .always(
            Fault.answer(200, "application/json", "{\"message\":\"maintenance\"}"),
            pagesOnly ? pages() : INCIDENTS);
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'incident'")
        .hasMessageContaining("the body has no \"result\"");
    task.stop();
    assertThat(instance.requests().toTable("incident")).hasSizeLessThan(1000);
  }

  @Test
  void bodiesThatAreCutAgainAndAgainMakeSmallerPages() throws Exception {
    config.put("page.size", "64");
    insert("incident", 300);
    clock.advance(Duration.ofMinutes(1));
    instance
        .faults()
        .always(
            Fault.cutInBody(),
            request -> pages().matches(request) && limit(request.parameter("sysparm_limit")) > 20);

    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
  }

  @Test
  void valuesThatAreNoTextArriveAsTheirJson() throws Exception {
    insert("incident", 3);
    instance
        .faults()
        .always(
            Fault.custom(
                "a byte order mark and a list",
                (request, answer) ->
                    Answer.json(
                        200,
                        "\ufeff"
                            + answer
                                .get()
                                .body()
                                .text()
                                .replace("\"number\":", "\"x\":[],\"number\":"))),
            pages());

    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
  }

  /** Of rows that are read, not probed. */
  private static RequestMatcher pages() {
    return request ->
        INCIDENTS.matches(request)
            && request.path().contains("/table/")
            && request.parameter("sysparm_fields").isEmpty();
  }

  /** A snapshot, a backlog in the stream, and a count that no page gets along with its rows. */
  @Test
  void tableThatIsTooMuchToCountAndToSortIsRead() throws Exception {
    // Looks between the windows are not counted here.
    config.put("settle.mode", "wait");
    config.put("page.size", "100");
    instance.switches().countQuota(300).sortQuota(500);
    insert("incident", 8_000);
    clock.advance(Duration.ofMinutes(1));
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    int snapshot = instance.requests().toTable("incident").size();
    for (int i = 0; i < 256; i++) {
      clock.advance(Duration.ofMinutes(i % 16 == 0 ? 300 : 1));
      String digits = "%02x".formatted(i);
      instance.updateAll(
          "incident", row -> row.get("sys_id").startsWith(digits), Map.of("priority", digits));
    }
    clock.advance(Duration.ofSeconds(10));

    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));

    assertThat(snapshot).as("requests of 80 pages").isLessThan(250);
    // Without a count, each part of a backlog may hide rows, and is looked at once more.
    assertThat(instance.requests().toTable("incident").size() - snapshot).isLessThan(900);
  }

  /** Which would scan the whole table, where no index has the stamps. */
  @Test
  void rowOfTheOtherSeasonIsNotWorthAStop() throws Exception {
    insert("incident", 30);
    instance
        .faults()
        .always(
            Fault.transactionCancelled(),
            request -> {
              String query = request.parameter("sysparm_query");
              return query != null
                  && query.startsWith("sys_updated_on>=")
                  && !query.contains("ORDERBY");
            });
    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
    assertThat(instance.faults().injected()).isPositive();
  }

  @Test
  void secondThatIsTooMuchToSortFailsTheTaskWithItsQuery() throws Exception {
    config.put("refused.timeout.ms", "200");
    config.put("snapshot.mode", "latest");
    ServiceNowSourceTask task = connect.start();
    assertThat(Connect.poll(task)).isNull();
    instance.switches().sortQuota(500);
    clock.advance(Duration.ofHours(1));
    insert("incident", 600);
    clock.advance(Duration.ofSeconds(10));

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'incident'")
        .hasMessageContaining("Transaction cancelled")
        .hasMessageContaining("^ORDERBYsys_updated_on^ORDERBYsys_id");
    task.stop();
    assertThat(instance.requests().toTable("incident")).hasSizeLessThan(150);
  }

  @Test
  void wrongPasswordFailsTheTask() {
    config.put("servicenow.password", "wrong");
    config.put("refused.timeout.ms", "1000");
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("401")
        .hasMessageNotContaining("wrong");
    task.stop();
  }

  @Test
  void slowTableHoldsUpNoOther() throws Exception {
    config.put("tables", "incident,problem");
    config.put("snapshot.parallelism", "2");
    insert("incident", 100);
    insert("problem", 100);
    instance
        .faults()
        .always(Fault.noAnswer(Duration.ofMinutes(1)), RequestMatcher.table("problem"));

    connect.runUntil(kafka -> kafka.stamps.equals(stamps()));
  }

  /** Its pages are asked for again and again, and have no bytes meanwhile. */
  @Test
  void tableWhosePagesFailKeepsNoOtherFromBeingRead() throws Exception {
    config.put("tables", "incident,problem");
    config.put("max.pending.bytes", "1");
    insert("incident", 20);
    insert("problem", 20);
    RequestMatcher pages =
        request ->
            RequestMatcher.table("problem").matches(request)
                && request.parameter("sysparm_fields").isEmpty();
    instance.faults().always(Fault.answer(503, "text/html", "<html>busy</html>"), pages);

    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 20);
    instance.faults().clear();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  @Test
  void unknownTimestampFieldFailsInsteadOfReadingEverything() {
    config.put("refused.timeout.ms", "100");
    config.put("table.incident.timestamp.field", "u_nope");
    config.put("snapshot.mode", "latest");
    insert("incident", 5);
    ServiceNowSourceTask task = connect.start();
    clock.advance(Duration.ofSeconds(5));

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("u_nope");
    task.stop();
  }

  @Test
  void instanceThatOrdersBranchesOneByOneLosesNothing() throws Exception {
    instance.switches().orderEachBranchOnItsOwn(true);
    insert("incident", 100);
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    clock.advance(Duration.ofSeconds(5));
    instance.updateAll("incident", row -> true, Map.of("priority", "1"));
    clock.advance(Duration.ofSeconds(1));
    insert("incident", 50);
    clock.advance(Duration.ofSeconds(10));

    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
  }

  @Test
  void queryWithBranchesFailsWhereTheyAreOrderedOneByOne() {
    instance.switches().orderEachBranchOnItsOwn(true);
    config.put("table.incident.query", "priority=1^NQpriority=2");
    insert("incident", 100);
    ServiceNowSourceTask task = connect.start();

    assertThatThrownBy(() -> connect.pollUntil(task, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'incident'")
        .hasMessageContaining("^NQ");
    task.stop();
  }

  private void table(String name) {
    instance.table(
        name,
        ColumnDefinition.col("number", "string"),
        ColumnDefinition.col("priority", "integer"));
  }

  private void insert(String table, int rows) {
    List<Map<String, String>> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add(Map.of("number", "N" + i));
    }
    instance.insertAll(table, values);
  }

  private Map<String, String> stamps() {
    Map<String, String> stamps = new HashMap<>();
    instance
        .rows("incident")
        .forEach(row -> stamps.put(row.get("sys_id"), row.get("sys_updated_on")));
    return stamps;
  }

  private static int limit(String parameter) {
    return parameter.isEmpty() ? 0 : Integer.parseInt(parameter);
  }

  private static Duration timeOf(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
