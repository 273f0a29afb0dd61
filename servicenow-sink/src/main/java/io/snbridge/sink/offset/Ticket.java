/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

/** A delivered record's place in the {@link Ledger}. */
public final class Ticket {

  private final PartitionOffsets lease;
  private final long offset;
  private final long bytes;
  private boolean finished;

  Ticket(PartitionOffsets lease, long offset, long bytes) {
    this.lease = lease;
    this.offset = offset;
    this.bytes = bytes;
  }

  /**
   * The record is written, ignored, or safe in the dead letter queue. Without effect once revoked,
   * or the second time. Task thread only.
   */
  public void finish() {
    if (!finished) {
      finished = true;
      lease.finish(offset, bytes);
    }
  }

  /** Whether the partition was taken away since: the record is another task's. Any thread. */
  public boolean isRevoked() {
    return lease.isRevoked();
  }
}
