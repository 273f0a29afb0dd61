/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;

/**
 * The consumers of a sink, one for each task, as the broker sees them. While their group is not
 * stable, they have no partitions.
 */
final class SinkGroup implements AutoCloseable {

  private final Admin admin;
  private final String connector;
  private final int partitions;

  /**
   * @param partitions of its topic
   */
  SinkGroup(String bootstrapServers, String connector, int partitions) {
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    this.connector = connector;
    this.partitions = partitions;
  }

  /**
   * Waits until there are so many, with as many partitions each.
   *
   * @throws IllegalStateException when it takes too long
   */
  void awaitMembers(int count, Duration longest) throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + longest.toNanos();
    for (ConsumerGroupDescription group = describe();
        group.members().size() != count
            || !group.members().stream().allMatch(one -> read(one) == partitions / count);
        group = describe()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("After %s: %s".formatted(longest, group));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** The broker's id of a task's consumer. */
  String idOf(int task) throws InterruptedException, ExecutionException {
    String client = "connector-consumer-%s-%d".formatted(connector, task);
    List<String> ids =
        describe().members().stream()
            .filter(member -> member.clientId().equals(client))
            .map(MemberDescription::consumerId)
            .toList();
    if (ids.size() != 1) {
      throw new IllegalStateException(client + " has " + ids);
    }
    return ids.get(0);
  }

  /** Whether all partitions are given to others than a consumer that is dead. */
  boolean isWithout(String dead) throws InterruptedException, ExecutionException {
    ConsumerGroupDescription group = describe();
    return group.members().stream().noneMatch(member -> member.consumerId().equals(dead))
        && group.members().stream().mapToInt(SinkGroup::read).sum() == partitions;
  }

  private ConsumerGroupDescription describe() throws InterruptedException, ExecutionException {
    String group = "connect-" + connector;
    return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
  }

  private static int read(MemberDescription member) {
    return member.assignment().topicPartitions().size();
  }

  @Override
  public void close() {
    admin.close();
  }
}
