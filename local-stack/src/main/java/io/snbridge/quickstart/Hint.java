/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.List;

/**
 * What to type next.
 *
 * @param caption what comes of it
 * @param commands each as it is typed; one may have several lines
 */
record Hint(String caption, List<String> commands) {

  Hint {
    commands = List.copyOf(commands);
  }
}
