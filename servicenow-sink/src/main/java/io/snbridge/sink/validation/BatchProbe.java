/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.validation;

import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;

/**
 * Whether the user may send batches, where all writes would go through one.
 *
 * @param key asks for batches
 * @param without its value for requests of their own
 */
record BatchProbe(String key, String without, ConfigErrors errors) implements Probe {

  @Override
  public String about() {
    return "the Batch API";
  }

  @Override
  public void ask(ProbeContext probeContext) throws InterruptedException {
    try {
      probeContext.batch().run();
    } catch (ServiceNowException failure) {
      if (!(failure.reply() instanceof Reply.Refused)) {
        throw failure;
      }
      errors.error(
          key,
          "The Batch API is not open to the connector's user: either set %s=%s, or give it access to"
                  .formatted(key, without)
              + " /api/now/v1/batch: "
              + failure.getMessage());
    }
  }
}
