/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.common.transport.Reply;

/** What a lookup came to. */
sealed interface LookupResult {

  /** No row has the values, not even one that the user may not see. */
  record None() implements LookupResult {}

  /** One row has. */
  record One(String sysId) implements LookupResult {}

  /**
   * It cannot be told which row it is.
   *
   * @param why ends the sentence "The upsert of ... was not made: "
   */
  record Doubtful(String why) implements LookupResult {}

  /**
   * No query can ask for it, so nothing was asked.
   *
   * @param why as above
   */
  record Unaskable(String why) implements LookupResult {}

  /**
   * ServiceNow failed at the question, and not as it fails when it is down: it may be the
   * question's fault, and is to be asked again by whoever has patience.
   */
  record NotNow(Reply.NotOk<?> reply) implements LookupResult {}

  /** ServiceNow did not answer the question. */
  record Unanswered(Reply.NotOk<?> reply) implements LookupResult {}
}
