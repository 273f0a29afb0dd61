/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.connector.ConnectRest;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which connector is meant. Used as a mixin. */
final class ConnectorAtConnect {

  @Option(
      names = "--connect",
      required = true,
      paramLabel = "URL",
      description = "A Connect worker, as in http://localhost:8083.")
  private String url = "";

  @Parameters(index = "0", paramLabel = "NAME", description = "The source connector's name.")
  private String name = "";

  ConnectorOffsets offsets() {
    return new ConnectorOffsets(new ConnectRest(url), name);
  }
}
