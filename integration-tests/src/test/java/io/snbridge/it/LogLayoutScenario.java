/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs, with Connect's context of a task, what is hard to lay out. */
final class LogLayoutScenario {

  static final String CONTEXT = "[orders|task-0] ";
  static final String AWKWARD = "a \"quote\", a \\ and a\nsecond line, ä";

  private LogLayoutScenario() {}

  public static void main(String[] arguments) {
    Logger log = LoggerFactory.getLogger("io.snbridge.source.Orders");
    MDC.put("connector.context", CONTEXT);
    log.info("Reads table '{}'", "incident");
    log.warn(AWKWARD);
    log.error("Failed", new IllegalStateException("because of \"this\""));
    MDC.clear();
    log.info("of no connector");
  }
}
