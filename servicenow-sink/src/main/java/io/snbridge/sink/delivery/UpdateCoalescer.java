/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.record.Write;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** Makes waiting writes of one row one ({@code collapse.updates}). Thread-safe. */
public final class UpdateCoalescer {

  private final Predicate<Write> mergeable;
  private final LongAdder saved = new LongAdder();

  /**
   * @param mergeable whether only the last value of each column matters to a write
   */
  public UpdateCoalescer(Predicate<Write> mergeable) {
    this.mergeable = mergeable;
  }

  /** Whether two writes of one row, one behind the other, may be one. */
  boolean fits(Write first, Write next) {
    boolean changes =
        first instanceof Write.Upsert
            || first instanceof Write.Update
            || first instanceof Write.UpdateIfThere;
    return changes
        && first.getClass() == next.getClass()
        && first.key().equals(next.key())
        && mergeable.test(first)
        && mergeable.test(next);
  }

  /** To be told how many records were written by another one's write. */
  public void saved(int records) {
    saved.add(records);
  }

  /** Records that were written by another one's write. */
  public long saved() {
    return saved.sum();
  }
}
