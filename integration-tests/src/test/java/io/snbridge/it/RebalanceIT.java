/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.StagingTable.staging;
import static io.snbridge.it.ChangingTopic.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.it.ChangingTopic.Records;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sinks of three tasks each, by every API that keeps an order or must not write twice, while
 * workers come and go. Half of the sinks are throttled, so that writes wait when their partitions
 * are taken away; the others have more records than they may have pending, so that they are paused.
 */
class RebalanceIT extends ConnectIT {

  private static final String EAGER = "org.apache.kafka.clients.consumer.RangeAssignor";
  private static final String COOPERATIVE =
      "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  private static final Map<String, String> TABLE =
      Map.of("id.mode", "derived", "behavior.on.null.values", "delete");
  private static final Map<String, String> BATCH =
      Map.of("id.mode", "derived", "behavior.on.null.values", "delete", "write.api", "batch");
  private static final Map<String, String> IMPORT =
      Map.of("write.api", "import_set", "import.set.coalesce", "true");
  private static final Map<String, String> IMPORT_MANY =
      Map.of(
          "write.api", "import_set",
          "import.set.insert.multiple", "true",
          "import.set.record.id.field", "u_record_id");

  /** Records of a topic at once: what its tasks need some seconds for. */
  private static final int MANY = 250;

  /** More than the 2.5 s for which a task that loses a partition waits. */
  private static final Duration THROTTLED = Duration.ofSeconds(3);

  private static final RequestMatcher OF_THROTTLED_USER =
      request ->
          request
              .header("authorization")
              .filter(
                  ("Basic "
                          + Base64.getEncoder()
                              .encodeToString(
                                  (NEXT_USER + ":" + NEXT_PASSWORD)
                                      .getBytes(StandardCharsets.UTF_8)))
                      ::equals)
              .isPresent();

  private final List<ChangingTopic> topics = new ArrayList<>();
  private final List<ConnectWorker> workers = new ArrayList<>();
  private final ScheduledExecutorService producing = Executors.newSingleThreadScheduledExecutor();
  private Admin admin;

