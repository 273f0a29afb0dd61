/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Types what the hints say, in a shell of its own, and remembers what it has typed. */
final class HintRun {

  private final Hints hints;
  private final Path elsewhere;
  private final Set<String> typed = new HashSet<>();

  /**
   * Nothing typed yet.
   *
   * @param elsewhere a folder that the terminal may be in before
   */
  HintRun(Hints hints, Path elsewhere) {
    this.hints = hints;
    this.elsewhere = elsewhere;
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed
   * @throws AssertionError when it did not end with 0
   */
  String run(String command) throws IOException, InterruptedException {
    Process process = start(command);
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(
          "The hint '%s' ended with %d: %s".formatted(command, status, output));
    }
    return output;
  }

  /**
   * Runs a command until it prints something with that text, as a person would look at it, and
   * stops it then.
   *
   * @throws AssertionError when it ended before
   */
  void runUntil(String command, String text) throws IOException {
    Process process = start(command);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder seen = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains(text)) {
          return;
        }
        seen.append(line).append('\n');
      }
      throw new AssertionError(
          "The hint '%s' did not print '%s', but: %s".formatted(command, text, seen));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private Process start(String command) throws IOException {
    typed.add(command);
    Process process =
        new ProcessBuilder("bash", "-c", hints.enter() + " && " + command)
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    return process;
  }

  /** The hints that have not been typed yet. */
  List<String> untried() {
    return hints.all().stream()
        .flatMap(hint -> hint.commands().stream())
        .filter(command -> !typed.contains(command))
        .toList();
  }
}
