/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.transport.Purpose;
import java.util.function.Supplier;

/** What a table's requests are for, at the moment. Thread-safe. */
final class Urgency implements Supplier<Purpose> {

  private final TableProgress progress;
  private volatile boolean busy = true;

  Urgency(TableProgress progress) {
    this.progress = progress;
  }

  /**
   * The stream reads next.
   *
   * @param changes whether it has shown changes lately, or was told of one
   */
  void reads(boolean changes) {
    busy = changes;
  }

  @Override
  public Purpose get() {
    if (progress.phase() == TableProgress.Phase.SNAPSHOT) {
      return Purpose.SNAPSHOT;
    }
    return busy ? Purpose.CHANGES : Purpose.IDLE;
  }
}
