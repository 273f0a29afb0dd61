/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;

/** The bytes of a page that somebody has, until they are given back. Thread-safe. */
public final class HeldBytes {

  public static final HeldBytes NONE = new HeldBytes(0, Optional.empty());

  private enum State {
    /** Counted. */
    IN_HAND,
    /** Counted apart: its table waits. */
    LENT,
    /** Counted: it waits for Connect, or for Kafka, whatever becomes of its table. */
    QUEUED,
    GIVEN_BACK
  }

  private final long bytes;
  private final Optional<TableBytes> table;

  @GuardedBy("this")
  private State state = State.IN_HAND;

  HeldBytes(long bytes, TableBytes table) {
    this(bytes, Optional.of(table));
  }

  private HeldBytes(long bytes, Optional<TableBytes> table) {
    this.bytes = bytes;
    this.table = table;
  }

  /** Others may have them as long as the page is in hand. */
  public void lend() {
    become(State.LENT);
  }

  /** The page waits for Connect and Kafka, which do not wait for its table. */
  public void queued() {
    become(State.QUEUED);
  }

  /** Once; then it does nothing. */
  public void giveBack() {
    become(State.GIVEN_BACK);
  }

  private void become(State next) {
    long more;
    long moreLent;
    synchronized (this) {
      boolean stays = state == State.GIVEN_BACK || (state == State.QUEUED && next == State.LENT);
      if (stays || table.isEmpty()) {
        return;
      }
      more = counted(next) - counted(state);
      moreLent = lent(next) - lent(state);
      state = next;
    }
    table.get().became(this, next == State.LENT, more, moreLent);
  }

  private long counted(State when) {
    return when == State.IN_HAND || when == State.QUEUED ? bytes : 0;
  }

  private long lent(State when) {
    return when == State.LENT ? bytes : 0;
  }
}
