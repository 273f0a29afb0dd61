/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

/** Those of the JVM; a test has others. */
interface ShutdownHooks {

  ShutdownHooks OF_JVM =
      new ShutdownHooks() {

        @Override
        public void add(Thread hook) {
          Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void remove(Thread hook) {
          try {
            var unused = Runtime.getRuntime().removeShutdownHook(hook);
          } catch (IllegalStateException ending) {
            // It runs already.
          }
        }
      };

  /** To be started when the process is told to end. */
  void add(Thread hook);

  /** Not to be started any more. */
  void remove(Thread hook);
}
