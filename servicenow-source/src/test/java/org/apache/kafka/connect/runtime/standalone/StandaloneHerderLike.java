/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.apache.kafka.connect.runtime.standalone;

import java.util.function.Supplier;

/** Asks a connector as the herder of a standalone worker does. */
public final class StandaloneHerderLike {

  private StandaloneHerderLike() {}

  public static <T> T ask(Supplier<T> probe) {
    return probe.get();
  }
}
