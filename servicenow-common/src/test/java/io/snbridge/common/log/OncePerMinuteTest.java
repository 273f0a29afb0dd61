/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
  private final OncePerMinute lines = new OncePerMinute(nanos::get);

  @Test
  void firstLinePassesThenOneAMinuteThatCountsTheOthers() {
    assertThat(lines.due()).contains("");
    assertThat(lines.due()).isEmpty();
    pass(Duration.ofSeconds(59));
    assertThat(lines.due()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(lines.due()).contains(" (2 more since the last such line)");
    pass(Duration.ofHours(1));
    assertThat(lines.due()).contains("");
  }

  /** The clock of nanoseconds may overflow at any time. */
  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
