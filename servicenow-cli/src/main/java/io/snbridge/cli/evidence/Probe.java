/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

/**
 * A question to an instance.
 *
 * @param id stays the same for ever: reports are compared by it
 * @param question as a person asks it
 * @param assumed the outcome on which the connectors rest, or which their emulator has by default
 */
record Probe(String id, String question, String assumed, Asking asking) {

  /** How it is asked. */
  interface Asking {
    Finding ask(Instance instance) throws InterruptedException;
  }
}
