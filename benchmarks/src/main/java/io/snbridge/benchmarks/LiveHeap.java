/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is alive in another JVM's heap, as {@code jcmd GC.class_histogram} says after a full
 * collection.
 *
 * @param bytes of all objects
 */
record LiveHeap(List<String> lines, long bytes) {

  /**
   * Looks at a process.
   *
   * @throws IOException when there is no {@code jcmd} (a JDK has it), or it fails
   */
  static LiveHeap of(ProcessHandle process) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process command =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines = command.inputReader().lines().toList();
    if (command.waitFor() != 0) {
      throw new IOException("jcmd failed: " + String.join("\n", lines));
    }
    return new LiveHeap(lines, number(lines.get(lines.size() - 1), 2));
  }

  /** How many instances of a class there are. */
  long instances(String type) {
    return lines.stream()
        .filter(line -> line.matches(".*\\s" + type.replace(".", "\\.") + "(\\s.*)?"))
        .mapToLong(line -> number(line, 1))
        .sum();
  }

  /** Lines are "12: 345 6789 class", and the last one "Total 345 6789". */
  private static long number(String line, int column) {
    return Long.parseLong(line.strip().split("\\s+", -1)[column]);
  }
}
