/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waiting for another process. */
final class Await {

  private Await() {}

  /**
   * Asks every 100 ms until the answer is yes. An {@link IOException} means not yet.
   *
   * @throws IllegalStateException when it is not after {@code atMost}, or at once when the process
   *     ended
   */
  static void until(String what, JavaProcess process, Duration atMost, Callable<Boolean> condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    IOException last = null;
    while (System.nanoTime() < deadline) {
      process.requireAlive();
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException e) {
        last = e;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(what, e);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException(
        "Not within %d s: %s. See %s".formatted(atMost.toSeconds(), what, process.log()), last);
  }
}
