/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.emulator.http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code write.api=identify_reconcile}. */
class IdentifyWritesTest {

  private static final String SERVER = "cmdb_ci_server";
  private static final TopicPartition P0 = new TopicPartition("servers", 0);
  private static final RequestMatcher IDENTIFY = path("/api/now/identifyreconcile");

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  IdentifyWritesTest() {
    emulator.table(
        "cmdb_ci",
        ColumnDefinition.col("name", "string"),
        ColumnDefinition.col("ram", "integer"),
        ColumnDefinition.col("discovery_source", "string"));
    emulator.defineTable(TableDefinition.table(SERVER).extending("cmdb_ci"));
    emulator.defineTable(TableDefinition.table("cmdb_ci_appl").extending("cmdb_ci"));
    emulator.identifyBy("cmdb_ci", "name");
    emulator.discoverySources("Kafka");
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("write.api", "identify_reconcile");
    all.put("topic.table.map", "servers:" + SERVER);
    all.put("behavior.on.null.values", "ignore");
    all.putIfAbsent("ire.data.source", "Kafka");
    all.putIfAbsent("servicenow.request.timeout.ms", "900");
    return bed.add(new TaskDriver(emulator, true, all).assign(P0));
  }

  private static SinkRecord record(long offset, String key, Object value) {
    return new SinkRecord("servers", 0, null, key, null, value, offset);
  }

  private static List<SinkRecord> records(int count, int keys) {
    return IntStream.range(0, count)
        .mapToObj(i -> record(i, "s" + i % keys, Map.of("name", "s" + i % keys, "ram", i)))
        .toList();
  }

  private static void put(TaskDriver driver, List<SinkRecord> records) {
    driver.putAll(records, 50);
  }

  private Map<String, String> ram() {
    return emulator.rows("cmdb_ci").stream()
        .collect(Collectors.toMap(row -> row.get("name"), row -> row.get("ram")));
  }

  private List<RecordedRequest> sent() {
    return emulator.requests().matching(each -> each.path().contains("identifyreconcile"));
  }

  private static String error(TaskDriver driver) {
    assertThat(driver.context.dead).hasSize(1);
    return driver.context.dead.get(0).error().getMessage();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itemsEndUpEqualToTheTopicThoughAnswersAreLostAndRecordsAreDeliveredAgain(boolean batched) {
    Stream.of(
            Fault.cancelledButWritten(),
            Fault.transactionCancelled(),
            Fault.cutAfterCommit(),
            Fault.cutBeforeCommit(),
            Fault.cutInBody(),
            Fault.tooManyRequestsWithoutHeaders(),
            Fault.emptyBody(),
            Fault.nullBody())
        .forEach(fault -> emulator.faults().fraction(0.02, fault, IDENTIFY));
    if (!batched) {
      Fault late = Fault.cutAndWrittenLater(Duration.ofMillis(100));
      emulator.faults().fraction(0.02, late, IDENTIFY);
      emulator.faults().next(2, Fault.noAnswerButWritten(Duration.ofSeconds(2)), IDENTIFY);
    }
    List<SinkRecord> records = records(600, 60);
    Map<String, String> expected = new TreeMap<>();
    records.forEach(
        record ->
            expected.put(
                (String) record.key(), ((Map<?, ?>) record.value()).get("ram").toString()));
    Map<String, String> settings = Map.of("batch.requests", Boolean.toString(batched));
    TaskDriver first = driver(settings);
    put(first, records);
    TaskDriver again = driver(settings);
    put(again, records.subList(500, 600));

    assertThat(first.context.dead).isEmpty();
    assertThat(again.context.dead).isEmpty();
    assertThat(ram()).isEqualTo(expected);
    assertThat(emulator.rows("cmdb_ci"))
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("sys_class_name", SERVER)
                    .containsEntry("discovery_source", "Kafka"));
  }

