/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.ReadOptions;

/**
 * What {@link Dictionary} asks of an instance, blocking.
 *
 * <p>Both methods throw {@link io.snbridge.common.transport.ServiceNowException} when the instance
 * refused or the retry time is over, and InterruptedException when whoever waits has to stop.
 */
public interface Tables {

  Page page(PageRequest request) throws InterruptedException;

  /** Rows that match, hidden ones included. */
  long count(String table, EncodedQuery query) throws InterruptedException;

  /** The same instance, whose pages and counts are of what these ask for. */
  default Tables with(ReadOptions options) {
    return this;
  }
}
