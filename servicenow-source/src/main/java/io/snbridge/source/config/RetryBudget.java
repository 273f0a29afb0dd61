/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a table is tried again that ServiceNow refuses, or whose answers break the rules.
 *
 * @param timeout from the first refusal of a question; after it the table has failed
 * @param firstWait between the first two tries; it doubles each time
 * @param longestWait the most that it becomes
 * @param afterwards how often a table is tried when its time is over; empty: the task fails
 */
public record RetryBudget(
    Duration timeout, Duration firstWait, Duration longestWait, Optional<Duration> afterwards) {}
