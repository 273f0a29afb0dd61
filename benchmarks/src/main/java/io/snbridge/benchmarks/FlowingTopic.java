/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Records that come one after the other into the topic of a {@link SoakTopic}, none of them a
 * delete: nineteen of twenty have one of many keys, and each of the others creates a row.
 */
final class FlowingTopic implements AutoCloseable {

  private static final int KEYS = 1_500;
  private static final int EVERY_CREATE = 20;

  /** A record, in the place that the broker gave it. */
  private record Sent(String key, int sequence, int partition, long offset) {}

  /** A record under way. */
  private record Sending(String key, int sequence, Future<RecordMetadata> place) {}

  private final KafkaProducer<String, String> producer;
  private final int perSecond;
  private final List<Sending> sending = new ArrayList<>();
  private final Thread thread = new Thread(this::run);

  FlowingTopic(String bootstrapServers, int perSecond) {
    this.producer = Records.producer(bootstrapServers);
    this.perSecond = perSecond;
  }

  /** The first record comes now. */
  void begin() {
    thread.start();
  }

  /** No record comes any more. */
  void end() throws InterruptedException {
    thread.interrupt();
    thread.join();
    producer.flush();
  }

  private void run() {
    Random random = new Random(14);
    long start = System.nanoTime();
    try {
      for (int sequence = 1; true; sequence++) {
        String key =
            sequence % EVERY_CREATE == 0 ? null : "%032x".formatted(1 + random.nextInt(KEYS));
        String value = "{\"u_seq\": %d, \"u_text\": \"record %d\"}".formatted(sequence, sequence);
        Future<RecordMetadata> place =
            producer.send(new ProducerRecord<>(SoakTopic.NAME, key, value));
        synchronized (sending) {
          sending.add(new Sending(key, sequence, place));
        }
        long next = start + sequence * 1_000_000_000L / perSecond;
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }

  /** Partitions of the records so far, by their sequence. */
  Map<Integer, Integer> partitions() throws InterruptedException, ExecutionException {
    Map<Integer, Integer> partitions = new HashMap<>();
    sent().forEach(record -> partitions.put(record.sequence(), record.partition()));
    return partitions;
  }

  /** What ServiceNow must equal. */
  SoakTopic expected() throws InterruptedException, ExecutionException {
    List<Sent> sent = sent();
    SoakTopic expected = new SoakTopic(sent.size(), SoakApi.TABLE);
    sent.stream()
        .sorted(Comparator.comparingInt(Sent::partition).thenComparingLong(Sent::offset))
        .forEach(
            record ->
                expected.add(
                    record.key(),
                    false,
                    record.sequence(),
                    SoakTopic.place(record.partition(), record.offset())));
    return expected;
  }

  private List<Sent> sent() throws InterruptedException, ExecutionException {
    List<Sending> all;
    synchronized (sending) {
      all = List.copyOf(sending);
    }
    List<Sent> sent = new ArrayList<>();
    for (Sending record : all) {
      RecordMetadata place = record.place().get();
      sent.add(new Sent(record.key(), record.sequence(), place.partition(), place.offset()));
    }
    return sent;
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close();
  }
}
