/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

import io.snbridge.common.transport.ServiceNowException;
import java.io.PrintWriter;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the user is told of an exception, and what the process ends with. */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    Output output = Output.of(line);
    if (failure instanceof CommandException told) {
      output.failed(message(told), told.exitCode());
      return told.exitCode();
    }
    if (failure instanceof ConfigException wrong) {
      output.failed(message(wrong), ExitCode.DECIDE);
      return ExitCode.DECIDE;
    }
    if (failure instanceof ServiceNowException refused) {
      output.failed(message(refused), ExitCode.UNREACHABLE);
      return ExitCode.UNREACHABLE;
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      output.failed("interrupted", ExitCode.UNREACHABLE);
      return ExitCode.UNREACHABLE;
    }
    output.failed("this is a fault of the command itself: " + failure, ExitCode.DECIDE);
    for (StackTraceElement frame : failure.getStackTrace()) {
      output.note("  at " + frame);
    }
    return ExitCode.DECIDE;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getCommandSpec().qualifiedName() + ": " + Output.withoutUsers(message(wrong)));
    err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.DECIDE;
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
