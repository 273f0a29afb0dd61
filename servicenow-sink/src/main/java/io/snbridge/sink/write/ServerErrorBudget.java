/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.transport.Reply;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a record that ServiceNow cannot write from an instance or a table that is down for all:
 * counts the answers to one write that tell no outcome, whoever gave them, but only those before
 * which another row of the table was written since the last one that counted, and what it could not
 * read while other rows could be read. Its write's requests run one after the other, so it needs no
 * guard.
 */
public final class ServerErrorBudget {

  private final int most;
  private final AtomicLong written;
  private long writtenBefore;
  private int count;

  /**
   * @param most how many end the write; 0 for no bound
   * @param written writes of the table that were done
   */
  public ServerErrorBudget(int most, AtomicLong written) {
    this.most = most;
    this.written = written;
    this.writtenBefore = written.get();
  }

  /** Takes a reply to the write into account. */
  void note(Reply<?> reply) {
    if (reply instanceof Reply.Ok) {
      written.incrementAndGet();
    } else if (reply instanceof Reply.Unknown) {
      long now = written.get();
      count += now > writtenBefore ? 1 : 0;
      writtenBefore = now;
    }
  }

  /**
   * Takes a read of the write's row into account that had no answer, while another row's had one.
   */
  void failedToRead() {
    count++;
  }

  boolean areTooMany() {
    return most > 0 && count >= most;
  }

  /** For errors. */
  String describe() {
    return "got no answer that tells its outcome %d times, while ServiceNow answered for other rows (write.max.server.errors)"
        .formatted(count);
  }
}
