/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;

/** A question that it is no use to put again as it is: less of it may be answered. */
public final class TooMuch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Reply.Poisoned<?> reply;

  /**
   * @param reply what the last attempt met
   */
  public TooMuch(Reply.Poisoned<?> reply) {
    super(reply.failure().describe());
    this.reply = reply;
  }

  /** Whether it took too long; else its answer cannot be read, or has too many bytes. */
  boolean isOfTime() {
    return reply.tooMuch() && !reply.failure().isTooLong();
  }

  /**
   * Whether nothing says that it was the question: an instance that is down does not answer in time
   * either.
   */
  public boolean isDoubtful() {
    Failure failure = reply.failure();
    return !failure.isUnfit() && !failure.isCancelled();
  }
}
