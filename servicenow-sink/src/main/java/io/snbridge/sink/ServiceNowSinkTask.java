/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.connect.Version;
import io.snbridge.sink.config.SinkConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * The life cycle: what Connect calls is passed on to the {@link SinkPipeline} that {@link #start}
 * opens and {@link #stop} closes. All is called on the task's one thread.
 */
public final class ServiceNowSinkTask extends SinkTask {

  /** With the client's second to close it stays below task.shutdown.graceful.timeout.ms, 5 s. */
  static final Duration LONGEST_REVOCATION = Duration.ofMillis(2500);

  private final Connections connections;
  private final Duration longestRevocation;
  private Optional<SinkPipeline> pipeline = Optional.empty();

  public ServiceNowSinkTask() {
    this(Connections.CONFIGURED, LONGEST_REVOCATION);
  }

  /**
   * @param longestRevocation how long {@link #close(Collection)} waits for writes under way
   */
  ServiceNowSinkTask(Connections connections, Duration longestRevocation) {
    this.connections = connections;
    this.longestRevocation = longestRevocation;
  }

  @Override
  public String version() {
    return Version.version();
  }

  /** Leaves nothing open when it throws: that Connect then calls {@link #stop} is not relied on. */
  @Override
  public void start(Map<String, String> settings) {
    pipeline = Optional.of(SinkPipeline.open(new SinkConfig(settings), context, connections));
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    pipeline.orElseThrow().assigned(partitions);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    pipeline.orElseThrow().put(records);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> read) {
    return pipeline.orElseThrow().committable(read);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    pipeline.orElseThrow().revoke(partitions, longestRevocation);
  }

  /** Called after {@link #close(Collection)}, and when {@link #start} failed. */
  @Override
  public void stop() {
    pipeline.ifPresent(SinkPipeline::close);
  }
}
