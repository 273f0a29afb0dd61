/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.read.StampProbe.Finding;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to read a table whose windows would not find what is in them. How the instance reads
 * times is the same for all tables, so an empty one is judged by the users, of whom there is always
 * one.
 *
 * @param tables waits when the table is refused
 * @param impatient does not: whether the user may read the users matters to nobody else
 */
record StampCheck(TableConfig config, Tables tables, Tables impatient) {

  private static final Logger LOG = LoggerFactory.getLogger(StampCheck.class);

  /**
   * Looks, in three requests when all is well.
   *
   * @throws ConnectException when a row is not found by its own stamp: says why, and what to do
   */
  void run() throws InterruptedException {
    StampProbe probe =
        new StampProbe(tables, config.table(), config.idField(), config.timestampField());
    Finding finding = probe.run();
    if (finding == Finding.UNPROVEN) {
      finding = byUsers() == Finding.OTHER_ZONE ? Finding.OTHER_ZONE : finding;
      LOG.debug("Table '{}' has no row to ask for by its own stamp", config.alias());
    }
    probe
        .problem(finding)
        .ifPresent(
            problem -> {
              throw new ConnectException(problem);
            });
  }

  private Finding byUsers() throws InterruptedException {
    try {
      return new StampProbe(impatient, "sys_user", "sys_id", "sys_updated_on").run();
    } catch (ServiceNowException notForThisUser) {
      LOG.debug("sys_user cannot be asked: {}", notForThisUser.getMessage());
      return Finding.UNPROVEN;
    }
  }
}
