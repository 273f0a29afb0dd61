/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.offset.Pending;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Keeps Connect from delivering more than can be written, without blocking its thread: pauses the
 * partitions of a topic when enough of it is pending, resumes them when half of that is done. Each
 * topic has an equal part of what may be pending, so that one whose table does not answer stops no
 * other. Owned by the task thread.
 *
 * <p>What is wanted is told Connect anew each time, of all partitions, and never only when it
 * changes: Connect remembers a partition that was paused beyond its revocation, and pauses it again
 * when it comes back (WorkerSinkTask 3.9.2 and 4.3.1, {@code onPartitionsAssigned}).
 */
public final class BackPressure {

  /**
   * Records that may be pending for each concurrent request: enough for distinct rows to be found
   * among them and for some seconds of work at usual latencies. One more batch of Connect ({@code
   * max.poll.records}) may come on top.
   */
  public static final int PENDING_PER_REQUEST = 125;

  /** Connect polls this long while paused; then the next records are not waited for in vain. */
  static final Duration WHILE_PAUSED = Duration.ofMillis(50);

  /** Connect polls this long while anything is pending; then its outcome is seen. */
  public static final Duration WHILE_PENDING = Duration.ofMillis(250);

  /** Connect polls this long else, whatever its commit interval is: it shows that it does. */
  public static final Duration WHILE_IDLE = Duration.ofSeconds(20);

  private final SinkTaskContext context;
  private final Pending most;
  private final Set<String> paused = new HashSet<>();

  /**
   * @param concurrentWrites that run at a time; with batches more than requests
   * @param maxBytes of records that may be pending
   */
  public BackPressure(
      SinkTaskContext context, int maxConcurrentRequests, int concurrentWrites, long maxBytes) {
    this.context = context;
    this.most =
        new Pending(
            Math.max(PENDING_PER_REQUEST * maxConcurrentRequests, 2 * concurrentWrites), maxBytes);
  }

  /**
   * Pauses or resumes; and has Connect come back soon, which else polls up to its next commit. To
   * be called when partitions are assigned, too.
   *
   * @param pending by topic
   */
  public void adjust(Map<String, Pending> pending) {
    Set<TopicPartition> all = context.assignment();
    Set<String> topics = all.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    paused.retainAll(topics);
    for (String topic : topics) {
      if (isTooMuch(pending.getOrDefault(topic, Pending.NONE), topics.size(), topic)) {
        paused.add(topic);
      } else {
        paused.remove(topic);
      }
    }
    tell(partitions(all, true), context::pause);
    tell(partitions(all, false), context::resume);
    boolean isPending = pending.values().stream().anyMatch(topic -> topic.records() > 0);
    Duration poll = !paused.isEmpty() ? WHILE_PAUSED : isPending ? WHILE_PENDING : WHILE_IDLE;
    context.timeout(poll.toMillis());
  }

  private List<TopicPartition> partitions(Set<TopicPartition> all, boolean isPaused) {
    return all.stream()
        .filter(partition -> paused.contains(partition.topic()) == isPaused)
        .toList();
  }

  private static void tell(List<TopicPartition> partitions, Consumer<TopicPartition[]> wanted) {
    if (!partitions.isEmpty()) {
      wanted.accept(partitions.toArray(TopicPartition[]::new));
    }
  }

  private boolean isTooMuch(Pending has, int topics, String topic) {
    int records = Math.max(1, most.records() / topics);
    long bytes = Math.max(1, most.bytes() / topics);
    return has.records() >= records
        || has.bytes() >= bytes
        || (paused.contains(topic) && (has.records() > records / 2 || has.bytes() > bytes / 2));
  }
}
