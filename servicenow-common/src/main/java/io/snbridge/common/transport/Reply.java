/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** What became of a request, classified once. */
public sealed interface Reply<T> {

  /**
   * Done, and the body was read to its end.
   *
   * @param totalCount {@code X-Total-Count}: rows that match, those that the user may not see
   *     included
   */
  record Ok<T>(T body, OptionalLong totalCount) implements Reply<T> {}

  /** Anything but {@link Ok}. */
  sealed interface NotOk<T> extends Reply<T> {
    Failure failure();
  }

  /** ServiceNow understood and said no; asking again changes nothing. */
  record Refused<T>(Failure failure) implements NotOk<T> {}

  /** The credentials were not accepted, not even renewed ones. */
  record Unauthorized<T>(Failure failure) implements NotOk<T> {}

  /**
   * Not executed: too many requests.
   *
   * @param until no request of this client is sent before it
   */
  record Throttled<T>(Failure failure, Instant until) implements NotOk<T> {}

  /** Not executed, or harmless to repeat: later it may work. */
  record Retriable<T>(Failure failure) implements NotOk<T> {}

  /**
   * An answer that looks like success and is none: HTML, {@code null}, 202, half a JSON, an error
   * beside the result, a string among the rows.
   *
   * @param tooMuch whether asking for less may help (time quota, size)
   */
  record Poisoned<T>(Failure failure, boolean tooMuch) implements NotOk<T> {}

  /**
   * A write that may have happened. Read before sending it again.
   *
   * @param age for how long it had been sent when its end was known, or zero
   */
  record Unknown<T>(Failure failure, Duration age) implements NotOk<T> {

    /** One that was sent just now. */
    public Unknown(Failure failure) {
      this(failure, Duration.ZERO);
    }
  }

  /**
   * The body of an {@link Ok}.
   *
   * @throws ServiceNowException for anything else
   */
  default T orThrow() {
    if (this instanceof Ok<T> ok) {
      return ok.body();
    }
    throw new ServiceNowException((NotOk<T>) this);
  }
}
