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

  @Test
  void gapInATopicIsFoundAndReadAgain() throws Exception {
    emulator.defineTable(
        TableDefinition.table(
            TABLE,
            ColumnDefinition.col("u_text", "string"),
            ColumnDefinition.col("u_number", "integer")));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      ids.add(emulator.insert(TABLE, Map.of("u_text", "text", "u_number", Integer.toString(i))));
    }
    start(source("verified", Map.of("tables", TABLE, "schema.mode", "dictionary")));
    try (TopicReader topic = new TopicReader(stack.bootstrapServers(), TOPIC)) {
      await().atMost(PATIENCE).until(() -> topic.read().keys() == ROWS);
      assertThat(verify(0).path("rows").asInt()).isEqualTo(ROWS);

      TopicWriter damage = new TopicWriter(stack.bootstrapServers(), TOPIC);
      damage.send(ids.get(3), null);
      damage.send(ids.get(4), "{\"sys_id\": \"" + ids.get(4) + "\", \"u_text\": \"other\"}");
      damage.send("0".repeat(32), "{\"sys_id\": \"" + "0".repeat(32) + "\"}");
      damage.finish();
      JsonNode found = verify(1, "--repair");

      assertThat(found.path("missing").asInt()).isEqualTo(1);
      assertThat(found.path("stale").asInt()).isEqualTo(1);
      assertThat(found.path("extra").asInt()).isEqualTo(1);
      assertThat(found.path("findings").toString()).contains("\"u_number\",\"u_text\"");
      int damaged = topic.read().records().size();
      await().atMost(PATIENCE).until(() -> topic.read().records().size() >= damaged + 2);
      JsonNode after = verify(1);
      assertThat(after.path("missing").asInt() + after.path("stale").asInt()).isZero();
      assertThat(after.at("/findings/0/id").asText()).isEqualTo("0".repeat(32));
      assertThat(topic.read().records()).hasSize(damaged + 2);
    }
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
