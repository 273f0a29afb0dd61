/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.transport.Reply;
import java.util.Set;

/** Tells a question that has no answer from one that was refused. */
public final class Unanswered {

  /** Refused credentials that the client tries again, and believes in the end. */
  private static final Set<Integer> CREDENTIALS = Set.of(401, 407);

  private Unanswered() {}

  /**
   * Whether a question has no answer, whoever failed: ServiceNow, something in between, or nobody
   * said a word. Others, or less, may be answered for all the same.
   */
  public static boolean is(Reply<?> reply) {
    return reply instanceof Reply.Poisoned
        || (reply instanceof Reply.Retriable<?> failed
            && !CREDENTIALS.contains(failed.failure().status()));
  }
}
