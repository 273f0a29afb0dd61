/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has tables begin anew. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = {
      "Forgets all positions of tables, so that they begin anew: with a snapshot, unless",
      "'snapshot.mode' says otherwise. To read a table again while its changes go on, change",
      "'table.<alias>.snapshot.id' instead."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  servicenow-kafka offsets reset --connect http://localhost:8083 source-incidents"
            + " --table incident")
final class ResetCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ConnectorAtConnect where = new ConnectorAtConnect();
  @Mixin private TableChoice choice = new TableChoice();

  @Option(names = "--all", description = "All tables.")
  private boolean all;

  @Override
  public Integer call() throws InterruptedException {
    if (choice.names().isEmpty() != all) {
      throw CommandException.decide("Name the tables, with --table once for each, or say --all");
    }
    ConnectorOffsets connector = where.offsets();
    return new Alteration(connector, output)
        .run(isStopped -> plan(connector, isStopped), choice.isDryRun());
  }

  private Plan plan(ConnectorOffsets connector, boolean isStopped) throws InterruptedException {
    Plan plan = new Plan();
    for (TableOffsets table : choice.of(connector, plan, isStopped)) {
      table.stored().forEach(one -> plan.change(one.partition(), Optional.empty()));
      plan.says(
          "Table '%s' begins anew: its %d positions are forgotten."
              .formatted(table.table().alias(), table.stored().size()));
    }
    return plan;
  }
}
