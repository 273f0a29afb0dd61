/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the source's topics from their beginning on a thread of its own, counts, and remembers the
 * last version of each row. When reading has failed, each question throws an {@link
 * IllegalStateException} that says so.
 */
final class TopicTail implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A change that came after the snapshot. */
  record Change(String topic, String operation, String key, JsonNode row) {}

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, JsonNode> rows = new java.util.HashMap<>();
  private final KafkaConsumer<String, String> consumer;
  private final List<String> topics;
  private final Consumer<Change> changes;
  private final CountDownLatch closed = new CountDownLatch(1);
  // Written by the thread that reads, thrown to those who ask.
  private volatile RuntimeException failure;
  private final Thread thread = new Thread(this::run, "topic-tail");

  TopicTail(String bootstrapServers, Collection<String> topics, Consumer<Change> changes) {
    this.topics = List.copyOf(topics);
    this.changes = changes;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "true"),
            new StringDeserializer(),
            new StringDeserializer());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : topics) {
        partitions.addAll(awaitPartitions(topic));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          accept(record);
        }
      }
    } catch (WakeupException e) {
      // close() was called: the end of this thread.
      return;
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** A topic may not exist before the source writes to it. */
  private List<TopicPartition> awaitPartitions(String topic) {
    while (true) {
      List<TopicPartition> found =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
      try {
        if (closed.await(200, TimeUnit.MILLISECONDS)) {
          throw new WakeupException();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("Interrupted while waiting for topic " + topic, e);
      }
    }
  }

  private void requireReading() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException(
          "Reading %s failed: %s".formatted(topics, cause.getMessage()), cause);
    }
  }

  private void accept(ConsumerRecord<String, String> record) {
    JsonNode row = parse(record.value());
    Header header = record.headers().lastHeader("servicenow.operation");
    String operation = header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    synchronized (this) {
      counts.merge(record.topic(), 1L, Long::sum);
      rows.put(record.topic() + "/" + record.key(), row);
    }
    if (!operation.equals("r")) {
      changes.accept(new Change(record.topic(), operation, record.key(), row));
    }
  }

  private static JsonNode parse(String value) {
    try {
      return value == null ? JSON.nullNode() : JSON.readTree(value);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("Not JSON: " + value, e);
    }
  }

  /** Records read so far, by topic. */
  synchronized Map<String, Long> counts() {
    requireReading();
    return new TreeMap<>(counts);
  }

  /** Different rows seen so far in a topic. */
  synchronized long distinctRows(String topic) {
    requireReading();
    return rows.keySet().stream().filter(k -> k.startsWith(topic + "/")).count();
  }

  /** The last version of a row, or a missing node. */
  synchronized JsonNode row(String topic, String key) {
    requireReading();
    JsonNode row = rows.get(topic + "/" + key);
    return row == null ? JSON.missingNode() : row;
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
  }
}
