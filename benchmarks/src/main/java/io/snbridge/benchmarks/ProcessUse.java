/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/** What processes have used so far, as the system counts it. */
final class ProcessUse {

  private static final double TICKS_PER_SECOND = 100;

  private ProcessUse() {}

  /** Processor seconds of one process, all threads. */
  static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** Processor seconds of everything on the machine since it started; Linux only, else 0. */
  static double machineCpuSeconds() throws IOException {
    Path stat = Path.of("/proc/stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String[] all = Files.readAllLines(stat).get(0).trim().split("\\s+");
    // user nice system idle iowait irq softirq steal
    long busy =
        Arrays.stream(all).skip(1).limit(8).mapToLong(Long::parseLong).sum()
            - Long.parseLong(all[4])
            - Long.parseLong(all[5]);
    return busy / TICKS_PER_SECOND;
  }

  /** The most memory that a process had at once, in MiB; Linux only. */
  static OptionalLong peakMemory(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst();
  }
}
