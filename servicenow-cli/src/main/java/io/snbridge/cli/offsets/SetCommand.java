/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TimeConverter;
import io.snbridge.common.table.GlideDateTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts tables at a time. */
@Command(
    name = "set",
    mixinStandardHelpOptions = true,
    description = {
      "Has the changes of tables read from a time on: what is before it and was not read, is skipped.",
      "A table whose snapshot is not over does not go on with it."
    },
    footerHeading = "%nExample: skip what has happened until the first of March.%n",
    footer =
        "  servicenow-kafka offsets set --connect http://localhost:8083 source-incidents"
            + " --table incident --to 2026-03-01")
final class SetCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ConnectorAtConnect where = new ConnectorAtConnect();
  @Mixin private TableChoice choice = new TableChoice();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "The time of the next change: " + TimeConverter.FORMS + ".")
  private Instant to = Instant.EPOCH;

  @Option(names = "--deletes", description = "Move the position of the deletes, too.")
  private boolean deletes;

  @Override
  public Integer call() throws InterruptedException {
    if (choice.names().isEmpty()) {
      throw CommandException.decide("Name the tables: --table, once for each");
    }
    ConnectorOffsets connector = where.offsets();
    return new Alteration(connector, output)
        .run(isStopped -> plan(connector, isStopped), choice.isDryRun());
  }

  private Plan plan(ConnectorOffsets connector, boolean isStopped) throws InterruptedException {
    Plan plan = new Plan();
    for (TableOffsets table : choice.of(connector, plan, isStopped)) {
      plan.change(table.table().stream(), Optional.of(table.streamFrom(to)));
      plan.says(
          "Table '%s': changes are read from %s on%s."
              .formatted(
                  table.table().alias(),
                  GlideDateTime.text(to),
                  table.stream()
                      .map(stream -> ", not from " + GlideDateTime.text(stream.timestamp()))
                      .orElse(", and its snapshot does not go on")));
      if (deletes) {
        plan.change(table.table().deletes(), Optional.of(TableOffsets.deletesFrom(to)));
        plan.says(
            "Table '%s': deletes are read from %s on."
                .formatted(table.table().alias(), GlideDateTime.text(to)));
      }
    }
    return plan;
  }
}
