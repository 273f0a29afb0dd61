/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a client has sent so far, token requests included, and what holds it up now.
 *
 * @param requests begun
 * @param inFlight of those, not ended
 * @param time sum over ended requests, bodies included
 * @param longest of the ended requests
 * @param retries attempts that failed and were or will be tried again
 * @param throttled answers that said "too many requests"
 * @param held how long the instance has asked for no requests, all in all; the wait under way
 *     counts whole
 * @param heldFor how long from now on it wants none, zero when it takes requests
 * @param down whether the instance does not answer, so that one request at a time probes it
 * @param left requests of the hour's limit that can be sent now; empty without a limit
 */
public record Traffic(
    long requests,
    int inFlight,
    Duration time,
    Duration longest,
    long retries,
    long throttled,
    Duration held,
    Duration heldFor,
    boolean down,
    OptionalLong left) {

  /** For logs. */
  public String describe() {
    return "%d requests, %d retried, %d throttled (held for %s)"
        .formatted(requests, retries, throttled, Words.of(held));
  }
}
