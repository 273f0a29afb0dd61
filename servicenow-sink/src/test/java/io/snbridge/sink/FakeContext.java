/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Connect's side of a task. Like Connect's WorkerSinkTask and its context (3.9.2 and 4.3.1), it
 * remembers which partitions the task has paused beyond their revocation.
 */
final class FakeContext implements SinkTaskContext {

  /** A record in the dead letter queue. */
  record Dead(SinkRecord record, Throwable error) {}

  final Set<TopicPartition> assigned = new HashSet<>();

  /** By the consumer, which forgets those that it loses. */
  final Set<TopicPartition> paused = new HashSet<>();

  /** {@code WorkerSinkTaskContext.pausedPartitions()}. */
  private final Set<TopicPartition> remembered = new HashSet<>();

  final List<Dead> dead = new ArrayList<>();
  boolean reports;
  CompletableFuture<Void> reported = CompletableFuture.completedFuture(null);
  long timeoutMs = -1;

  /** How often the task has paused something that was not paused. */
  int pauses;

  FakeContext(boolean reports) {
    this.reports = reports;
  }

  private Future<Void> report(SinkRecord record, Throwable error) {
    dead.add(new Dead(record, error));
    return reported;
  }

  @Override
  public ErrantRecordReporter errantRecordReporter() {
    return reports ? this::report : null;
  }

  @Override
  public Map<String, String> configs() {
    return new HashMap<>();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    throw new AssertionError("The sink never rewinds");
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    throw new AssertionError("The sink never rewinds");
  }

  @Override
  public void timeout(long timeout) {
    timeoutMs = timeout;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(assigned);
  }

  /** {@code onPartitionsAssigned}, which pauses again what is remembered. */
  void assign(List<TopicPartition> partitions) {
    assigned.addAll(partitions);
    remembered.retainAll(assigned);
    paused.addAll(remembered);
  }

  /** {@code onPartitionsRevoked}. */
  void revoke(List<TopicPartition> partitions) {
    assigned.removeAll(partitions);
    paused.removeAll(partitions);
  }

  @Override
  public void pause(TopicPartition... partitions) {
    remembered.addAll(List.of(partitions));
    assertAssigned(partitions);
    pauses += paused.addAll(List.of(partitions)) ? 1 : 0;
  }

  @Override
  public void resume(TopicPartition... partitions) {
    List.of(partitions).forEach(remembered::remove);
    assertAssigned(partitions);
    List.of(partitions).forEach(paused::remove);
  }

  private void assertAssigned(TopicPartition... partitions) {
    if (!assigned.containsAll(List.of(partitions))) {
      throw new AssertionError("Not assigned: " + List.of(partitions) + " of " + assigned);
    }
  }

  @Override
  public void requestCommit() {}
}
