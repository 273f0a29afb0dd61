/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tables that are polled once an hour, and a topic that tells of their changes. */
class DoorbellIT extends ConnectIT {

  private static final String TOPIC = "bell.changes";

  @Test
  void changeThatIsToldOfIsReadAtOnceWhateverElseIsSaid() throws Exception {
    emulator.table("u_bell", ColumnDefinition.col("u_text", "string"));
    emulator.table("u_other", ColumnDefinition.col("u_text", "string"));
    emulator.insert("u_bell", Map.of("u_text", "first"));
    emulator.insert("u_other", Map.of("u_text", "first"));
    send("created", "by the first message");
    start(
        source(
            "bell",
            Map.of(
                "tables",
                "u_bell,other",
                "table.other.name",
                "u_other",
                "poll.interval.ms",
                "3600000",
                "doorbell.topic",
                TOPIC,
                "doorbell.consumer.bootstrap.servers",
                stack.bootstrapServers())));
    try (TopicReader bell = new TopicReader(stack.bootstrapServers(), "bell.u_bell");
        TopicReader other = new TopicReader(stack.bootstrapServers(), "bell.other")) {
      await().atMost(PATIENCE).until(() -> bell.read().keys() == 1 && other.read().keys() == 1);
      // The first poll of the changes is over.
      awaitNoRequest();
      emulator.insert("u_bell", Map.of("u_text", "second"));
      emulator.insert("u_other", Map.of("u_text", "second"));
      awaitNoRequest();
      assertThat(bell.read().keys()).as("nobody has told of it").isEqualTo(1);

      send("no", "{\"table\": [\"u_bell");
      send("u_bell", null);
      send(null, "{\"table\": \"u_unknown\"}");
      await().atMost(PATIENCE).until(() -> rung("u_bell", bell));
      await().atMost(PATIENCE).until(() -> rung("OTHER", other));
    }
  }

  private void awaitNoRequest() {
    AtomicLong before = new AtomicLong();
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(2))
        .until(() -> emulator.requests().count(), count -> count == before.getAndSet(count));
  }

  /** A worker that has just started may read the topic from a moment later on. */
  private boolean rung(String table, TopicReader reader) throws Exception {
    send(null, "{\"table\": \"" + table + "\"}");
    return reader.read().keys() == 2;
  }

  private static void send(String key, String value) throws Exception {
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), TOPIC);
    writer.send(key, value);
    writer.finish();
  }
}
