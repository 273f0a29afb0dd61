/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.cli.console.ExitCode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServiceNowKafkaTest {

  @Test
  void wrongUseEndsWithTwoAndNamesTheHelp() {
    Shell shell = Shell.run("emulate");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains("emulate", "servicenow-kafka --help");
  }

  @Test
  void helpListsEveryCommandAndTheExitCodes() {
    Shell shell = Shell.run("--help");

    assertThat(shell.exitCode()).isZero();
    assertThat(shell.out())
        .contains(ServiceNowKafka.commandLine().getSubcommands().keySet())
        .contains("Exit codes:", "2   A person must decide");
  }

  @Test
  void everyCommandHasADescriptionAndEveryOptionToo() {
    Deque<CommandLine> open = new ArrayDeque<>();
    open.add(ServiceNowKafka.commandLine());
    while (!open.isEmpty()) {
      CommandLine line = open.poll();
      assertThat(line.getCommandSpec().usageMessage().description())
          .as(line.getCommandSpec().qualifiedName())
          .isNotEmpty();
      assertThat(line.getCommandSpec().args())
          .allSatisfy(
              argument ->
                  assertThat(argument.description())
                      .as(line.getCommandSpec().qualifiedName() + " " + argument)
                      .isNotEmpty());
      open.addAll(line.getSubcommands().values());
    }
  }
}
