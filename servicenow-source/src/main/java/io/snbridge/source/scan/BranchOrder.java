/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the two clauses of a window, {@code ts=T^id>I^NQts>T}, are asked in one request: a URL
 * must have room for both, and this instance answer them in one order. Owned by the table's poller.
 */
public final class BranchOrder {

  private static final Logger LOG = LoggerFactory.getLogger(BranchOrder.class);
  private static final String BRANCHES = "^NQ";

  private final ScanTarget target;
  private final Probe probe;
  private boolean probed;
  private boolean apart;

  /** Finds out whether the instance orders branches one by one. */
  public interface Probe {
    boolean ordersEachBranch() throws InterruptedException;
  }

  /** On an instance that is known to order all rows. */
  public BranchOrder(ScanTarget target) {
    this(target, () -> false);
  }

  /**
   * @param probe asked once, and only when it matters
   */
  public BranchOrder(ScanTarget target, Probe probe) {
    this.target = target;
    this.probe = probe;
    this.apart = !LongestRequest.fitsTogether(target, this);
    if (apart) {
      LOG.info(
          "Table '{}': 'query' is so long that the two halves of a window are read with two"
              + " queries, which takes up to twice as many requests",
          target.alias());
    }
  }

  private BranchOrder(ScanTarget target, boolean apart) {
    this.target = target;
    this.probe = () -> false;
    this.apart = apart;
  }

  /** Of a table whose clauses are asked one after the other, whatever the instance does. */
  public static BranchOrder apart(ScanTarget target) {
    return new BranchOrder(target, true);
  }

  /** Whether the clauses are asked one after the other. */
  boolean asksApart() {
    return apart;
  }

  /**
   * A page was cut by its limit, which hides in what order its branches were: that is found out
   * now. An idle table has no such page, and is not asked.
   *
   * @return whether clauses are asked one after the other because of it
   */
  boolean turnsOutApart() throws InterruptedException {
    if (apart || probed) {
      return false;
    }
    if (probe.ordersEachBranch()) {
      askApart("two rows came in the order in which the query names them");
    }
    probed = true;
    return apart;
  }

  /**
   * The same at once, where the user's query has branches of its own: whatever is read of it is
   * cut.
   *
   * @throws ConnectException as {@link #askApart}
   */
  public void proveBranches() throws InterruptedException {
    if (hasBranches()) {
      var unused = turnsOutApart();
    }
  }

  private boolean hasBranches() {
    return target.query().text().contains(BRANCHES);
  }

  /**
   * From now on the clauses are asked one after the other.
   *
   * @param reason what was seen
   * @throws ConnectException when the user's query has branches of its own, which cannot be asked
   *     one after the other without a position for each
   */
  void askApart(String reason) {
    if (hasBranches()) {
      throw new ConnectException(
          ("%s. This instance does not order the rows of a query with ^NQ as a whole, so 'query'"
                  + " cannot be read page by page. Use a separate alias for each branch of 'query'.")
              .formatted(reason));
    }
    apart = true;
    LOG.warn(
        "Table '{}': {}. This instance does not order the rows of a query with ^NQ as a whole;"
            + " from now on, the two halves of a window are read with two queries. Nothing is"
            + " lost, but it takes up to twice as many requests.",
        target.alias(),
        reason);
  }
}
