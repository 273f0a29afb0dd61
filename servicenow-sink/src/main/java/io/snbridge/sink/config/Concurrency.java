/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.config.Connection;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * How much one task does at a time.
 *
 * @param requests in flight
 * @param writes that run. When many go into one request, as many again as fit into those under way,
 *     so that the next ones are full when a connection becomes free.
 * @param reads of single rows. With batches there are more writes than connections.
 * @param unansweredReads reads that may have no answer ever: a quarter of the requests, so that
 *     most are left for what is answered
 */
public record Concurrency(int requests, int writes, int reads, int unansweredReads) {

  static Concurrency of(AbstractConfig config, Connection connection) {
    int requests = connection.maxConcurrentRequests();
    BatchKeys batches = BatchKeys.of(config);
    boolean many = batches.areUsed() || ImportSetKeys.of(config).insertsMultiple();
    return new Concurrency(
        requests,
        many ? 2 * requests * batches.size() : requests,
        batches.areUsed() ? Math.max(1, requests / 2) : requests,
        Math.max(1, requests / 4));
  }
}
