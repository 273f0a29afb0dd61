/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How many records the topics of one partition have. */
final class TopicEnds implements AutoCloseable {

  private final Admin admin;
  private final List<String> topics;

  /** Creates the topics. */
  TopicEnds(String bootstrapServers, List<String> topics)
      throws InterruptedException, ExecutionException {
    this.topics = topics;
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    admin
        .createTopics(topics.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).toList())
        .all()
        .get();
  }

  long records() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest =
        topics.stream()
            .collect(
                Collectors.toMap(topic -> new TopicPartition(topic, 0), t -> OffsetSpec.latest()));
    return admin.listOffsets(latest).all().get().values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  @Override
  public void close() {
    admin.close();
  }
}
