/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** A write whose transaction has stamped the row and is not committed yet. */
public final class LateRow {
  private final Store store;
  private final String sysId;
  private final Runnable effect;
  private final AtomicBoolean committed = new AtomicBoolean();
  private volatile Instant due = Instant.MAX;

  LateRow(Store store, String sysId, Runnable effect) {
    this.store = store;
    this.sysId = sysId;
    this.effect = effect;
  }

  /** The row's sys_id. */
  public String sysId() {
    return sysId;
  }

  /** Makes the write visible; a second call does nothing. */
  public void commit() {
    if (committed.compareAndSet(false, true)) {
      store.write(
          () -> {
            effect.run();
            return null;
          });
    }
  }

  /**
   * Makes the write visible to the first request at or after an instant of the emulator's clock.
   */
  public void commitAt(Instant instant) {
    due = instant;
    store.commitLater(this);
  }

  Instant due() {
    return due;
  }
}
