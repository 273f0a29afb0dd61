/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

/**
 * An instance lists in steps: it counts, it chooses the ids of the page, and it reads these rows
 * (KB0817996). What others do between the steps can be set here. Thread safe.
 */
public final class ListSteps {
  private volatile Runnable afterCount = ListSteps::nothing;
  private volatile Runnable afterIds = ListSteps::nothing;

  /** Runs for each page, between its count and its ids. */
  public void afterCount(Runnable changes) {
    afterCount = changes;
  }

  /** Runs for each page, between its ids and its rows. */
  public void afterIds(Runnable changes) {
    afterIds = changes;
  }

  private static void nothing() {}

  /** Nobody does anything. */
  public void clear() {
    afterCount = ListSteps::nothing;
    afterIds = ListSteps::nothing;
  }

  /** The count is known. */
  public void counted() {
    afterCount.run();
  }

  /** The ids are known. */
  public void chosen() {
    afterIds.run();
  }
}
