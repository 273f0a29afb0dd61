/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sees that the broker has looked for expired records in all topics. The sign is a record of last
 * year in a topic with the broker's own settings: it is gone when the broker has come by.
 */
final class RetentionPass {

  private static final String TOPIC = "retention-canary";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RetentionPass() {}

  /**
   * Waits for a whole pass over what is in the topics now. The first canary may be deleted by a
   * pass that began before; the second is by one that began after; when the third is gone, that one
   * has ended.
   *
   * @throws IllegalStateException when a canary is still there after a minute
   */
  static void await(String bootstrapServers) throws ExecutionException, InterruptedException {
    Map<String, Object> broker =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(broker);
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new StringSerializer())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      for (int canary = 0; canary < 3; canary++) {
        long lastYear = Instant.now().minus(Duration.ofDays(365)).toEpochMilli();
        long offset =
            producer.send(new ProducerRecord<>(TOPIC, 0, lastYear, "canary", "")).get().offset();
        awaitDeleted(admin, offset);
      }
    }
  }

  private static void awaitDeleted(Admin admin, long offset)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (first(admin) <= offset) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "The broker has deleted no expired record of topic %s within %d s; see broker/broker.log"
                .formatted(TOPIC, PATIENCE.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static long first(Admin admin) throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(Map.of(PARTITION, OffsetSpec.earliest()))
        .partitionResult(PARTITION)
        .get()
        .offset();
  }
}