  @Test
  void errorInsideA200GoesToTheDeadLettersAndTheOthersAreWritten() {
    TaskDriver driver = driver(Map.of());
    driver.put(
        record(0, "a", Map.of("name", "a", "ram", 1)),
        record(1, "b", Map.of("ram", 2)),
        record(2, "c", Map.of("name", "c", "ram", 3)));
    driver.drain();
    assertThat(error(driver))
        .contains(
            "identify of cmdb_ci_server was refused",
            "MISSING_MATCHING_ATTRIBUTES",
            "item 0 (cmdb_ci_server)",
            "minimum set of input values",
            "correlation id");
    assertThat(ram()).isEqualTo(Map.of("a", "1", "c", "3"));
  }

  @Test
  void relationsAreMadeWithTheOtherItemAndOnce() {
    Map<String, String> settings =
        Map.of("ire.relations.path", "relations", "ire.lookup.path", "serials");
    Map<String, Object> value =
        Map.of(
            "name",
            "web",
            "serials",
            List.of(
                Map.of("className", "cmdb_serial_number", "values", Map.of("serial_number", "1"))),
            "relations",
            List.of(
                Map.of(
                    "type",
                    "Runs on::Runs",
                    "parent",
                    Map.of("className", "cmdb_ci_appl", "values", Map.of("name", "shop")))));
    TaskDriver driver = driver(settings);
    driver.put(record(0, "web", value), record(1, "web", value));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    Map<String, String> ids =
        emulator.rows("cmdb_ci").stream()
            .collect(Collectors.toMap(row -> row.get("name"), row -> row.get("sys_id")));
    assertThat(ids).containsOnlyKeys("web", "shop");
    assertThat(emulator.rows("cmdb_rel_ci"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("parent", ids.get("shop"))
                    .containsEntry("child", ids.get("web"))
                    .containsEntry("type", "Runs on::Runs"));
    assertThat(sent().get(0).body())
        .contains("\"lookup\":[{")
        .doesNotContain("\"serials\"", "\"relations\":\"");
  }

  @Test
  void wholePayloadIsSentAsItIsAndRefusedAsAWhole() {
    TaskDriver driver = driver(Map.of("ire.payload", "items", "value.payload.path", "payload"));
    String good =
        "{\"payload\":{\"items\":[{\"className\":\"cmdb_ci_server\",\"values\":{\"name\":\"a\",\"ram\":1}},"
            + "{\"className\":\"cmdb_ci_appl\",\"values\":{\"name\":\"b\"}}],"
            + "\"relations\":[{\"parent\":1,\"child\":0,\"type\":\"Runs on::Runs\"}],\"junk\":1}}";
    driver.put(
        record(0, "x", good),
        record(1, "y", good.replace("\"name\":\"b\"", "\"ram\":\"1\"").replace("\"a\"", "\"c\"")));
    driver.drain();
    assertThat(error(driver)).contains("MISSING_MATCHING_ATTRIBUTES", "ABANDONED", "item 1");
    assertThat(ram()).containsOnlyKeys("a", "b");
    assertThat(emulator.count("cmdb_rel_ci")).isEqualTo(1);
    assertThat(sent()).noneSatisfy(request -> assertThat(request.body()).contains("junk"));

    TaskDriver strict = driver(Map.of("ire.payload", "items"));
    strict.put(record(0, "z", Map.of("name", "a")));
    strict.drain();
    assertThat(error(strict)).contains("no 'items'", "ire.payload=items");
  }

  @Test
  void classThatAValueNamesIsHeldAgainstTheAllowlist() {
    Map<String, Object> item = Map.of("className", "cmdb_ci_appl", "values", Map.of("name", "x"));
    Map<String, Object> hidden =
        Map.of(
            "className",
            SERVER,
            "values",
            Map.of("name", "x"),
            "related",
            List.of(Map.of("className", "sys_user", "values", Map.of())));
    TaskDriver whole = driver(Map.of("ire.payload", "items", "table.allowlist", SERVER));
    whole.put(
        record(0, "x", Map.of("items", List.of(item))),
        record(1, "x", Map.of("items", List.of(hidden))));
    whole.drain();
    assertThat(whole.context.dead)
        .extracting(dead -> dead.error().getMessage())
        .satisfiesExactly(
            first -> assertThat(first).contains("'cmdb_ci_appl'", "table.allowlist"),
            second -> assertThat(second).contains("'sys_user'", "table.allowlist"));

    TaskDriver parts = driver(Map.of("ire.relations.path", "rel", "table.allowlist", SERVER));
    parts.put(
        record(0, "x", Map.of("name", "x", "rel", List.of(Map.of("type", "t", "child", item)))));
    parts.drain();
    assertThat(error(parts)).contains("'cmdb_ci_appl'", "table.allowlist");
    assertThat(emulator.count("cmdb_ci")).isZero();
  }

  @Test
  void relationThatIsNoneIsRefusedByItsPath() {
    TaskDriver driver = driver(Map.of("ire.relations.path", "rel"));
    driver.put(record(0, "x", Map.of("name", "x", "rel", List.of(Map.of("type", "t")))));
    driver.drain();
    assertThat(error(driver)).contains("ire.relations.path", "\"parent\":{item}");
  }

  @Test
  void nativeKeyIsSentWithTheDataSource() {
    TaskDriver driver = driver(Map.of("ire.native.key.path", "id", "fields.exclude", "id"));
    driver.put(record(0, "x", Map.of("name", "x", "id", 17)));
    driver.drain();
    assertThat(sent().get(0).body())
        .contains(
            "\"sys_object_source_info\":{\"source_name\":\"Kafka\",\"source_native_key\":\"17\"}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void unknownDataSourceFailsTheTaskAndNoRecordIsToBlame(boolean with400) {
    if (with400) {
      emulator
          .faults()
          .always(
              Fault.custom(
                  "400", (request, proceed) -> Answer.json(400, proceed.get().body().text())),
              IDENTIFY);
    }
    TaskDriver driver = driver(Map.of("ire.data.source", "Nobody"));
    driver.put(records(1, 1));
    assertThatThrownBy(
            () ->
                await()
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(5))
                    .until(
                        () -> {
                          driver.put();
                          return false;
                        }))
        .isInstanceOf(ConnectException.class)
        .message()
        .contains("'Nobody' (ire.data.source)", "cmdb_ci.discovery_source");
    assertThat(driver.context.dead).isEmpty();
    assertThat(driver.commit()).containsEntry(P0, 0L);
  }

  @Test
  void itemThatTheAnswerDoesNotSpeakOfIsNotTakenForDone() {
    emulator
        .faults()
        .next(
            1,
            Fault.custom(
                "half",
                (request, proceed) ->
                    Answer.json(
                        200,
                        "{\"result\":{\"items\":[{\"className\":\"a\",\"inputIndices\":[0]}]}}")),
            IDENTIFY);
    TaskDriver driver = driver(Map.of("ire.payload", "items"));
    Map<String, Object> item = Map.of("className", SERVER, "values", Map.of("name", "x"));
    driver.put(record(0, "x", Map.of("items", List.of(item, item))));
    driver.drain();
    assertThat(error(driver)).contains("The answer mentions only these items: [0]");
  }

  @Test
  void recordThatServiceNowFailsAtAgainAndAgainIsRefused() {
    emulator
        .faults()
        .always(
            Fault.error(500, "Operation Failed", "java.lang.Exception"),
            IDENTIFY.and(request -> request.body().contains("\"name\":\"s7\"")));
    TaskDriver driver = driver(Map.of("write.max.server.errors", "3"));
    AtomicInteger next = new AtomicInteger();
    // Only while others are written it is the record, and not the instance.
    await()
        .until(
            () -> {
              int offset = next.getAndIncrement();
              driver.put(record(offset, "s" + offset, Map.of("name", "s" + offset)));
              return offset > 7 && !driver.context.dead.isEmpty();
            });
    driver.drain();
    assertThat(error(driver)).contains("write.max.server.errors", "it may have happened");
    assertThat(emulator.count("cmdb_ci")).isEqualTo(next.get() - 1);
  }
}
