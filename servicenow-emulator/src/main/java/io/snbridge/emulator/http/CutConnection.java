/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.io.IOException;

/** Ends a connection on demand, wherever it stands. */
final class CutConnection extends IOException {
  private static final long serialVersionUID = 1L;

  CutConnection() {
    super("connection cut on demand");
  }
}
