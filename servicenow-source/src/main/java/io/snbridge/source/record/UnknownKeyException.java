/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Objects;

/** The key that a deleted row's records had cannot be told: why, in words. */
final class UnknownKeyException extends Exception {

  private static final long serialVersionUID = 1L;

  UnknownKeyException(String reason) {
    super(reason);
  }

  UnknownKeyException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
