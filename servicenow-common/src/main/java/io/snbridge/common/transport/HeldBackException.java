/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.Serial;

/** A request that had its connection must not leave after all ({@link Absence}). */
final class HeldBackException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  HeldBackException() {
    super("nothing was sent: the process did not run for a while");
  }
}
