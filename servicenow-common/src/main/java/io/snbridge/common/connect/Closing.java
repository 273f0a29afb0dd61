/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a task ends: in steps, none of which keeps the next one from being done. */
public final class Closing {

  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Does the steps one after the other; what one of them throws is logged. */
  public static void all(Runnable... steps) {
    for (Runnable step : List.of(steps)) {
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.warn("A resource of the task may not have been closed; the others have been", e);
      }
    }
  }
}
