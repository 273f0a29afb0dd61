/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics from their beginning on a thread of its own, those that do not exist yet from when
 * they do. It creates none: their settings are the connectors' affair.
 */
final class TopicTail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<ConsumerRecord<String, String>> records;
  private final KafkaConsumer<String, String> consumer;
  private final Set<String> awaited;
  private final List<TopicPartition> assigned = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  // Written by the thread that reads, thrown to those who ask.
  private volatile RuntimeException failure;
  private final Thread thread = new Thread(this::run, "topic-tail");

  /**
   * Begins to read.
   *
   * @param records is told of each record, by the thread that reads
   */
  TopicTail(
      String bootstrapServers,
      List<String> topics,
      Consumer<ConsumerRecord<String, String>> records) {
    this.records = records;
    this.awaited = new LinkedHashSet<>(topics);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"),
            new StringDeserializer(),
            new StringDeserializer());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (closed.getCount() > 0) {
        if (!awaited.isEmpty()) {
          assignThoseThatExist();
        }
        if (assigned.isEmpty()) {
          closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          consumer.poll(POLL).forEach(records);
        }
      }
    } catch (WakeupException | InterruptedException e) {
      // close() was called: the end of this thread.
      return;
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void assignThoseThatExist() {
    Map<String, List<PartitionInfo>> existing = consumer.listTopics();
    boolean found = false;
    for (String topic : List.copyOf(awaited)) {
      for (PartitionInfo partition : existing.getOrDefault(topic, List.of())) {
        assigned.add(new TopicPartition(topic, partition.partition()));
        awaited.remove(topic);
        found = true;
      }
    }
    if (found) {
      consumer.assign(assigned);
    }
  }

  /**
   * Looks whether it still reads.
   *
   * @throws IllegalStateException when reading has failed, with the reason
   */
  void requireReading() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException("Reading from Kafka failed: " + cause.getMessage(), cause);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
  }
}
