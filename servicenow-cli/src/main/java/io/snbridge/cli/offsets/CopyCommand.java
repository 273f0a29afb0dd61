/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.connector.ConnectRest;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes positions to another cluster, or connector. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    description = {
      "Copies positions to a connector of another Connect cluster, or to another connector.",
      "The other connector must exist, with the same tables: create it with \"initial_state\":",
      "\"STOPPED\". Stop this one first: what it sends after the copy, the other one sends again."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  servicenow-kafka offsets copy --connect http://old:8083 source-incidents"
            + " --to http://new:8083")
final class CopyCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ConnectorAtConnect where = new ConnectorAtConnect();
  @Mixin private TableChoice choice = new TableChoice();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URL",
      description = "A worker of the other cluster; of the same, for another name.")
  private String to = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The other connector's name, if it is another.")
  private Optional<String> name = Optional.empty();

  @Option(names = "--overwrite", description = "Also where the other connector has positions.")
  private boolean overwrite;

  @Override
  public Integer call() throws InterruptedException {
    ConnectorOffsets from = where.offsets();
    ConnectorOffsets other = new ConnectorOffsets(new ConnectRest(to), name.orElse(from.name()));
    if (from.url().equals(other.url()) && from.name().equals(other.name())) {
      throw CommandException.decide(
          "This is the same connector: name another cluster or connector");
    }
    return new Alteration(other, output).run(isStopped -> plan(from, other), choice.isDryRun());
  }

  private Plan plan(ConnectorOffsets from, ConnectorOffsets other) throws InterruptedException {
    List<TableOffsets> tables = choice.of(from);
    if (tables.isEmpty()) {
      throw CommandException.decide(
          "Connector '%s' at %s has no position to copy".formatted(from.name(), from.url()));
    }
    List<StoredOffset> there = other.stored();
    Plan plan = new Plan();
    for (TableOffsets table : tables) {
      if (!overwrite && there.stream().anyMatch(one -> one.table().equals(table.table()))) {
        throw CommandException.decide(
            "Connector '%s' at %s has positions of table '%s' already. Use --overwrite to lose them"
                .formatted(other.name(), other.url(), table.table().alias()));
      }
      table.stored().forEach(one -> plan.change(one.partition(), Optional.of(one.offset())));
      there.stream()
          .filter(one -> one.table().equals(table.table()))
          .filter(
              one ->
                  table.stored().stream()
                      .noneMatch(copied -> copied.partition().equals(one.partition())))
          .forEach(one -> plan.change(one.partition(), Optional.empty()));
      plan.says(
          "Table '%s': %d positions are copied."
              .formatted(table.table().alias(), table.stored().size()));
    }
    if (!from.state().equals("STOPPED")) {
      plan.says(
          "Connector '%s' at %s is not stopped: what it sends from now on is sent again."
              .formatted(from.name(), from.url()));
    }
    return plan;
  }
}
