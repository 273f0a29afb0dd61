/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this instance answers the two clauses of a window, {@code ts=T^id>I^NQts>T}, in one
 * order. Owned by the table's poller.
 */
final class QueryShape {

  private static final Logger LOG = LoggerFactory.getLogger(QueryShape.class);

  private final String alias;
  private boolean apart;

  QueryShape(String alias) {
    this.alias = alias;
  }

  /** Whether the clauses are asked one after the other. */
  boolean asksApart() {
    return apart;
  }

  /** From now on the clauses are asked one after the other. */
  void askApart(PageRejected rejected) {
    apart = true;
    LOG.warn(
        "Table '{}': {}. This instance does not order the rows of a query with ^NQ as a whole; from now on its two halves are asked as two queries, which loses nothing and takes up to twice as many requests.",
        alias,
        rejected.getMessage());
  }
}
