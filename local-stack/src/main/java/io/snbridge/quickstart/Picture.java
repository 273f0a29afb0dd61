/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.List;
import java.util.Optional;

/**
 * What is to be seen at one moment.
 *
 * @param complete whether every row has been in Kafka
 * @param trouble what does not run as it should, or empty
 * @param tables rows of each table in Kafka and in ServiceNow
 * @param records records in the tables' topics
 * @param perSecond how many of them came in the last second
 * @param writes records that became a row in ServiceNow, or changed or deleted one
 * @param refusals records that were refused
 * @param lastRefusal the last of them
 * @param events what happened, the newest first
 */
record Picture(
    boolean complete,
    Optional<String> trouble,
    List<TableCount> tables,
    long records,
    long perSecond,
    long writes,
    long refusals,
    Optional<Flow.Event> lastRefusal,
    List<Flow.Event> events) {

  /** Rows of one table. */
  record TableCount(String table, int inKafka, int inServiceNow) {}

  Picture {
    tables = List.copyOf(tables);
    events = List.copyOf(events);
  }
}
