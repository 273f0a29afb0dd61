/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a task asks of the instance before it has read its first window. */
@Timeout(60)
class RestartRequestsTest {

  @RegisterExtension
  final SourceTestBed bed =
      SourceTestBed.at(EmulatorClock.manual(Instant.now().minus(Duration.ofHours(1))), "u_job");

  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    instance.defineTable(table("u_base", col("u_rank", "integer")));
    for (String name : List.of("u_job", "u_case", "u_order")) {
      instance.defineTable(table(name).extending("u_base"));
      for (int i = 0; i < 60; i++) {
        instance.insert(name, Map.of("u_rank", "" + i));
      }
    }
    // A second later, so that no row is of the window that follows the snapshot.
    clock.run(Duration.ZERO);
    config.put("poll.interval.ms", "600000");
  }

  @Test
  void restartWithoutAChangeSinceTheSnapshotAsksThreeTimesAtMost() throws Exception {
    connect.runUntil(kafka -> kafka.records == 60);

    assertThat(requestsOfARestart()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void restartInTheStreamAsksThreeTimesAtMost() throws Exception {
    config.put("poll.interval.ms", "20");
    config.put("settle.ms", "0");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 60);
    instance.insert("u_job", Map.of("u_rank", "7"));
    connect.pollUntil(task, kafka -> kafka.records == 61);
    task.stop();
    config.put("poll.interval.ms", "600000");

    assertThat(requestsOfARestart()).hasSizeLessThanOrEqualTo(3);
  }

  /** The classes in which rows may be deleted can change at any time. */
  @Test
  void restartWithDeletesAsksForClassesAndDeletesBesides() throws Exception {
    config.put("deletes", "tombstone");
    config.put("deletes.settle.ms", "0");
    connect.runUntil(kafka -> kafka.records == 60);

    List<RecordedRequest> asked = requestsOfARestart();
    assertThat(asked).hasSizeLessThanOrEqualTo(4);
    assertThat(asked).extracting(RecordedRequest::table).contains("sys_audit_delete");
  }

  @Test
  void whatIsTheSameForAllTablesOfATaskIsAskedOnce() throws Exception {
    config.put("tables", "u_job,u_case,u_order");
    config.put("deletes", "tombstone");
    config.put("page.size", "10");
    config.put("poll.interval.ms", "20");
    config.put("settle.ms", "0");
    // Only windows need to know the order.
    config.put("settle.mode", "wait");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 180);
    for (String table : List.of("u_job", "u_case", "u_order")) {
      instance.updateAll(table, row -> true, Map.of("u_rank", "7"));
    }
    connect.pollUntil(task, kafka -> kafka.records == 360);
    task.stop();

    assertThat(asked("sys_user", "ORDERBYsys_id")).as("the zone of times").hasSize(1);
    assertThat(asked("sys_audit_delete", "ORDERBYsys_created_on^ORDERBYsys_id"))
        .filteredOn(request -> request.query().startsWith("ORDERBY"))
        .as("the oldest audited delete")
        .hasSize(1);
    assertThat(asked("sys_db_object", "sys_idIN")).as("what all of them extend").hasSize(1);
    assertThat(
            instance
                .requests()
                .matching(request -> request.query().matches("sys_id=\\w+\\^NQsys_id=.*")))
        .as("in what order rows of several branches come")
        .hasSize(1);
  }

  /** A user whose zone was changed meanwhile would find no change, or others. */
  @Test
  void zoneThatWasChangedMeanwhileIsRefusedAtARestart() throws Exception {
    config.put("poll.interval.ms", "20");
    config.put("settle.ms", "0");
    config.put("refused.timeout.ms", "100");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 60);
    instance.insert("u_job", Map.of("u_rank", "7"));
    connect.pollUntil(task, kafka -> kafka.records == 61);
    task.stop();
    instance.switches().userZone(ZoneOffset.ofHours(-5)).literalsInUserZone(true);

    ServiceNowSourceTask restarted = connect.start();
    assertThatThrownBy(() -> connect.pollUntil(restarted, kafka -> false))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("time zone");
    restarted.stop();
  }

  @Test
  void answerThatDoesNotShowTheRowReadLastDoesNotEndASnapshot() throws Exception {
    config.put("page.size", "10");
    ServiceNowSourceTask task = connect.start();
    connect.deliver(task, Connect.poll(task));
    task.stop();
    assertThat(connect.records).isLessThan(60);
    instance
        .faults()
        .always(
            Fault.answer(200, "application/json", "{\"result\":[]}"),
            request -> request.parameter("sysparm_query").contains("^NQsys_updated_on>="));

    connect.runUntil(kafka -> kafka.stamps.size() == 60);
  }

  /** They give no record, and so no position. */
  @Test
  void changesOfExcludedUsersAreNotReadAtEveryRestart() throws Exception {
    config.put("exclude.updated.by", "system");
    config.put("page.size", "10");
    config.put("poll.interval.ms", "20");
    config.put("settle.ms", "0");
    insertAsUser("u_job");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 1);
    insertAsUser("u_job");
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 2);
    task.stop();
    // Of another second than the row that moved the position.
    clock.run(Duration.ofSeconds(2));
    for (int i = 0; i < 300; i++) {
      instance.insert("u_job", Map.of("u_rank", "" + i));
    }
    // Of the second that is not over.
    clock.run(Duration.ofSeconds(2));
    config.put("poll.interval.ms", "600000");

    assertThat(requestsOfARestart()).hasSizeLessThan(300 / 10 / 2);
  }

  /** The database compares without accents, and groups so, too. */
  @Test
  void changesOfAUserWhoseNameDiffersInAnAccentOnlyArrive() throws Exception {
    config.put("exclude.updated.by", "system");
    config.put("page.size", "10");
    config.put("poll.interval.ms", "20");
    config.put("settle.ms", "0");
    insertAsUser("u_job");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 1);
    insertAsUser("u_job");
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 2);
    task.stop();
    clock.run(Duration.ofSeconds(2));
    for (int i = 0; i < 300; i++) {
      instance.insert("u_job", Map.of("u_rank", "" + i));
      if (i == 150) {
        insertAs("syst\u00e9m", "u_job");
      }
    }
    clock.run(Duration.ofSeconds(2));

    connect.runUntil(kafka -> kafka.stamps.size() == 3);
  }

  private void insertAsUser(String table) throws Exception {
    insertAs("u", table);
  }

  private void insertAs(String user, String table) throws Exception {
    String authorization =
        Base64.getEncoder().encodeToString((user + ":p").getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> created =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(instance.url().resolve("/api/now/table/" + table))
                    .header("Authorization", "Basic " + authorization)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"u_rank\":\"3\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
  }

  private List<RecordedRequest> asked(String table, String part) {
    return instance.requests().toTable(table).stream()
        .filter(request -> request.query().contains(part))
        .toList();
  }

  private void awaitNoRequestFor(Duration time) {
    AtomicInteger before = new AtomicInteger();
    await()
        .during(time)
        .atMost(Duration.ofSeconds(20))
        .until(() -> instance.requests().all().size(), size -> size == before.getAndSet(size));
  }

  private List<RecordedRequest> requestsOfARestart() throws InterruptedException {
    // What the former task has sent last may be on its way.
    awaitNoRequestFor(Duration.ofMillis(200));
    instance.requests().clear();
    ServiceNowSourceTask task = connect.start();
    try {
      awaitNoRequestFor(Duration.ofSeconds(1));
      assertThat(Connect.poll(task)).isNull();
    } finally {
      task.stop();
    }
    List<RecordedRequest> all = instance.requests().all();
    assertThat(all).isNotEmpty();
    return all;
  }
}
