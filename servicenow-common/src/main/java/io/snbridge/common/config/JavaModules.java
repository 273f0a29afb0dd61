/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigException;

/**
 * What the HTTP client needs of the Java runtime beyond what Kafka needs. A whole JDK or JRE has
 * it; one that jlink made for Kafka alone may not, and would answer with a {@code
 * NoClassDefFoundError} out of the client, which Connect shows as HTTP 500.
 */
final class JavaModules {

  /** Has {@code jdk.net.Sockets}, which HttpClient's connections are opened with. */
  private static final String SOCKETS = "jdk.net";

  private JavaModules() {}

  /**
   * Requires what the HTTP client needs.
   *
   * @param runtime the modules that there are, {@link ModuleLayer#boot()} but in tests
   * @throws ConfigException naming the module that is missing; its message begins with a key, as
   *     those about stores do
   */
  static void require(ModuleLayer runtime) {
    if (runtime.findModule(SOCKETS).isEmpty()) {
      throw new ConfigException(
          ConnectionConfig.URL
              + ": The Java runtime of this worker ("
              + System.getProperty("java.home")
              + ") lacks the module "
              + SOCKETS
              + ", without which no connection can be opened. If it was made by jlink, add "
              + SOCKETS
              + " to --add-modules; else use a whole JRE or JDK");
    }
  }
}
