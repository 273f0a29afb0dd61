/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import org.apache.kafka.connect.errors.DataException;

/** How deep the objects and lists of a record may go: as deep as Jackson reads and writes JSON. */
final class Nesting {

  private static final int DEEPEST = 1000;

  private Nesting() {}

  /**
   * To be called at each level.
   *
   * @param path names the field in errors
   * @param depth 0 for what is in nothing
   * @throws DataException when that is too deep
   */
  static void check(String path, int depth) {
    if (depth >= DEEPEST) {
      throw new DataException(
          "Objects and lists are nested more than %d levels deep, at field '%s'"
              .formatted(DEEPEST - 1, path));
    }
  }
}
