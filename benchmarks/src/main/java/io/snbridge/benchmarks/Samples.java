/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Records and processor time over the time of a run. Used by one thread. */
final class Samples {

  private record Sample(
      long nanos, long records, double worker, double broker, double instance, double machine) {

    double seconds(Sample earlier) {
      return (nanos - earlier.nanos) / 1e9;
    }
  }

  private final List<ProcessHandle> workers;
  private final ProcessHandle broker;
  private final ProcessHandle instance;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * @param workers that are measured as one process
   */
  Samples(List<ProcessHandle> workers, ProcessHandle broker, ProcessHandle instance) {
    this.workers = List.copyOf(workers);
    this.broker = broker;
    this.instance = instance;
  }

  /** Looks at everything now. */
  void take(long records) throws IOException {
    samples.add(
        new Sample(
            System.nanoTime(),
            records,
            workers.stream().mapToDouble(ProcessUse::cpuSeconds).sum(),
            ProcessUse.cpuSeconds(broker),
            ProcessUse.cpuSeconds(instance),
            ProcessUse.machineCpuSeconds()));
  }

  Measurement measurement(
      int rows, long peakMemory, long requests, long idleRequests, long recordsAtEnd) {
    Sample start = samples.get(0);
    Sample first = first(sample -> sample.records() > 0);
    Sample warm = first(sample -> sample.records() >= rows / 3);
    Sample end = first(sample -> sample.records() >= rows);
    double seconds = end.seconds(first);
    double workerUse = end.worker() - first.worker();
    double brokerUse = end.broker() - first.broker();
    double instanceUse = end.instance() - first.instance();
    double machineUse = end.machine() - first.machine();
    return new Measurement(
        seconds,
        end.seconds(start),
        (end.records() - first.records()) / seconds,
        (end.worker() - warm.worker()) * 1e6 / (end.records() - warm.records()),
        workerUse / seconds,
        brokerUse / seconds,
        instanceUse / seconds,
        Math.max(0, machineUse - workerUse - brokerUse - instanceUse) / seconds,
        peakMemory,
        requests,
        idleRequests,
        recordsAtEnd);
  }

  private Sample first(Predicate<Sample> condition) {
    return samples.stream().filter(condition).findFirst().orElseThrow();
  }
}
