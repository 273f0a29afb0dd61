/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.table.PageRequest;

/** Tells what may be a column from what a record calls its fields. */
final class ColumnName {

  /** The dictionary's names have up to 80 characters; a dot-walked one has some of them. */
  private static final int LONGEST = 200;

  private ColumnName() {}

  /** Whether there may be such a column; nobody needs to be asked for another one. */
  static boolean isOne(String name) {
    return name.length() <= LONGEST && PageRequest.isField(name);
  }
}
