/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which tables are meant. Used as a mixin. */
final class TableChoice {

  @Option(
      names = {"-t", "--table"},
      split = ",",
      paramLabel = "TABLE",
      description = "A table, by its alias in 'tables'; may be repeated.")
  private Set<String> tables = new LinkedHashSet<>();

  @Option(
      names = "--instance",
      paramLabel = "HOST",
      description = "Whose positions are meant, if there are some of several instances.")
  private String instance = "";

  @Option(
      names = {"-n", "--dry-run"},
      description = "Tell what would be done, and do nothing.")
  private boolean dryRun;

  /** Empty when none was named. */
  Set<String> names() {
    return tables;
  }

  boolean isDryRun() {
    return dryRun;
  }

  /** Those of a connector; all when none was named. */
  List<TableOffsets> of(ConnectorOffsets connector) throws InterruptedException {
    return connector.tables(tables, instance);
  }
}
