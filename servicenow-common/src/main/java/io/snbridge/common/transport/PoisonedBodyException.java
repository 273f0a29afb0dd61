/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;

/** Thrown by a {@link Call} that read a 2xx body which must not be believed. */
public final class PoisonedBodyException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean tooMuch;

  /**
   * @param reason what was seen
   * @param tooMuch whether asking for less may help
   */
  public PoisonedBodyException(String reason, boolean tooMuch) {
    super(reason);
    this.tooMuch = tooMuch;
  }

  /** For a body of which no more is read. */
  public static PoisonedBodyException tooLong(long mostBytes) {
    return new PoisonedBodyException(Failure.TOO_LONG + mostBytes + " bytes", true);
  }

  public boolean tooMuch() {
    return tooMuch;
  }
}
