/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.quickstart.Flow.Direction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FlowTest {

  private static final String TOPIC = "servicenow.incident";

  private final TableTopics tables = new TableTopics();
  private final List<String> seen = new ArrayList<>();
  private Flow.Rows instance = (table, sysId) -> Optional.empty();

  private final Flow flow =
      new Flow(
          tables,
          (table, sysId) -> instance.find(table, sysId),
          event -> seen.add(event.direction() + " " + event.text()),
          Clock.fixed(Instant.parse("2026-03-01T12:01:03Z"), ZoneOffset.UTC));

  private static ConsumerRecord<String, String> record(
      String topic, String key, String value, String header, String text) {
    ConsumerRecord<String, String> record = new ConsumerRecord<>(topic, 0, 0, key, value);
    record.headers().add(header, text.getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private void row(String operation, String key, String value) {
    flow.accept(record(TOPIC, key, value, "servicenow.operation", operation));
  }

  private void report(String json) {
    flow.accept(new ConsumerRecord<>(Quickstart.REPORTS, 0, 0, "key", json));
  }

  @Test
  void rowsOfTheSnapshotAreCountedAndNotTold() {
    row("r", "a", "{\"number\": \"INC1\"}");

    assertThat(seen).isEmpty();
    assertThat(tables.ids(TOPIC)).containsExactly("a");
  }

  @Test
  void changesAreToldByNumberAndShortDescription() {
    row("c", "a", "{\"number\": \"INC1\", \"short_description\": \"VPN is slow\"}");
    row("u", "a", "{\"number\": \"INC1\", \"short_description\": \"VPN is fast\"}");
    row("d", "a", null);

    assertThat(seen)
        .containsExactly(
            "TO_KAFKA created INC1 VPN is slow",
            "TO_KAFKA updated INC1 VPN is fast",
            "TO_KAFKA deleted INC1 VPN is fast");
    assertThat(flow.latest().get(0).time()).hasToString("12:01:03");
    assertThat(tables.ids(TOPIC)).isEmpty();
    assertThat(tables.records()).isEqualTo(3);
  }

  @Test
  void rowsWithoutANumberAreToldByTheirName() {
    row("u", "a", "{\"name\": \"db-007\", \"sys_class_name\": \"cmdb_ci_server\"}");

    assertThat(seen).containsExactly("TO_KAFKA updated db-007 cmdb_ci_server");
  }

  @Test
  void whatTheSinkHasWrittenIsToldByTheRowItMade() {
    String report =
        "{\"outcome\": \"success\", \"operation\": \"%s\", \"table\": \"incident\", \"sys_id\": \"a\"}";
    instance =
        (table, sysId) ->
            Optional.of(
                new ObjectMapper()
                    .readTree(
                        "{\"number\": \"INC9\", \"short_description\": \"%s of %s\"}"
                            .formatted(sysId, table)));
    report(report.formatted("upsert"));
    report(report.formatted("upsert"));
    report(report.formatted("delete"));

    assertThat(seen)
        .containsExactly(
            "TO_SERVICE_NOW created INC9 a of incident",
            "TO_SERVICE_NOW updated INC9 a of incident",
            "TO_SERVICE_NOW deleted INC9 a of incident");
    assertThat(flow.writes()).isEqualTo(3);
  }

  @Test
  void rowThatIsGoneIsToldAsTheTopicKnewIt() {
    row("r", "a", "{\"number\": \"INC1\"}");
    row("d", "a", null);
    instance =
        (table, sysId) -> {
          throw new IOException("no answer");
        };
    report(
        "{\"outcome\": \"success\", \"operation\": \"delete\", \"table\": \"incident\", \"sys_id\": \"b\"}");
    instance = (table, sysId) -> Optional.empty();
    report(
        "{\"outcome\": \"success\", \"operation\": \"delete\", \"table\": \"incident\", \"sys_id\": \"a\"}");

    assertThat(seen).endsWith("TO_SERVICE_NOW deleted b", "TO_SERVICE_NOW deleted INC1");
  }

  @Test
  void whatWasRefusedIsToldOnceWithItsReason() {
    report("{\"outcome\": \"failure\", \"error\": {\"reason\": \"told by its dead letter\"}}");
    flow.accept(
        record(
            Quickstart.DEAD_LETTERS,
            null,
            "no JSON",
            "__connect.errors.exception.message",
            "Topic 't', offset 7: it is null [correlation id 74f8aaf3-ea03]"));

    assertThat(seen).containsExactly("REFUSED Topic 't', offset 7: it is null");
    assertThat(flow.refusals()).isEqualTo(1);
    assertThat(flow.lastRefusal().orElseThrow().direction()).isEqualTo(Direction.REFUSED);
  }

  @Test
  void noTextOfARowReachesTheTerminalAsACommand() {
    row(
        "u",
        "a",
        "{\"number\": \"INC1\", \"short_description\": \"red\\u001b[31m\\r\\nnext\\u009b0m\"}");

    assertThat(seen).containsExactly("TO_KAFKA updated INC1 red [31m next 0m");
  }

  @Test
  void onlyTheLatestEventsAreKept() {
    for (int i = 0; i < 500; i++) {
      row("u", "a", "{\"number\": \"INC%d\"}".formatted(i));
    }

    assertThat(flow.latest()).hasSize(200);
    assertThat(flow.latest().get(0).text()).isEqualTo("updated INC499");
  }
}
