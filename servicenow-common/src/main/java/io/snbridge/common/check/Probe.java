/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

/** Something that is asked of the instance to find out whether the settings fit it. */
public interface Probe {

  /** What stays unchecked without an answer, for the log: {@code table 'incident'}. */
  String about();

  /**
   * Asks, blocking, and reports what it finds.
   *
   * @throws io.snbridge.common.transport.ServiceNowException when the answer says nothing of the
   *     settings
   * @throws InterruptedException when the time is up
   */
  void ask(ProbeContext probeContext) throws InterruptedException;
}
