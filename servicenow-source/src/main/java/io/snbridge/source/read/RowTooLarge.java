/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

/** A page of a single row was too much for the instance, again and again. */
final class RowTooLarge extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param seen what the last attempt met
   */
  RowTooLarge(String seen) {
    super(seen);
  }
}
