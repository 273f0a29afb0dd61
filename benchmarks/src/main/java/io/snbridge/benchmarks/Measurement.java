/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

/**
 * What a run showed.
 *
 * @param seconds from the first records in the broker to the last
 * @param secondsFromStart from the moment when Connect took the configuration
 * @param rate rows a second while rows came
 * @param cpuPerMillion processor seconds of the measured process for a million rows, warm: after
 *     the first third
 * @param workerCores processor seconds a second of the measured process, while rows came
 * @param brokerCores the same of the broker
 * @param instanceCores the same of the emulator
 * @param otherCores the same of all else on the machine
 * @param peakMemory most memory of the measured process at once, in MiB
 * @param requests that the instance answered up to the last row
 * @param idleRequests that it answered while watched afterwards
 * @param records in the topics at the end
 */
record Measurement(
    double seconds,
    double secondsFromStart,
    double rate,
    double cpuPerMillion,
    double workerCores,
    double brokerCores,
    double instanceCores,
    double otherCores,
    long peakMemory,
    long requests,
    long idleRequests,
    long records) {

  /** Rows for a processor second of the measured process. */
  double rowsPerCpuSecond() {
    return 1e6 / cpuPerMillion;
  }
}
