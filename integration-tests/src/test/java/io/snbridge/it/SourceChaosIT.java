/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.chaos.Chaos;
import io.snbridge.it.ChaosTopic.Kill;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A source whose worker is killed four times, on an instance on which everything goes wrong. A seed
 * that failed is run again with {@code -Dsnbridge.chaos.seed}.
 */
@Tag(Lanes.ON_OLDEST)
class SourceChaosIT extends ConnectIT {

  private static final String NAME = "chaos";
  private static final int KILLS = 4;
  private static final int RECORDS_OF_A_LIFE = 50;
  private static final int LONGEST_LIFE_MS = 6_000;
  private static final Duration LAST_LIFE = Duration.ofSeconds(15);

  private final Map<String, ChaosTopic> topics = new TreeMap<>();
  private final List<Kill> kills = new ArrayList<>();
  private final long seed = Long.getLong("snbridge.chaos.seed", new Random().nextInt(1_000_000));

  @Test
  void lastStatesAndDeletesAreInKafkaWhateverGoesWrong() throws Exception {
    try (Chaos chaos = new Chaos(emulator, seed)) {
      Map<String, String> settings = settings(new Random(seed));
      start(source(NAME, settings));
      try {
        run(chaos, new Random(seed));
      } catch (Throwable failed) {
        throw new AssertionError(
            "%s; settings %s; replay with -Dsnbridge.chaos.seed=%d"
                .formatted(chaos.describe(), new TreeMap<>(settings), seed),
            failed);
      } finally {
        topics.values().forEach(ChaosTopic::close);
      }
    }
  }

  private void run(Chaos chaos, Random random) throws Exception {
    chaos.begin();
    for (String table : Chaos.TABLES) {
      topics.put(table, new ChaosTopic(stack.bootstrapServers(), NAME + "." + table));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      awaitLife();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MS));
      Instant before = Instant.now();
      stack.killWorker();
      kills.add(new Kill(before, Instant.now()));
      stack.startWorker();
    }
    awaitLife();
    chaos.lastLife();
    TimeUnit.MILLISECONDS.sleep(LAST_LIFE.toMillis());
    chaos.endChanges();
    await("every kind of fault").atMost(PATIENCE).until(() -> chaos.notYetDealt().isEmpty());
    for (String table : Chaos.TABLES) {
      await("the last states of " + table)
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(chaos.differences(table, topics.get(table).lastStates())).isEmpty());
      assertThat(topics.get(table).disorder(kills, chaos.putBack())).isEmpty();
    }
    assertThat(stack.rest().isRunning(NAME)).isTrue();
    assertNoTaskHasFailed();
  }

  /** A task that goes on: what it has read arrives. */
  private void awaitLife() {
    Map<String, Integer> before = new HashMap<>();
    topics.forEach((table, topic) -> before.put(table, topic.records()));
    topics.forEach(
        (table, topic) ->
            await("records of " + table)
                .atMost(PATIENCE)
                .until(() -> topic.records() > before.get(table) + RECORDS_OF_A_LIFE));
  }

  /** A worker that starts starts what has failed, so the log is asked. */
  private static void assertNoTaskHasFailed() throws Exception {
    assertThat(Files.readAllLines(stack.workerLog()))
        .filteredOn(line -> line.contains("will not recover until manually restarted"))
        .filteredOn(line -> line.contains("id=" + NAME + "-"))
        .isEmpty();
  }

  private static Map<String, String> settings(Random random) {
    Map<String, String> settings = new HashMap<>();
    settings.put("tasks.max", any(random, "1", "2"));
    settings.put("servicenow.auth.type", "oauth2");
    settings.put("servicenow.oauth2.client.id", CLIENT);
    settings.put("servicenow.oauth2.client.secret", CLIENT_SECRET);
    settings.put("servicenow.request.timeout.ms", "3000");
    settings.put("servicenow.retry.max.backoff.ms", "500");
    settings.put("servicenow.max.concurrent.requests", any(random, "1", "4"));
    // One by its name, the other one by a pattern.
    settings.put("tables", "u_order,u_t?sk");
    settings.put("tables.refresh.interval.ms", "2000");
    settings.put("schema.mode", any(random, "none", "string", "dictionary"));
    settings.put("page.size", any(random, "20", "100"));
    settings.put("deletes", "tombstone");
    settings.put("record.timestamp", any(random, "none", "row"));
    settings.put("deletes.settle.ms", "1000");
    settings.put("lookback.ms", "8000");
    settings.put("hidden.recheck.ms", "1000");
    return settings;
  }

  private static String any(Random random, String... values) {
    return List.of(values).get(random.nextInt(values.length));
  }
}
