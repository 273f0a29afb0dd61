/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import io.snbridge.stack.Ports;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Where the parts listen, all of them on loopback.
 *
 * @param serviceNow the port of the emulator
 * @param connect the port of the worker
 * @param kafka the port of the broker
 */
record Addresses(int serviceNow, int connect, int kafka) {

  private static final int SERVICE_NOW = 18080;
  private static final int CONNECT = 18083;
  private static final int KAFKA = 19092;
  private static final int CANDIDATES = 500;

  /** The usual ports, and for each that is taken the next one that is free. */
  static Addresses choose() {
    return choose(Ports::isFree);
  }

  static Addresses choose(IntPredicate free) {
    Set<Integer> chosen = new HashSet<>();
    return new Addresses(
        next(SERVICE_NOW, free, chosen), next(CONNECT, free, chosen), next(KAFKA, free, chosen));
  }

  // Below the range that systems take a client's ports from (32768 on Linux): nothing that connects
  // in the meantime takes one away.
  private static int next(int from, IntPredicate free, Set<Integer> chosen) {
    for (int port = from; port < from + CANDIDATES; port++) {
      if (!chosen.contains(port) && free.test(port)) {
        chosen.add(port);
        return port;
      }
    }
    throw new IllegalStateException(
        "No port of 127.0.0.1 from %d to %d is free".formatted(from, from + CANDIDATES - 1));
  }

  String serviceNowAddress() {
    return "127.0.0.1:" + serviceNow;
  }

  String connectAddress() {
    return "127.0.0.1:" + connect;
  }

  String kafkaAddress() {
    return "127.0.0.1:" + kafka;
  }
}
