/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

/** {@code not.found}: what an update of a row that is not there does. */
public enum NotFound {
  FAIL,
  IGNORE,
  INSERT
}
