/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.ServiceNowKafka;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code servicenow-kafka verify} with a real broker and a real worker. */
@Tag(Lanes.ONE_VERSION)
class VerifyCommandIT extends ConnectIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "u_verified";
  private static final String TOPIC = "verified." + TABLE;
  private static final int ROWS = 20;

  /** Records, of which one is not committed, and is read here nevertheless. */
  private static final int DAMAGES = 4;

  private static final String EXTRA = "0".repeat(32);

  @Test
  void gapInATopicIsFoundAndReadAgain() throws Exception {
    emulator.defineTable(
        TableDefinition.table(
            TABLE,
            ColumnDefinition.col("u_text", "string"),
            ColumnDefinition.col("u_number", "integer")));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      // Not so young that the changes would have it again after the snapshot.
      ids.add(
          emulator.insert(
              TABLE,
              Map.of(
                  "u_text", "text",
                  "u_number", Integer.toString(i),
                  "sys_updated_on", "2026-01-01 00:00:00")));
    }
    start(source("verified", Map.of("tables", TABLE, "schema.mode", "dictionary")));
    try (TopicReader topic = new TopicReader(stack.bootstrapServers(), TOPIC)) {
      await().atMost(PATIENCE).until(() -> topic.read().keys() == ROWS);
      assertThat(verify(0).path("rows").asInt()).isEqualTo(ROWS);

      damage(ids);
      await().atMost(PATIENCE).until(() -> topic.read().records().size() == ROWS + DAMAGES);
      JsonNode found = verify(1, "--repair");

      assertThat(found.path("missing").asInt()).isEqualTo(1);
      assertThat(found.path("stale").asInt()).isEqualTo(1);
      assertThat(found.path("extra").asInt()).isEqualTo(1);
      assertThat(found.path("findings").toString()).contains("\"u_number\",\"u_text\"");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Map<String, Map<String, String>> last = topic.read().lastStates();
                return last.containsKey(ids.get(3)) && last.get(ids.get(4)).containsKey("u_number");
              });
      JsonNode after = verify(1);
      assertThat(after.path("missing").asInt() + after.path("stale").asInt()).isZero();
      assertThat(after.at("/findings/0/id").asText()).isEqualTo(EXTRA);
      assertThat(topic.read().records()).hasSize(ROWS + DAMAGES + 2);
    }
  }

  /** In transactions, whose marks are in the topic, too: what was not committed is not there. */
  private static void damage(List<String> ids) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", stack.bootstrapServers(), "transactional.id", "damage");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      List<Future<?>> sent =
          List.of(
              producer.send(new ProducerRecord<>(TOPIC, ids.get(3), null)),
              producer.send(new ProducerRecord<>(TOPIC, ids.get(4), row(ids.get(4)))),
              producer.send(new ProducerRecord<>(TOPIC, EXTRA, row(EXTRA))));
      producer.commitTransaction();
      producer.beginTransaction();
      Future<?> aborted = producer.send(new ProducerRecord<>(TOPIC, ids.get(5), null));
      producer.flush();
      producer.abortTransaction();
      for (Future<?> record : sent) {
        record.get();
      }
      aborted.get();
    }
  }

  private static String row(String id) {
    return "{\"sys_id\": \"%s\", \"u_text\": \"other\"}".formatted(id);
  }

  private static JsonNode verify(int exitCode, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                "--connect",
                stack.rest().url().toString(),
                "verified",
                "--bootstrap-server",
                stack.bootstrapServers(),
                "--set",
                "key.converter=org.apache.kafka.connect.storage.StringConverter",
                "--set",
                "value.converter=org.apache.kafka.connect.json.JsonConverter",
                "--set",
                "value.converter.schemas.enable=false",
                "--wait",
                "2",
                "--json"));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = ServiceNowKafka.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    assertThat(line.execute(arguments.toArray(new String[0])))
        .as(out + "\n" + err)
        .isEqualTo(exitCode);
    return JSON.readTree(out.toString());
  }
}
