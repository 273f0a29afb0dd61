/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Instant;
import java.util.Optional;

/**
 * The instance's own clock, read off the {@code Date} header of its answers. An estimate never runs
 * ahead of the instance: the last header plus the time that has passed since it was received.
 * Thread-safe.
 */
public final class InstanceClock {

  /** The instance's time now, or a little earlier; empty before the first answer. */
  public Optional<Instant> now() {
    throw new UnsupportedOperationException();
  }
}
