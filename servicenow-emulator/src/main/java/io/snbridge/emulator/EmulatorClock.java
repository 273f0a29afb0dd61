/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The instance's clock: it stamps rows, the {@code Date} header and the life of tokens. It runs
 * with the machine, runs beside it by an offset, or stands still until a test moves it. Thread
 * safe.
 */
public final class EmulatorClock {
  /** Where the clock stands: {@code frozen} is null when it runs. */
  private record Setting(Instant frozen, Duration offset) {}

  private final Clock machine = Clock.systemUTC();
  private final AtomicReference<Setting> setting;

  private EmulatorClock(Setting setting) {
    this.setting = new AtomicReference<>(setting);
  }

  /** A clock that shows the machine's time. */
  public static EmulatorClock system() {
    return offset(Duration.ZERO);
  }

  /**
   * A clock that is ahead of the machine by an amount, or behind it when the amount is negative.
   */
  public static EmulatorClock offset(Duration ahead) {
    return new EmulatorClock(new Setting(null, ahead));
  }

  /** A clock that stands still at an instant until it is set or advanced. */
  public static EmulatorClock manual(Instant start) {
    return new EmulatorClock(new Setting(start, Duration.ZERO));
  }

  /** What the clock shows. */
  public Instant now() {
    Setting current = setting.get();
    return current.frozen() != null ? current.frozen() : machine.instant().plus(current.offset());
  }

  /** Stops the clock at an instant; it is a manual clock from here on. */
  public void set(Instant instant) {
    setting.set(new Setting(instant, Duration.ZERO));
  }

  /** Moves the clock; a running clock keeps running, with a greater offset. */
  public void advance(Duration amount) {
    setting.updateAndGet(
        s ->
            s.frozen() != null
                ? new Setting(s.frozen().plus(amount), s.offset())
                : new Setting(null, s.offset().plus(amount)));
  }

  /** Lets the clock run again, beside the machine's by an offset. */
  public void run(Duration ahead) {
    setting.set(new Setting(null, ahead));
  }
}
