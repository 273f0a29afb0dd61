/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A topic, from its beginning on, as far as it was committed. Owned by one thread. */
final class Topic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final String name;
  private final Consumer<byte[], byte[]> consumer;
  private final LongSupplier nanoTime;
  private List<TopicPartition> partitions = List.of();
  private long cut;

  /**
   * @param consumer of no group; is closed with this
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  Topic(String name, Consumer<byte[], byte[]> consumer, LongSupplier nanoTime) {
    this.name = name;
    this.consumer = consumer;
    this.nanoTime = nanoTime;
  }

  /** Receives records. */
  interface Receiver {
    void receive(ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * Goes to its beginning.
   *
   * @throws CommandException when there is no such topic, or no answer
   */
  void begin() {
    asking(
        () -> {
          List<PartitionInfo> known = consumer.partitionsFor(name);
          if (known == null || known.isEmpty()) {
            throw missing();
          }
          partitions =
              known.stream()
                  .map(partition -> new TopicPartition(name, partition.partition()))
                  .toList();
          consumer.assign(partitions);
          consumer.seekToBeginning(partitions);
          cut =
              consumer.beginningOffsets(partitions).values().stream()
                  .mapToLong(Long::longValue)
                  .sum();
        });
  }

  /** How many records its partitions have had before what is there now. */
  long cut() {
    return cut;
  }

  /**
   * Reads on, to where it ends now.
   *
   * @throws CommandException when Kafka does not answer
   */
  void readOn(Receiver receiver, Progress progress) {
    asking(
        () -> {
          Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
          long heard = nanoTime.getAsLong();
          while (isLeft(ends)) {
            long before = position();
            int count = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
              receiver.receive(record);
              count++;
            }
            progress.step(count);
            if (position() > before) {
              heard = nanoTime.getAsLong();
            } else if (nanoTime.getAsLong() - heard > LONGEST_SILENCE.toNanos()) {
              throw new org.apache.kafka.common.errors.TimeoutException(
                  "nothing came for " + LONGEST_SILENCE.toSeconds() + " s");
            }
          }
        });
  }

  /** Records between where it is read and where it ends, at most. */
  long left() {
    long[] left = new long[1];
    asking(
        () ->
            left[0] =
                consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum()
                    - position());
    return left[0];
  }

  /**
   * One record, which was read before.
   *
   * @return empty when it is gone since
   */
  Optional<ConsumerRecord<byte[], byte[]>> at(int partition, long offset) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    asking(
        () -> {
          TopicPartition one = new TopicPartition(name, partition);
          long back = consumer.position(one);
          List<TopicPartition> others =
              partitions.stream().filter(other -> !other.equals(one)).toList();
          consumer.pause(others);
          consumer.seek(one, offset);
          long begun = nanoTime.getAsLong();
          while (consumer.position(one) <= offset
              && nanoTime.getAsLong() - begun < LONGEST_SILENCE.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
              if (record.offset() == offset) {
                found.add(record);
              }
            }
          }
          consumer.seek(one, back);
          consumer.resume(others);
        });
    return found.stream().findFirst();
  }

  private long position() {
    return partitions.stream().mapToLong(consumer::position).sum();
  }

  private boolean isLeft(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private void asking(Runnable step) {
    try {
      step.run();
    } catch (UnknownTopicOrPartitionException unknown) {
      throw missing();
    } catch (AuthorizationException refused) {
      throw CommandException.decide(
          "Kafka does not let this user read topic '%s': %s".formatted(name, refused.getMessage()),
          refused);
    } catch (KafkaException failed) {
      throw CommandException.unreachable(
          "Topic '%s' cannot be read from Kafka: %s".formatted(name, failed.getMessage()), failed);
    }
  }

  private CommandException missing() {
    return CommandException.decide(
        "There is no topic '%s'. If a transform gives the records another one, name it with --topic"
            .formatted(name));
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
