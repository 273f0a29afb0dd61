/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TextTable;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Where a connector is. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how far each table is.",
      "Where nothing changes, the time of the last change stays: an old one is no sign of lag."
    },
    footerHeading = "%nExample:%n",
    footer = "  servicenow-kafka offsets show --connect http://localhost:8083 source-incidents")
final class ShowCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ConnectorAtConnect where = new ConnectorAtConnect();

  @Override
  public Integer call() throws InterruptedException {
    ConnectorOffsets connector = where.offsets();
    String state = connector.state();
    Instant now = Clock.systemUTC().instant();
    ObjectNode json = Output.object();
    json.put("connector", connector.name());
    json.put("state", state);
    ArrayNode tables = json.putArray("tables");
    TextTable text = new TextTable("TABLE", "PHASE", "HOW FAR (UTC)");
    for (TableOffsets offsets : connector.tables()) {
      TableStanding standing = new TableStanding(offsets, now);
      tables.add(standing.json());
      String name = offsets.table().alias();
      String phase = standing.phase();
      for (String sentence : standing.sentences()) {
        text.row(name, phase, sentence);
        name = "";
        phase = "";
      }
    }
    String head = "Connector '%s' is %s.".formatted(connector.name(), state);
    output.answer(
        json,
        head
            + System.lineSeparator()
            + (tables.isEmpty() ? "No position is stored." : text.toString()));
    return ExitCode.WELL;
  }
}
