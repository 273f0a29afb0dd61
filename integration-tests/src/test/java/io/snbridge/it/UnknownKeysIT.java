/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Keys that nobody reads, as an operator meets them. */
@Order(Lanes.LIGHT)
class UnknownKeysIT extends ConnectIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void creatingAndValidatingNameThemAndWhatWasMeant() throws Exception {
    ObjectNode source =
        source(
            "misspelt",
            Map.of(
                "tables", "incident",
                "poll.intervall.ms", "5",
                "servicenow.table", "u_order",
                "table.incidnt.query", "active=true",
                "servicenow.pasword", "not-to-be-shown"));

    assertThatThrownBy(() -> stack.rest().create(source))
        .isInstanceOf(IOException.class)
        .message()
        .contains(
            ": 400 ",
            "4 error(s)",
            "Unknown key 'poll.intervall.ms': did you mean 'poll.interval.ms'?",
            "Unknown key 'servicenow.table': it is a key of Confluent's source connector; here it"
                + " is 'tables'",
            "'table.incident.query'",
            "'servicenow.password'")
        .doesNotContain("not-to-be-shown");
    assertThat(stack.rest().connectors()).isEmpty();

    var answer = stack.rest().validate(((ObjectNode) source.get("config")).put("name", "misspelt"));
    assertThat(answer.get("error_count").asInt()).isEqualTo(4);
    assertThat(answer.toString())
        .contains("did you mean 'poll.interval.ms'?")
        .doesNotContain("not-to-be-shown");
    assertThat(answer.get("configs"))
        .filteredOn(key -> key.at("/value/name").asText().equals("poll.intervall.ms"))
        .singleElement()
        .satisfies(key -> assertThat(key.at("/value/errors")).hasSize(1));
  }

  @Test
  void connectorThatIsStoredWithOneRunsAndItsLogNamesIt() throws Exception {
    emulator.defineTable(
        TableDefinition.table("incident", ColumnDefinition.col("short_description", "string")));
    ObjectNode source = source("stored", Map.of("tables", "incident", "poll.intervall.ms", "5"));
    ObjectNode stored = JSON.createObjectNode();
    stored.set("properties", ((ObjectNode) source.get("config")).put("name", "stored"));
    // As an earlier version left it: Connect does not validate what it has stored.
    TopicWriter configs = new TopicWriter(stack.bootstrapServers(), "connect-configs");
    configs.send("connector-stored", stored.toString());
    configs.finish();

    await("the stored connector runs")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> stack.rest().isRunning("stored"));
    assertThat(Files.readString(stack.workerLog()))
        .contains("'poll.intervall.ms': did you mean 'poll.interval.ms'?");
  }
}
