/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import io.snbridge.cli.console.Output;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a command has a connector's configuration from: a file, or Connect. Used as a mixin. */
public final class ConnectorSource {

  @Parameters(
      index = "0",
      paramLabel = "CONFIG.json|NAME",
      description =
          "The connector's configuration: JSON as Connect's REST API takes it, or a properties"
              + " file. With --connect, the connector's name.")
  private String what = "";

  @Option(
      names = "--connect",
      paramLabel = "URL",
      description = "Read the configuration from the Connect worker at this address.")
  private Optional<String> connect = Optional.empty();

  /**
   * Reads it, and has the output hide its secrets.
   *
   * @throws io.snbridge.cli.console.CommandException when it cannot be read, or is not of one of
   *     our connectors
   */
  public ConnectorSettings read(Output output) throws InterruptedException {
    ConnectorSettings settings;
    Optional<ConnectRest> rest = rest();
    if (rest.isPresent()) {
      settings = of(rest.get(), what);
    } else {
      settings = ConnectorFiles.settings(ConnectorFiles.read(Path.of(what)), what);
    }
    output.hide(settings.secrets());
    return settings;
  }

  /** Connect, if it has the configuration. */
  public Optional<ConnectRest> rest() {
    return connect.map(ConnectRest::new);
  }

  /** The configuration that Connect has of a connector. */
  public static ConnectorSettings of(ConnectRest rest, String name) throws InterruptedException {
    return ConnectorFiles.settings(written(rest, name), "Connector '" + name + "'");
  }

  /** The same, as it was written: with placeholders, and of whatever connector. */
  public static Map<String, String> written(ConnectRest rest, String name)
      throws InterruptedException {
    String path = "/connectors/" + ConnectRest.encoded(name) + "/config";
    return ConnectorFiles.of(rest.get(path), name);
  }
}
