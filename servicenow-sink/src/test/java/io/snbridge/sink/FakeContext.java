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

/** Connect's side of a task: remembers what was asked of it. */
final class FakeContext implements SinkTaskContext {

  /** A record in the dead letter queue. */
  record Dead(SinkRecord record, Throwable error) {}

  final Set<TopicPartition> assigned = new HashSet<>();
  final Set<TopicPartition> paused = new HashSet<>();
  final List<Dead> dead = new ArrayList<>();
  boolean reports;
  CompletableFuture<Void> reported = CompletableFuture.completedFuture(null);
  long timeoutMs = -1;
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

  @Override
  public void pause(TopicPartition... partitions) {
    assertAssigned(partitions);
    paused.addAll(List.of(partitions));
    pauses++;
  }

  @Override
  public void resume(TopicPartition... partitions) {
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
