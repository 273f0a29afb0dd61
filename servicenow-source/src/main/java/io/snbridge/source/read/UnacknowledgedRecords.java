/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

/**
 * Holds a table's stream back until Kafka has its whole snapshot.
 *
 * <p>Connect commits each source partition on its own, in no order between them. Were the stream to
 * hand out a record while snapshot records are still on their way, a crash could leave a stored
 * stream offset and lost snapshot records; the next start finds the stream offset and reads no
 * snapshot. So the stream's first record waits for the acknowledgement ({@code commitRecord}) of
 * every snapshot record.
 *
 * <p>In transactions (exactly-once) positions are committed in the order of the records, and
 * nothing has to wait. There it must not: records that a transformation dropped are acknowledged
 * only with a transaction that has others. Thread-safe.
 */
final class UnacknowledgedRecords {

  private long unacknowledged;
  private boolean transactions;

  /** Called before snapshot records are given to the queue. */
  synchronized void handOut(int records) {
    unacknowledged += records;
  }

  /** One snapshot record is in Kafka, or was dropped on the user's wish. */
  synchronized void acknowledge() {
    unacknowledged--;
    notifyAll();
  }

  /** Told that Connect commits records and positions in transactions. */
  synchronized void transactions() {
    transactions = true;
    notifyAll();
  }

  /** Whether nothing is on its way. */
  synchronized boolean isDone() {
    return unacknowledged <= 0 || transactions;
  }

  /** Waits until nothing is on its way. */
  synchronized void await() throws InterruptedException {
    while (!isDone()) {
      wait();
    }
  }
}
