/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.transport.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A clock and the waits by it, which end when a test says so. */
final class ManualWaits {

  static final Duration INITIAL = Duration.ofMillis(100);
  static final Duration MAX = Duration.ofSeconds(30);
  static final Duration MAY_STILL_RUN = Duration.ofSeconds(65);

  private record Wait(long until, Duration asked, Runnable end) {}

  private final List<Wait> waits = new ArrayList<>();
  long nanos = Duration.ofHours(1).toNanos();

  RetryPolicy policy(Optional<Duration> timeout) {
    return new RetryPolicy(
        new Backoff(INITIAL, MAX),
        timeout,
        MAY_STILL_RUN,
        2,
        () -> nanos,
        wait -> end -> waits.add(new Wait(nanos + wait.toNanos(), wait, end)),
        new OncePerMinute(() -> nanos));
  }

  /** What is waited for now, in the order in which the waits began. */
  List<Duration> asked() {
    return waits.stream().map(Wait::asked).toList();
  }

  /** Ends the wait that is over first. */
  void passFirst() {
    Wait first = waits.stream().min(Comparator.comparingLong(Wait::until)).orElseThrow();
    waits.remove(first);
    nanos = Math.max(nanos, first.until());
    first.end().run();
  }

  /** Lets time pass, and ends what is over by then. */
  void pass(Duration time) {
    long until = nanos + time.toNanos();
    while (waits.stream().anyMatch(wait -> wait.until() <= until)) {
      passFirst();
    }
    nanos = until;
  }
}
