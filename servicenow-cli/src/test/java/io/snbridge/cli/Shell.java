/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * What a command answered.
 *
 * @param out standard output
 * @param err standard error
 */
public record Shell(int exitCode, String out, String err) {

  /** Runs the command line in this JVM. */
  public static Shell run(String... arguments) {
    return run(ServiceNowKafka.commandLine(), arguments);
  }

  /** Runs it with one command that a test has made. */
  public static Shell run(Object command, String... arguments) {
    IFactory usual = CommandLine.defaultFactory();
    return run(
        ServiceNowKafka.commandLine(
            new IFactory() {
              @Override
              public <K> K create(Class<K> type) throws Exception {
                return type.isInstance(command) ? type.cast(command) : usual.create(type);
              }
            }),
        arguments);
  }

  private static Shell run(CommandLine line, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments);
    return new Shell(exitCode, out.toString(), err.toString());
  }
}
