/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about positions. */
@Command(
    name = "offsets",
    mixinStandardHelpOptions = true,
    description = {
      "Shows and moves the positions of a source connector, through Connect's REST API.",
      "A connector that is to be changed is stopped, and gets back the state that it had."
    },
    subcommands = {
      ShowCommand.class,
      SetCommand.class,
      ReplayCommand.class,
      ResetCommand.class,
      CopyCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka offsets show --connect http://localhost:8083 source-incidents",
      "  servicenow-kafka offsets replay --connect http://localhost:8083 source-incidents --since 2h"
    })
public final class OffsetsCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  /** One of the commands must be named. */
  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "say what to do: show, set, replay, reset or copy");
  }
}
