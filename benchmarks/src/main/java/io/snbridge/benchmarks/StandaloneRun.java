/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Something measured in a process of its own without Kafka. It reads or writes rows of the wide
 * table, tells of each bundle of rows, and its last line of output is what it measured. When it
 * does so several times, the last one counts.
 */
final class StandaloneRun {

  /** Reads the table so often: the code is compiled by then. */
  static final int PASSES = 4;

  /** As the worker's. */
  private static final String HEAP = "512m";

  private final int rows;
  private long first;
  private long cpuWarm;
  private int warmAt;
  private int seen;

  private StandaloneRun(int rows) {
    this.rows = rows;
  }

  /** In the measured process: counts. */
  static StandaloneRun counting(int rows) {
    return new StandaloneRun(rows);
  }

  /** Some more rows were read or written. */
  @SuppressWarnings("SystemOut")
  void done(int more) {
    if (seen == 0) {
      first = System.nanoTime();
    }
    seen += more;
    if (warmAt == 0 && seen >= rows / 3) {
      warmAt = seen;
      cpuWarm = ownCpuNanos();
    }
    if (seen >= rows) {
      double seconds = (System.nanoTime() - first) / 1e9;
      double cpu = (ownCpuNanos() - cpuWarm) / 1e9 * 1e6 / (seen - warmAt);
      System.out.printf(Locale.ROOT, "%n%.3f %.3f%n", seconds, cpu);
    }
  }

  boolean isDone() {
    return seen >= rows;
  }

  private static long ownCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /**
   * In the harness: runs a main class and gives what it measured.
   *
   * @param more arguments behind the instance's URL and the number of rows
   */
  static Measurement run(
      Path folder,
      String classPath,
      Class<?> main,
      EmulatedInstance instance,
      int rows,
      String... more)
      throws IOException {
    Files.deleteIfExists(folder.resolve(main.getSimpleName() + ".log"));
    double machine = ProcessUse.machineCpuSeconds();
    double served = ProcessUse.cpuSeconds(instance.handle());
    long start = System.nanoTime();
    JavaProcess process =
        JavaProcess.start(
            folder,
            new JavaProcess.Command(
                main.getSimpleName(),
                classPath,
                main.getName(),
                HEAP,
                Stream.concat(
                        Stream.of(instance.url().toString(), Integer.toString(rows)),
                        Stream.of(more))
                    .toList()));
    process.awaitSuccess(Duration.ofMinutes(5));
    double elapsed = (System.nanoTime() - start) / 1e9;
    List<String> lines = Files.readAllLines(process.log());
    String[] result = lines.get(lines.size() - 1).split(" ", -1);
    double seconds = Double.parseDouble(result[0]);
    double cpu = Double.parseDouble(result[1]);
    double own = cpu * rows / 1e6 / seconds;
    double servedCores = (ProcessUse.cpuSeconds(instance.handle()) - served) / elapsed;
    double all = (ProcessUse.machineCpuSeconds() - machine) / elapsed;
    return new Measurement(
        seconds,
        elapsed,
        rows / seconds,
        cpu,
        own,
        0,
        servedCores,
        Math.max(0, all - own - servedCores),
        0,
        0,
        0,
        rows);
  }
}
