/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.Broker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The kill of one of three workers, for good, while rows of several tables change. */
final class SourceKill {

  private static final int CHANGES_PER_SECOND = 50;

  /** Changes before the kill: longer than positions wait to be stored. */
  private static final Duration BEFORE = Duration.ofSeconds(25);

  private static final Duration AFTER = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Broker broker;
  private final List<String> topics;
  private final WorkerGroup workers;
  private final FreshRows rows;

  /**
   * @param topics of the tables; all snapshots are in them
   * @param workers three, that run the connector
   */
  SourceKill(Broker broker, List<String> topics, WorkerGroup workers, FreshRows rows) {
    this.broker = broker;
    this.topics = topics;
    this.workers = workers;
    this.rows = rows;
  }

  /**
   * Measures.
   *
   * @param name of the connector
   * @return a table in Markdown
   * @throws IllegalStateException when a change is lost, or came after a later one of its row
   */
  String measure(String name) throws IOException, InterruptedException {
    try (KafkaConsumer<String, byte[]> consumer = FreshnessRun.consumer(broker, topics)) {
      // All snapshots are in these topics.
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      rows.sent();
      rows.begin();
      Thread changes = changes();
      changes.start();
      read(consumer, rows::arrived, pause(BEFORE));
      Outage outage = new Outage(topics);
      workers.killLast();
      outage.begins(System.nanoTime());
      Arrival arrival =
          message ->
              rows.arrived(message)
                  .ifPresent(since -> outage.arrived(message.topic(), since, System.nanoTime()));
      long moved = 0;
      while (moved == 0) {
        read(consumer, arrival, pause(Duration.ofMillis(100)));
        moved = workers.runs(name) ? System.nanoTime() : 0;
      }
      outage.moved(moved);
      read(consumer, arrival, outage::isOver);
      read(consumer, arrival, pause(AFTER));
      changes.interrupt();
      changes.join();
      read(consumer, arrival, () -> rows.missing() == 0);
      MarkdownTable table =
          new MarkdownTable(
              "one of three workers is killed, %d changes/s".formatted(CHANGES_PER_SECOND),
              "s until its task runs elsewhere",
              "s from then until rows of all tables arrive",
              "tables that waited for it",
              "longest s from a change to its record, other tables",
              "changes",
              "records twice");
      table.add(
          "each row's last change arrived",
          outage.secondsUntilMoved(),
          outage.secondsFromThenOn(),
          outage.stood(),
          outage.longestOfOthers(),
          rows.changes(),
          rows.repeated());
      return table.toString();
    }
  }

  /** What becomes of a record. */
  private interface Arrival {
    void of(ConsumerRecord<String, byte[]> message);
  }

  private static BooleanSupplier pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    return () -> System.nanoTime() > end;
  }

  private void read(
      KafkaConsumer<String, byte[]> consumer, Arrival arrival, BooleanSupplier until) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!until.getAsBoolean()) {
      consumer.poll(Duration.ofMillis(20)).forEach(arrival::of);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "The last change of %d rows has not arrived".formatted(rows.missing()));
      }
    }
  }

  private Thread changes() {
    return new Thread(
        () -> {
          long start = System.nanoTime();
          try {
            for (long made = 1; true; made++) {
              rows.change(Duration.ZERO);
              long next = start + made * 1_000_000_000L / CHANGES_PER_SECOND;
              TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
          } catch (InterruptedException enough) {
            rows.end();
          }
        });
  }
}
