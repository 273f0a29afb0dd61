/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stop and delete answer at once, however long ServiceNow has told the connector to wait. */
class LifecycleIT extends ConnectIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  @Test
  void sourceThatBacksOffStopsAndIsDeletedWithinFiveSeconds() throws Exception {
    emulator.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), RequestMatcher.any());
    assertStopsAndIsDeletedAtOnce(source("waiting-source", Map.of("tables", "incident,cmdb_ci")));
  }

  @Test
  void sinkThatBacksOffStopsAndIsDeletedWithinFiveSeconds() throws Exception {
    emulator.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), RequestMatcher.any());
    TopicWriter topic = new TopicWriter(stack.bootstrapServers(), "incident");
    for (int i = 0; i < 2_000; i++) {
      topic.send("%032x".formatted(i), "{\"active\": true}");
    }
    topic.finish();
    assertStopsAndIsDeletedAtOnce(sink("waiting-sink", Map.of("topics", "incident")));
  }

  private void assertStopsAndIsDeletedAtOnce(ObjectNode connector) throws Exception {
    String name = connector.get("name").asText();
    start(connector);
    await("the connector has been told to wait")
        .atMost(PATIENCE)
        .until(() -> emulator.requests().count() > 0);

    stack.rest().stop(name);
    await("stopped")
        .atMost(AT_ONCE)
        .untilAsserted(
            () -> {
              assertThat(stack.rest().status(name).at("/connector/state").asText())
                  .isEqualTo("STOPPED");
              assertThat(stack.rest().status(name).at("/tasks")).isEmpty();
            });
    stack.rest().delete(name);

    // And once more, deleted while it runs.
    start(connector);
    stack.rest().delete(name);
    await("deleted")
        .atMost(AT_ONCE)
        .untilAsserted(() -> assertThat(stack.rest().connectors().toString()).doesNotContain(name));
    assertThat(Files.readString(stack.workerLog()))
        .as("Connect's own verdict on tasks that do not stop in time")
        .doesNotContain("Graceful stop of task " + name);
  }
}
