/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.emulator.ServiceNowEmulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The kill of one of three workers, for good, while records come that create rows and change them.
 */
final class SinkKill {

  /** More than one worker can write, and less than two. */
  private static final int RECORDS_PER_SECOND = 60;

  /** Records before the kill: longer than offsets wait to be committed. */
  private static final Duration BEFORE = Duration.ofSeconds(25);

  private static final Duration AFTER = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** A partition that nothing happens to has something new several times a second. */
  private static final Duration STANDS = Duration.ofSeconds(5);

  private final ServiceNowEmulator instance;
  private final String bootstrapServers;
  private final WorkerGroup workers;

  /**
   * @param workers three, that run the connector of a {@link SoakTopic}, which is empty
   */
  SinkKill(ServiceNowEmulator instance, String bootstrapServers, WorkerGroup workers) {
    this.instance = instance;
    this.bootstrapServers = bootstrapServers;
    this.workers = workers;
  }

  /**
   * Measures.
   *
   * @return a table in Markdown
   * @throws IllegalStateException when ServiceNow does not equal the topic in the end: says in what
   */
  String measure() throws IOException, InterruptedException, ExecutionException {
    String name = SoakTopic.NAME;
    try (SinkGroup group = new SinkGroup(bootstrapServers, name, SoakTopic.PARTITIONS);
        FlowingTopic topic = new FlowingTopic(bootstrapServers, RECORDS_PER_SECOND);
        Lag lag = new Lag(bootstrapServers, name, SoakTopic.PARTITIONS)) {
      group.awaitMembers(workers.size(), LONGEST);
      instance.requests().clear();
      topic.begin();
      TimeUnit.NANOSECONDS.sleep(BEFORE.toNanos());
      String dead = group.idOf(workers.taskOfLast(name));
      workers.killLast();
      Instant killed = Instant.now();
      Instant moved = null;
      Instant assigned = null;
      while (!(moved != null && assigned != null && allGoOn(topic, later(moved, assigned)))) {
        TimeUnit.MILLISECONDS.sleep(200);
        moved = moved == null && workers.runs(name) ? Instant.now() : moved;
        assigned = assigned == null && group.isWithout(dead) ? Instant.now() : assigned;
        if (Instant.now().isAfter(killed.plus(LONGEST))) {
          throw new IllegalStateException(
              "Killed %s, moved %s, assigned %s, and not all partitions go on"
                  .formatted(killed, moved, assigned));
        }
      }
      TimeUnit.NANOSECONDS.sleep(AFTER.toNanos());
      topic.end();
      lag.awaitAtMost(0, LONGEST, workers.first());
      requireEqual(topic);
      return table(topic, killed, moved, assigned);
    }
  }

  private boolean allGoOn(FlowingTopic topic, Instant since)
      throws InterruptedException, ExecutionException {
    return writes(topic).partitionsSince(since) == SoakTopic.PARTITIONS;
  }

  private SinkWrites writes(FlowingTopic topic) throws InterruptedException, ExecutionException {
    return SinkWrites.of(instance.requests().all(), topic.partitions());
  }

  private void requireEqual(FlowingTopic topic) throws InterruptedException, ExecutionException {
    List<String> wrong = topic.expected().differences(instance.rows(SoakApi.ROWS), Set.of());
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          "%d rows differ: %s"
              .formatted(wrong.size(), wrong.subList(0, Math.min(10, wrong.size()))));
    }
  }

  private String table(FlowingTopic topic, Instant killed, Instant moved, Instant assigned)
      throws InterruptedException, ExecutionException {
    SinkWrites writes = writes(topic);
    List<SinkWrites.Pause> pauses =
        writes.pauses(killed).stream()
            .sorted(Comparator.comparing(SinkWrites.Pause::length))
            .toList();
    List<SinkWrites.Pause> stood =
        pauses.stream().filter(pause -> pause.length().compareTo(STANDS) > 0).toList();
    Instant end =
        stood.stream().map(SinkWrites.Pause::end).max(Comparator.naturalOrder()).orElse(assigned);
    MarkdownTable table =
        new MarkdownTable(
            "one of three workers is killed, %d records/s".formatted(RECORDS_PER_SECOND),
            "s until Connect runs its task elsewhere",
            "s until Kafka has given its partitions to others",
            "s from then until all partitions go on",
            "partitions that stood still",
            "longest s without a write, that partition which stood least",
            "records",
            "writes of records written before",
            "rows");
    table.add(
        "ServiceNow equals the topic",
        seconds(killed, moved),
        seconds(killed, assigned),
        seconds(assigned, end),
        stood.size(),
        pauses.get(0).length().toMillis() / 1e3,
        writes.records(),
        writes.repeated(),
        instance.count(SoakApi.ROWS));
    return table.toString();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }
}
