/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli;

import io.snbridge.cli.console.ExitCode;
import io.snbridge.emulator.EmulatorMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Starts the emulator, which reads its options itself. */
@Command(
    name = "emulator",
    description = "Starts an instance to try on; 'emulator --help' tells its options.")
final class EmulatorCommand implements Callable<Integer> {

  @Unmatched private List<String> options = new ArrayList<>();

  /** Runs until the process is told to end. */
  @Override
  public Integer call() throws InterruptedException {
    EmulatorMain.main(options.toArray(new String[0]));
    return ExitCode.WELL;
  }
}
