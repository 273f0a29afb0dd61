/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.TableRetries.Question;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the user may read the audit of deletes, which is asked until it is known. Owned by the
 * table's poller.
 */
final class AuditRights {

  private static final Logger LOG = LoggerFactory.getLogger(DeleteStream.class);

  private final TableConfig table;
  private final TableRetries retries;
  private boolean known;

  AuditRights(TableConfig table, TableRetries retries) {
    this.table = table;
    this.retries = retries;
  }

  /** The user may. */
  void areThere() {
    known = true;
  }

  /**
   * Whether the user could read the audit all the time, which need not be known before there is
   * something in it.
   *
   * @param probe throws when the user may not
   * @return false when that took a while, so that rows may have been passed over
   */
  boolean wereThere(Question<Optional<Instant>> probe) throws InterruptedException {
    RetryAttempt attempt = retries.begin();
    boolean atOnce = true;
    while (!known) {
      try {
        Optional<Instant> oldest = probe.ask();
        LOG.debug("Table '{}': the oldest audited delete is from {}", table.alias(), oldest);
        known = true;
        attempt.over();
      } catch (ConnectException unreadable) {
        if (unreadable.getCause() != null || !attempt.awaitNext(unreadable.getMessage())) {
          throw unreadable;
        }
        atOnce = false;
      }
    }
    return atOnce;
  }
}
