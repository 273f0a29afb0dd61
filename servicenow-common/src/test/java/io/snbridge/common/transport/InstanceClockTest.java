/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstanceClockTest {

  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final InstanceClock clock = new InstanceClock(nanos::get);

  @Test
  void nothingIsKnownBeforeTheFirstAnswer() {
    assertThat(clock.now()).isEmpty();
    clock.observe("not a date", nanos.get());
    assertThat(clock.now()).isEmpty();
  }

  @Test
  void timeGoesOnFromTheLastHeader() {
    clock.observe("Sun, 01 Mar 2026 12:00:00 GMT", nanos.get());
    nanos.addAndGet(1_500_000_000L);
    assertThat(clock.now()).contains(Instant.parse("2026-03-01T12:00:01.500Z"));

    clock.observe("Sun, 01 Mar 2026 12:00:01 GMT", nanos.get());
    assertThat(clock.now()).contains(Instant.parse("2026-03-01T12:00:01Z"));
  }
}
