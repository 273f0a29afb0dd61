/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.doorbell;

import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.OneLine;
import io.snbridge.source.config.DoorbellKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic whose messages name tables, from its end, and rings for each. It is a hint only:
 * whatever happens to the topic, the tables are read at their intervals, and the task goes on. Its
 * thread ends with {@link #close}.
 */
public final class DoorbellTopic implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DoorbellTopic.class);

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Between two looks at the topic's partitions, and before the next consumer after a failure. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Duration LONGEST_CLOSE = Duration.ofMillis(250);

  private final String topic;
  private final Map<String, Object> settings;
  private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
  private final Predicate<String> bell;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongSupplier nanoTime = System::nanoTime;
  private final OncePerMinute warnings = new OncePerMinute(nanoTime);
  private final LongAdder rings = new LongAdder();
  private final LongAdder unread = new LongAdder();

  private volatile Optional<Consumer<byte[], byte[]>> open = Optional.empty();

  private DoorbellTopic(
      String topic,
      Map<String, Object> settings,
      Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers,
      Predicate<String> bell,
      LogContext logs) {
    this.topic = topic;
    this.settings = new HashMap<>(settings);
    this.settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, logs.owner() + "-doorbell");
    this.settings.putIfAbsent(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.settings.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    this.consumers = consumers;
    this.bell = bell;
    this.thread = logs.thread("doorbell", this::run);
  }

  /**
   * Listens, if there is a topic.
   *
   * @param bell rings for a table's name or alias; false when the task reads no such table
   * @param logs whose its thread is
   */
  public static Optional<DoorbellTopic> begin(
      DoorbellKeys keys, Predicate<String> bell, ConnectorMetrics metrics, LogContext logs) {
    return begin(keys, DoorbellTopic::kafkaConsumer, bell, metrics, logs);
  }

  static Optional<DoorbellTopic> begin(
      DoorbellKeys keys,
      Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers,
      Predicate<String> bell,
      ConnectorMetrics metrics,
      LogContext logs) {
    Optional<DoorbellTopic> doorbell =
        keys.topic().map(topic -> new DoorbellTopic(topic, keys.consumer(), consumers, bell, logs));
    doorbell.ifPresent(
        begun -> {
          metrics.add(
              "doorbell-rings-total",
              "Messages of doorbell.topic for which a table of the task was polled at once",
              Map.of(),
              begun.rings::sum);
          metrics.add(
              "doorbell-unread-total",
              "Messages of doorbell.topic that name no table",
              Map.of(),
              begun.unread::sum);
          begun.thread.start();
        });
    return doorbell;
  }

  private static Consumer<byte[], byte[]> kafkaConsumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void run() {
    try {
      do {
        listen();
      } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException | InterruptException | WakeupException stopping) {
      LOG.debug("The doorbell ends because the task stops");
    }
  }

  /** Until it fails. */
  private void listen() {
    Optional<Consumer<byte[], byte[]>> made = Optional.empty();
    try {
      made = Optional.of(consumers.apply(settings));
      open = made;
      listen(made.get());
    } catch (WakeupException | InterruptException stopping) {
      throw stopping;
    } catch (RuntimeException | Error failed) {
      Throwable reason = failed.getCause() == null ? failed : failed.getCause();
      warn(reason.getMessage() == null ? reason.toString() : reason.getMessage());
    } finally {
      open = Optional.empty();
      made.ifPresent(DoorbellTopic::close);
    }
  }

  private static void close(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.close(LONGEST_CLOSE);
    } catch (RuntimeException | Error failed) {
      LOG.debug("The doorbell's consumer cannot be closed", failed);
    }
  }

  private void listen(Consumer<byte[], byte[]> consumer) {
    long looked = 0;
    while (closed.getCount() > 0) {
      boolean isDue = nanoTime.getAsLong() - looked > PAUSE.toNanos();
      if (consumer.assignment().isEmpty() || isDue) {
        if (!assign(consumer)) {
          warn("no broker of doorbell.consumer.bootstrap.servers has it");
          return;
        }
        looked = nanoTime.getAsLong();
      }
      consumer.poll(POLL).forEach(this::ring);
    }
  }

  /** From the end of its partitions, and from the beginning of those added since. */
  private boolean assign(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    List<TopicPartition> added = new ArrayList<>(all);
    added.removeAll(consumer.assignment());
    boolean isFirst = consumer.assignment().isEmpty();
    if (!added.isEmpty()) {
      consumer.assign(all);
      if (isFirst) {
        consumer.seekToEnd(added);
      } else {
        consumer.seekToBeginning(added);
      }
    }
    return !all.isEmpty();
  }

  private void ring(ConsumerRecord<byte[], byte[]> message) {
    List<String> tables = DoorbellMessage.tables(message.key(), message.value());
    if (tables.isEmpty()) {
      unread.increment();
      LOG.debug(
          "Message {} of partition {} of doorbell.topic '{}' names no table",
          message.offset(),
          message.partition(),
          topic);
    }
    // Each of them, whatever the others are.
    if (tables.stream().filter(bell).count() > 0) {
      rings.increment();
    }
  }

  private void warn(String reason) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "doorbell.topic '{}' cannot be read: {}. It is tried again; meanwhile tables"
                        + " are polled every poll.interval.ms only.{}",
                    topic,
                    OneLine.of(reason, 500),
                    more));
  }

  /** Lets its thread end, and does not wait for that. */
  @Override
  public void close() {
    closed.countDown();
    open.ifPresent(Consumer::wakeup);
  }

  /** Waits a moment for its thread to end, after {@link #close}. */
  public void awaitEnd() {
    try {
      thread.join(2 * LONGEST_CLOSE.toMillis());
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
  }
}
