/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TimeConverter;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has changes sent again. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Has what changed since a time sent again: of all tables, or of those that are named.",
      "Each row comes once, as it is now: ServiceNow keeps no earlier states.",
      "A table whose snapshot is not over stays as it is, for every row of it is still to come."
    },
    footerHeading = "%nExample: the last two hours of one table, told first.%n",
    footer =
        "  servicenow-kafka offsets replay --connect http://localhost:8083 source-incidents"
            + " --since 2h --table incident --dry-run")
final class ReplayCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ConnectorAtConnect where = new ConnectorAtConnect();
  @Mixin private TableChoice choice = new TableChoice();

  @Option(
      names = "--since",
      required = true,
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "When the first of them happened: " + TimeConverter.FORMS + ".")
  private Instant since = Instant.EPOCH;

  @Option(names = "--deletes", description = "The deletes since then, too, where they are read.")
  private boolean deletes;

  @Override
  public Integer call() throws InterruptedException {
    ConnectorOffsets connector = where.offsets();
    return new Alteration(connector, output)
        .run(isStopped -> plan(connector, isStopped), choice.isDryRun());
  }

  private Plan plan(ConnectorOffsets connector, boolean isStopped) throws InterruptedException {
    Plan plan = new Plan();
    for (TableOffsets table : choice.of(connector, plan, isStopped)) {
      String name = table.table().alias();
      table.requireReadableStream();
      if (table.stream().isEmpty()) {
        plan.says(
            table.ranges().isEmpty()
                ? "Table '%s' stays as it is: there is no position of its changes.".formatted(name)
                : ("Table '%s' stays as it is: no change after its snapshot is in Kafka yet."
                        + " 'reset' has it read anew.")
                    .formatted(name));
        continue;
      }
      InStream stream = table.stream().get();
      requireEarlier(name, stream.timestamp(), "changes");
      plan.change(table.table().stream(), Optional.of(table.streamFrom(since)));
      plan.says(
          "Table '%s': what changed between %s and %s comes again, as it is now."
              .formatted(name, GlideDateTime.text(since), GlideDateTime.text(stream.timestamp())));
      Optional<Instant> deletesUntil =
          table.deletes().map(own -> own.audit().timestamp()).or(stream::deletesUntil);
      if (deletes && deletesUntil.isEmpty()) {
        plan.says("Table '%s': there is no position of its deletes.".formatted(name));
      } else if (deletes) {
        Instant until = deletesUntil.get();
        requireEarlier(name, until, "deletes");
        plan.change(table.table().deletes(), Optional.of(TableOffsets.deletesFrom(since)));
        plan.says(
            "Table '%s': the deletes between %s and %s come again."
                .formatted(name, GlideDateTime.text(since), GlideDateTime.text(until)));
      }
    }
    return plan;
  }

  private void requireEarlier(String table, Instant position, String what) {
    if (since.isAfter(position)) {
      throw CommandException.decide(
          ("Table '%s' is at %s: from %s on it has not read its %s yet, and to go there would skip"
                  + " some. Use 'set' if that is what you want, or name the tables to be replayed")
              .formatted(table, GlideDateTime.text(position), GlideDateTime.text(since), what));
    }
  }
}