  @BeforeEach
  void open() {
    admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()));
    emulator.faults().always(Fault.latency(Duration.ofMillis(30)), RequestMatcher.writes());
    workers.add(stack.worker());
  }

  @AfterEach
  void close() {
    producing.shutdownNow();
    admin.close();
    workers.remove(stack.worker());
    workers.forEach(ConnectWorker::kill);
  }

  @Test
  void serviceNowEqualsTheTopicsThoughWorkersJoinLeaveHangAndAreKilled() throws Exception {
    ConnectWorker one = add("one");
    one.awaitReady();
    // Both workers get tasks of each sink.
    sink("table_eager", Records.CREATE_CHANGE_AND_DELETE, TABLE, EAGER);
    throttled("batch_cooperative", Records.CREATE_CHANGE_AND_DELETE, BATCH, COOPERATIVE);
    sink("import_cooperative", Records.CREATE_AND_CHANGE, IMPORT, COOPERATIVE);
    throttled("import_eager", Records.CREATE, IMPORT_MANY, EAGER);
    var unused =
        producing.scheduleAtFixedRate(
            () -> topics.forEach(topic -> topic.send(1)), 0, 100, TimeUnit.MILLISECONDS);
    awaitAllOn(stack.worker(), one);
    awaitProgressOfMany("two workers");

    one.hang();
    ConnectWorker two = add("two");
    awaitAllOn(stack.worker(), two);
    awaitProgress("one hangs, another one has joined");

    one.goOn();
    awaitAllOn(stack.worker(), one, two);
    awaitProgressOfMany("the one that hung is back");

    one.kill();
    two.close();
    awaitAllOn(stack.worker());
    awaitProgress("one was killed, one has left");

    producing.shutdown();
    assertThat(producing.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    emulator.faults().clear();
    assertEveryPartitionIsReadAndWritten();
    assertNoTaskHasFailed();
  }

  private ConnectWorker add(String name) throws IOException {
    ConnectWorker worker = stack.addWorker(name);
    workers.add(worker);
    return worker;
  }

  private void sink(String name, Records records, Map<String, String> settings, String assignor)
      throws Exception {
    String table = "u_" + name;
    String target = settings.containsKey("import.set.coalesce") ? "u_key" : "";
    emulator.defineTable(
        TableDefinition.table(table, col("u_key", "string"), col("u_seq", "integer")));
    emulator.stagingTable(
        staging("imp_" + name, "u_key", "u_seq", "u_record_id")
            .byColumnNames()
            .map("Map", table, target.isEmpty() ? new String[0] : new String[] {target}));
    admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
    ChangingTopic topic = new ChangingTopic(stack.bootstrapServers(), name, records);
    topics.add(topic);
    topic.send(MANY);
    Map<String, String> config = new HashMap<>();
    config.put("topics", name);
    config.put("tasks.max", "3");
    config.put(
        "topic.table.map",
        name
            + ":"
            + (settings.getOrDefault("write.api", "").equals("import_set") ? "imp_" : "u_")
            + name);
    config.put("servicenow.max.concurrent.requests", "1");
    config.put("servicenow.request.timeout.ms", "5000");
    config.put("consumer.override.partition.assignment.strategy", assignor);
    config.putAll(settings);
    stack.rest().create(sink(name, config));
  }

  private void throttled(
      String name, Records records, Map<String, String> settings, String assignor)
      throws Exception {
    emulator
        .faults()
        .fraction(
            0.1,
            Fault.tooManyRequests(THROTTLED),
            OF_THROTTLED_USER.and(
                request ->
                    settings.equals(BATCH)
                        ? request.path().endsWith("/batch")
                        : RequestMatcher.tableOf(request.path()).endsWith("_" + name)));
    Map<String, String> more = new HashMap<>(settings);
    more.put("servicenow.username", NEXT_USER);
    more.put("servicenow.password", NEXT_PASSWORD);
    sink(name, records, more, assignor);
  }

  /**
   * Each task runs on one of some workers, each of them has one, and nobody else has partitions.
   */
  private void awaitAllOn(ConnectWorker... some) {
    List<String> ids = Stream.of(some).map(ConnectWorker::id).toList();
    await("tasks on " + ids)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              assertThat(homes()).containsExactlyInAnyOrderElementsOf(ids);
              assertThat(partitionsOfEachMember())
                  .hasSize(topics.size())
                  .allSatisfy(
                      (group, partitions) -> assertThat(partitions).containsExactly(2, 2, 2));
            });
  }

  private Map<String, List<Integer>> partitionsOfEachMember()
      throws ExecutionException, InterruptedException {
    Map<String, List<Integer>> partitions = new TreeMap<>();
    admin
        .describeConsumerGroups(topics.stream().map(topic -> "connect-" + topic.name()).toList())
        .all()
        .get()
        .forEach(
            (group, description) ->
                partitions.put(
                    group,
                    description.members().stream()
                        .map(member -> member.assignment().topicPartitions().size())
                        .toList()));
    return partitions;
  }

  /** Where the tasks run; and nothing else, when one of them does not. */
  private List<String> homes() throws IOException, InterruptedException {
    List<String> homes = new ArrayList<>();
    for (ChangingTopic topic : topics) {
      JsonNode status = stack.rest().status(topic.name());
      assertThat(status.at("/tasks")).hasSize(3);
      for (JsonNode task : status.at("/tasks")) {
        assertThat(task.path("state").asText()).as("%s", status).isEqualTo("RUNNING");
        homes.add(task.path("worker_id").asText());
      }
    }
    return homes.stream().distinct().toList();
  }

  /** The same with so many records that each task has some of them pending at its end. */
  private void awaitProgressOfMany(String when) throws Exception {
    topics.forEach(topic -> topic.send(MANY));
    awaitProgress(when);
  }

  /** Each sink commits something that it had not committed. */
  private void awaitProgress(String when) throws Exception {
    Map<String, Long> before = committed();
    await("progress of all: " + when)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(committed())
                    .allSatisfy(
                        (topic, offsets) -> assertThat(offsets).isGreaterThan(before.get(topic))));
  }

  private Map<String, Long> committed() throws ExecutionException, InterruptedException {
    Map<String, Long> committed = new TreeMap<>();
    for (ChangingTopic topic : topics) {
      committed.put(
          topic.name(),
          offsets(topic.name()).values().stream().mapToLong(OffsetAndMetadata::offset).sum());
    }
    return committed;
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String topic)
      throws ExecutionException, InterruptedException {
    return admin.listConsumerGroupOffsets("connect-" + topic).partitionsToOffsetAndMetadata().get();
  }

  private void assertEveryPartitionIsReadAndWritten() throws Exception {
    for (ChangingTopic topic : topics) {
      topic.sendThroughEachPartition();
      topic.finish();
    }
    for (ChangingTopic topic : topics) {
      await("rows of " + topic.name())
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(differences(topic)).isEmpty());
      await("no lag of " + topic.name())
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(lag(topic.name())).isZero());
    }
  }

  /** What is different from the topic: by key, what there is and what there should be. */
  private Map<String, String> differences(ChangingTopic topic) {
    Map<String, List<String>> rows =
        emulator.rows("u_" + topic.name()).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get("u_key"),
                    Collectors.mapping(row -> row.get("u_seq"), Collectors.toList())));
    Map<String, String> wanted = topic.rows();
    Map<String, String> different = new TreeMap<>();
    rows.forEach(
        (key, numbers) -> {
          if (!numbers.equals(wanted.containsKey(key) ? List.of(wanted.get(key)) : List.of())) {
            different.put(key, numbers + " instead of " + wanted.get(key));
          }
        });
    wanted.keySet().stream()
        .filter(key -> !rows.containsKey(key))
        .forEach(key -> different.put(key, "missing"));
    return different;
  }

  private long lag(String topic) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = offsets(topic);
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    var ends =
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
            .all()
            .get();
    return partitions.stream()
        .mapToLong(
            p -> ends.get(p).offset() - (committed.get(p) == null ? 0 : committed.get(p).offset()))
        .sum();
  }

  /** A rebalance restarts what has failed, so the logs are asked, too. */
  private void assertNoTaskHasFailed() throws Exception {
    assertThat(homes()).isNotEmpty();
    for (ConnectWorker worker : workers) {
      assertThat(Files.readAllLines(worker.log()))
          .filteredOn(line -> line.contains("will not recover until manually restarted"))
          .filteredOn(
              line -> topics.stream().anyMatch(topic -> line.contains("id=" + topic.name() + "-")))
          .isEmpty();
    }
  }
}
