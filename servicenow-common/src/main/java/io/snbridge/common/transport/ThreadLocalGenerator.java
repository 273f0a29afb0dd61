/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** For any thread: ThreadLocalRandom must be asked for on the thread that uses it. */
final class ThreadLocalGenerator implements RandomGenerator {

  @Override
  public long nextLong() {
    return ThreadLocalRandom.current().nextLong();
  }
}
