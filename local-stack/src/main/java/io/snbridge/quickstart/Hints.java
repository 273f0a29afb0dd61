/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to type next in another terminal. Each command works as it is shown, in a terminal of 80
 * columns: {@code --check} runs the same ones.
 *
 * @param folder where the commands are typed
 * @param change changes an incident in ServiceNow
 * @param read reads a topic; does not end by itself
 * @param ask makes an incident through Kafka
 * @param askWithoutKey is refused
 * @param status asks Connect for a connector's state
 */
record Hints(
    Path folder, String change, String read, String ask, String askWithoutKey, String status) {

  static final String CHANGED = "Changed by hand";
  static final String ASKED = "Help!";

  private static final int WIDTH = 80;
  private static final String HEADING = "In another terminal";

  /**
   * The commands for what runs here.
   *
   * @param incident the sys_id of the incident to be changed
   */
  static Hints of(Path folder, Addresses at, String incident) {
    return new Hints(
        folder,
        """
        curl -su %s:%s -X PATCH -H 'Content-Type: application/json' \\
          -d '{"short_description": "%s"}' \\
          %s/api/now/table/incident/%s"""
            .formatted(Instance.USER, Instance.PASSWORD, CHANGED, at.serviceNowAddress(), incident),
        "target/quickstart/consume " + Quickstart.topic("incident"),
        "echo 'me|{\"short_description\": \"%s\"}' | target/quickstart/produce".formatted(ASKED),
        "echo '{\"short_description\": \"%s\"}' | target/quickstart/produce".formatted(ASKED),
        "curl -s %s/connectors/%s/status".formatted(at.connectAddress(), Quickstart.SOURCE));
  }

  /** In the order in which they are shown. */
  List<Hint> all() {
    return List.of(
        new Hint("Change an incident in ServiceNow, and see it arrive in Kafka:", List.of(change)),
        new Hint("Read a topic from the beginning (Ctrl-C ends it):", List.of(read)),
        new Hint(
            "Create an incident through Kafka, as key|value. Without a key it is refused:",
            List.of(ask, askWithoutKey)),
        new Hint("Ask Connect how the connector is doing:", List.of(status)));
  }

  /** Goes to the folder, for a shell. */
  String enter() {
    String path = folder.toString();
    return "cd "
        + (path.matches("[A-Za-z0-9/._-]+") ? path : "'" + path.replace("'", "'\\''") + "'");
  }

  /** The first line: how to get to the folder, or its name in words where that would not fit. */
  String heading() {
    String line = HEADING + ":  " + enter();
    return line.length() <= WIDTH ? line : HEADING + ", in the folder of quickstart.sh:";
  }

  /** All of it as lines, none longer than 80 columns. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(heading());
    for (Hint hint : all()) {
      lines.add(hint.caption());
      for (String command : hint.commands()) {
        command.lines().forEach(line -> lines.add("  " + line));
      }
    }
    return lines;
  }
}
