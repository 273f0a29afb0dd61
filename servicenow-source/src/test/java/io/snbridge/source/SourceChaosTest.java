/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.chaos.Chaos;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A task whose worker is killed, on an instance on which everything goes wrong. A seed that failed
 * is run again with {@code -Dsnbridge.chaos.seed}.
 */
@Timeout(180)
class SourceChaosTest {

  private static final int KILLS = 4;
  private static final int LONGEST_LIFE_MS = 6_000;
  private static final Duration AFTER_HAND_OVER = Duration.ofMillis(300);
  private static final Duration LAST_LIFE = Duration.ofSeconds(16);
  private static final Duration LONGEST_END = Duration.ofSeconds(60);

  static LongStream seeds() {
    Long asked = Long.getLong("snbridge.chaos.seed");
    return asked == null ? LongStream.of(new Random().nextInt(1_000_000)) : LongStream.of(asked);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void lastStatesAndDeletesAreInKafkaWhateverGoesWrong(long seed) throws Exception {
    try (ServiceNowEmulator instance =
            ServiceNowEmulator.builder()
                .oauthClient("client", "secret")
                .recordedRequests(200)
                .seed(seed)
                .start();
        Chaos chaos = new Chaos(instance, seed)) {
      Map<String, String> config = config(instance, new Random(seed));
      ChaosKafka kafka = new ChaosKafka(config, seed);
      try {
        run(chaos, kafka, config, new Random(seed));
      } catch (Throwable failed) {
        throw new AssertionError(
            "%s; settings %s; replay with -Dsnbridge.chaos.seed=%d"
                .formatted(chaos.describe(), new TreeMap<>(config), seed),
            failed);
      }
    }
  }

  private static void run(Chaos chaos, ChaosKafka kafka, Map<String, String> config, Random random)
      throws InterruptedException {
    chaos.begin();
    for (int kill = 0; kill < KILLS; kill++) {
      mayReadAgain(config, random);
      ServiceNowSourceTask task = kafka.start();
      if (kill == 0) {
        pollUntilSnapshotIsHandedOver(task, kafka);
      } else {
        poll(task, kafka, Duration.ofMillis(random.nextInt(LONGEST_LIFE_MS)));
      }
      kafka.killed();
      task.stop();
    }
    mayReadAgain(config, random);
    ServiceNowSourceTask task = kafka.start();
    chaos.lastLife();
    poll(task, kafka, LAST_LIFE);
    chaos.endChanges();
    long deadline = System.nanoTime() + LONGEST_END.toNanos();
    while (System.nanoTime() < deadline && !isDone(chaos, kafka)) {
      kafka.take(task, task.poll());
    }
    task.stop();
    for (String table : Chaos.TABLES) {
      assertThat(differences(table, chaos, kafka)).isEmpty();
    }
    assertThat(kafka.disorder(chaos.putBack())).isEmpty();
    assertThat(chaos.notYetDealt()).isEmpty();
  }

  /** Some tables are to be read once more, or go on being read. */
  private static void mayReadAgain(Map<String, String> config, Random random) {
    for (String table : Chaos.TABLES) {
      config.put("table." + table + ".snapshot.id", Integer.toString(random.nextInt(2)));
    }
  }

  private static void pollUntilSnapshotIsHandedOver(ServiceNowSourceTask task, ChaosKafka kafka)
      throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_END.toNanos();
    while (!kafka.hasChanges() && System.nanoTime() < deadline) {
      kafka.take(task, task.poll());
    }
    poll(task, kafka, AFTER_HAND_OVER);
  }

  private static void poll(ServiceNowSourceTask task, ChaosKafka kafka, Duration time)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      kafka.take(task, task.poll());
    }
  }

  private static boolean isDone(Chaos chaos, ChaosKafka kafka) {
    return chaos.notYetDealt().isEmpty()
        && Chaos.TABLES.stream().allMatch(table -> differences(table, chaos, kafka).isEmpty());
  }

  private static List<String> differences(String table, Chaos chaos, ChaosKafka kafka) {
    return chaos.differences(table, kafka.lastStates("servicenow." + table));
  }

  private static Map<String, String> config(ServiceNowEmulator instance, Random random) {
    Map<String, String> config = new HashMap<>();
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.auth.type", "oauth2");
    config.put("servicenow.oauth2.client.id", "client");
    config.put("servicenow.oauth2.client.secret", "secret");
    config.put("servicenow.request.timeout.ms", "3000");
    config.put("servicenow.retry.initial.backoff.ms", "1");
    config.put("servicenow.retry.max.backoff.ms", "200");
    config.put("servicenow.max.concurrent.requests", any(random, "1", "2", "4"));
    config.put("tables", String.join(",", Chaos.TABLES));
    config.put("schema.mode", any(random, "none", "string", "dictionary"));
    config.put("page.size", any(random, "7", "20", "100"));
    config.put("deletes", "tombstone");
    config.put("record.timestamp", any(random, "none", "row"));
    config.put("poll.interval.ms", "50");
    config.put("settle.ms", "1000");
    config.put("settle.mode", any(random, "early", "wait"));
    config.put("deletes.settle.ms", "1000");
    config.put("lookback.ms", "8000");
    config.put("hidden.recheck.ms", "1000");
    return config;
  }

  private static String any(Random random, String... values) {
    return List.of(values).get(random.nextInt(values.length));
  }
}
