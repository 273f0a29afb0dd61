/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.common.keys.ConnectorKind;

/**
 * How configurations of another connector read.
 *
 * @param kind what it becomes here
 * @param keys its keys
 * @param rest what is to be done when all keys are: what it does without a key, say
 */
record Language(ConnectorKind kind, KeyTable keys, Rest rest) {

  /** What is to be done at the end. */
  @FunctionalInterface
  interface Rest {
    void apply(Foreign all, Draft draft);
  }
}
