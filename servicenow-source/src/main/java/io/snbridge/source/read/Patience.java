/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Duration;

/**
 * How long a table is tried again that ServiceNow refuses, or whose answers break the rules.
 *
 * @param timeout from the first refusal of a question; the task fails after it
 * @param firstWait between the first two tries; it doubles each time
 * @param longestWait the most that it becomes
 */
public record Patience(Duration timeout, Duration firstWait, Duration longestWait) {

  /** How long to wait after so many failures in a row, from 1. */
  Duration waitAfter(int failures) {
    Duration wait = firstWait;
    for (int i = 1; i < failures && wait.compareTo(longestWait) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(longestWait) < 0 ? wait : longestWait;
  }
}
