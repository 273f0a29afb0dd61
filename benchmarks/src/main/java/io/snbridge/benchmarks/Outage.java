/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From the kill of a worker until changes of all topics arrive again. Times are those of {@link
 * System#nanoTime}. Used by one thread.
 */
final class Outage {

  /** Changes of a topic that nothing happens to arrive within a poll or two. */
  private static final double STANDS = 5;

  private final Set<String> waiting;
  private final Map<String, Double> longest = new HashMap<>();
  private long start;
  private long moved;
  private long end;

  Outage(List<String> topics) {
    this.waiting = new HashSet<>(topics);
  }

  /** The worker is dead. */
  void begins(long nanos) {
    start = nanos;
  }

  /** Connect runs its tasks elsewhere. */
  void moved(long nanos) {
    moved = nanos;
  }

  /**
   * A change has arrived.
   *
   * @param since when it was made
   */
  void arrived(String topic, long since, long now) {
    longest.merge(topic, (now - since) / 1e9, Math::max);
    if (since > start && waiting.remove(topic)) {
      end = now;
    }
  }

  /** Whether there is a later change than the kill in each topic. */
  boolean isOver() {
    return waiting.isEmpty();
  }

  double secondsUntilMoved() {
    return (moved - start) / 1e9;
  }

  /** From the moment when all tasks ran until changes of all topics had arrived. */
  double secondsFromThenOn() {
    return (end - moved) / 1e9;
  }

  /** How many topics stood still. */
  long stood() {
    return longest.values().stream().filter(seconds -> seconds >= STANDS).count();
  }

  /** The longest time from a change to its record in the topics that did not stand still. */
  double longestOfOthers() {
    return longest.values().stream()
        .mapToDouble(Double::doubleValue)
        .filter(seconds -> seconds < STANDS)
        .max()
        .orElse(0);
  }
}
