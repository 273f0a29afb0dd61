/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

  /**
   * Those of a connector; all when none was named.
   *
   * @throws CommandException when one has no position, or there are several instances
   */
  List<TableOffsets> of(ConnectorOffsets connector) throws InterruptedException {
    return of(connector, new Plan(), true);
  }

  /**
   * The same, for a connector that is going to be stopped: until then, one that it reads need not
   * have a position, and the plan says so.
   */
  List<TableOffsets> of(ConnectorOffsets connector, Plan plan, boolean isStopped)
      throws InterruptedException {
    List<TableOffsets> all = ofInstance(connector.tables());
    Set<String> names = new TreeSet<>();
    all.forEach(table -> names.add(table.table().alias()));
    Set<String> unknown = new TreeSet<>(tables);
    unknown.removeAll(names);
    for (String alias : unknown) {
      if (isStopped || !connector.mayRead(alias)) {
        throw CommandException.decide(
            "Connector '%s' has no position of %s. It has some of: %s. Connect stores them every 'offset.flush.interval.ms', a minute by default"
                .formatted(connector.name(), String.join(", ", unknown), String.join(", ", names)));
      }
      plan.awaits(
          "Table '%s' has no position yet. What is stored while the connector stops counts."
              .formatted(alias));
    }
    if (all.isEmpty() && tables.isEmpty() && !isStopped) {
      plan.awaits("There is no position yet. What is stored while the connector stops counts.");
    }
    if (!tables.isEmpty()) {
      all.removeIf(table -> !tables.contains(table.table().alias()));
    }
    return all;
  }

  private List<TableOffsets> ofInstance(List<TableOffsets> tablesOfAll) {
    List<TableOffsets> all = new ArrayList<>(tablesOfAll);
    Set<String> instances = new TreeSet<>();
    all.forEach(table -> instances.add(table.table().instance()));
    String known = String.join(", ", instances);
    if (instance.isEmpty() && instances.size() > 1) {
      throw CommandException.decide(
          "There are positions of several instances: %s. Say with --instance which are meant"
              .formatted(known));
    }
    if (!instance.isEmpty()) {
      if (!instances.isEmpty() && !instances.contains(instance)) {
        throw CommandException.decide(
            "There is no position of instance '%s', but of: %s".formatted(instance, known));
      }
      all.removeIf(table -> !table.table().instance().equals(instance));
    }
    return all;
  }
}
