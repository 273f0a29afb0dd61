/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.company.Life;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts an emulator from the command line; it runs until the process is told to end. */
public final class EmulatorMain {
  private EmulatorMain() {}

  /**
   * Prints one line with the URL when it is ready; ends with status 2 for wrong options and 1 when
   * the port is taken.
   *
   * @param arguments see {@code --help}
   */
  @SuppressWarnings("SystemOut") // a command talks to its terminal
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(CommandLine.USAGE);
      return;
    }
    try {
      run(CommandLine.parse(List.of(arguments)));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.print(CommandLine.USAGE);
      System.exit(2);
    } catch (UncheckedIOException noPort) {
      System.err.println(noPort.getMessage());
      System.exit(1);
    }
  }

  private static void run(CommandLine line) throws InterruptedException {
    ServiceNowEmulator emulator = line.builder().start();
    CountDownLatch ended = new CountDownLatch(1);
    Life life = new Life(emulator, line.lifePerSecond());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  life.close();
                  emulator.close();
                  ended.countDown();
                },
                "emulator-end"));
    System.out.println("ServiceNow emulator is ready at " + emulator.url());
    System.out.flush();
    ended.await();
  }
}
