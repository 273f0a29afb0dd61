/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.Optional;

/**
 * How many requests may be sent in any hour, and by whom together.
 *
 * @param requests 0 for no limit
 * @param instance host of the instance whose clients in this JVM have them together, if they have
 *     the same; empty: a task has them alone, with those that follow it
 */
public record HourlyLimit(int requests, Optional<String> instance) {

  /** As many as one likes. */
  public static final HourlyLimit NONE = new HourlyLimit(0, Optional.empty());

  /**
   * Whose budget it is.
   *
   * @param task the owner, where it is a task's own
   */
  String owner(String task) {
    return instance.map(host -> "instance " + host).orElse(task);
  }

  /** In words for a log line. */
  String whose() {
    return instance
        .map(host -> "that this worker may send to '" + host + "'")
        .orElse("of this task");
  }
}
