/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli;

import io.snbridge.cli.check.CheckCommand;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Failures;
import io.snbridge.cli.evidence.EvidenceCommand;
import io.snbridge.cli.offsets.OffsetsCommand;
import io.snbridge.cli.translate.TranslateCommand;
import io.snbridge.cli.verify.VerifyCommand;
import io.snbridge.common.connect.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;

/** The command {@code servicenow-kafka}: its subcommands, and how they end. */
@Command(
    name = "servicenow-kafka",
    mixinStandardHelpOptions = true,
    versionProvider = ServiceNowKafka.Versions.class,
    description = "Asks, checks and moves what the ServiceNow connectors for Kafka Connect do.",
    subcommands = {
      CheckCommand.class,
      VerifyCommand.class,
      TranslateCommand.class,
      OffsetsCommand.class,
      EvidenceCommand.class,
      EmulatorCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All is well.",
      "1:The command found something.",
      "2:A person must decide, or the command was used wrongly.",
      "3:Connect, Kafka or the instance could not be reached."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka offsets show --connect http://localhost:8083 source-incidents",
      "  servicenow-kafka emulator --company --port 8080"
    })
public final class ServiceNowKafka {

  /** Ends the process with one of {@link ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Ready to {@code execute}; tests give it other streams. */
  public static CommandLine commandLine() {
    return commandLine(CommandLine.defaultFactory());
  }

  /** The same, whose commands come from somewhere. */
  static CommandLine commandLine(IFactory commands) {
    Failures failures = new Failures();
    CommandLine line = new CommandLine(new ServiceNowKafka(), commands);
    line.setExecutionExceptionHandler(failures);
    line.setParameterExceptionHandler(failures);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /** The version of the connectors, which is that of the command. */
  static final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"servicenow-kafka " + Version.version()};
    }
  }
}
