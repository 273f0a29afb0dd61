/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a sink is behind its topic, by what it has committed. */
final class Lag implements AutoCloseable {

  private final Admin admin;
  private final String connector;
  private final String group;
  private final Map<TopicPartition, OffsetSpec> ends;

  /**
   * Of a connector that has its topic's name.
   *
   * @param topic that is there
   */
  Lag(String bootstrapServers, String topic, int partitions) {
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    this.connector = topic;
    this.group = "connect-" + topic;
    this.ends =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
  }

  /**
   * Waits.
   *
   * @param worker that runs the connector
   * @throws IllegalStateException when it takes too long, or a task has failed
   */
  void awaitAtMost(long records, Duration longest, ConnectWorker worker)
      throws IOException, InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + longest.toNanos();
    long looks = 0;
    for (long now = records(); now > records; now = records()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%d records are left after %s".formatted(now, longest));
      }
      if (++looks % 50 == 0) {
        worker.requireNotFailed(connector);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private long records() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return admin.listOffsets(ends).all().get().entrySet().stream()
        .mapToLong(
            end ->
                end.getValue().offset()
                    - Optional.ofNullable(committed.get(end.getKey()))
                        .map(OffsetAndMetadata::offset)
                        .orElse(0L))
        .sum();
  }

  @Override
  public void close() {
    admin.close();
  }
}
