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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Stop and delete answer at once, however long ServiceNow has told the connector to wait. */
@Order(Lanes.PROMPT)
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
    int tasks = startAndAwaitBackOff(connector);
    int before = verdicts(name).size();
    stack.rest().stop(name);
    await("stopped")
        .atMost(AT_ONCE)
        .untilAsserted(
            () -> {
              assertThat(stack.rest().status(name).at("/connector/state").asText())
                  .isEqualTo("STOPPED");
              assertThat(stack.rest().status(name).at("/tasks")).isEmpty();
            });
    assertGraceful(name, before + tasks);
    stack.rest().delete(name);

    // And once more, deleted while it waits.
    emulator.requests().clear();
    tasks = startAndAwaitBackOff(connector);
    before = verdicts(name).size();
    stack.rest().delete(name);
    await("deleted")
        .atMost(AT_ONCE)
        .untilAsserted(() -> assertThat(stack.rest().connectors().toString()).doesNotContain(name));
    assertGraceful(name, before + tasks);
  }

  /** Returns how many tasks run. */
  private int startAndAwaitBackOff(ObjectNode connector) throws Exception {
    start(connector);
    await("the connector has been told to wait")
        .atMost(PATIENCE)
        .until(() -> emulator.requests().count() > 0);
    return stack.rest().status(connector.get("name").asText()).at("/tasks").size();
  }

  /** REST forgets a connector before its tasks have ended: only the log tells how they did. */
  private static void assertGraceful(String name, int stops) {
    await("Connect's verdict on each task of " + name)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(verdicts(name)).hasSizeGreaterThanOrEqualTo(stops));
    assertThat(verdicts(name)).as("Connect's verdicts").containsOnly("succeeded");
  }

  /**
   * What the worker said of each stop of a task: {@code succeeded}, or {@code failed} after 5 s.
   */
  private static List<String> verdicts(String name) {
    Pattern verdict =
        Pattern.compile("Graceful stop of task " + Pattern.quote(name) + "-\\d+ (\\w+)");
    try {
      return verdict
          .matcher(Files.readString(stack.workerLog()))
          .results()
          .map((MatchResult found) -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
