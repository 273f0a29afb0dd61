/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

/** {@code write.method}. */
public enum WriteMethod {
  UPSERT,
  INSERT,
  UPDATE
}
