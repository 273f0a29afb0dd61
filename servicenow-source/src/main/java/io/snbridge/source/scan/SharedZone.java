/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.source.scan.TimestampProbe.Finding;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How the instance reads times: as it does for the user, and so the same for all tables of a task.
 * Thread-safe.
 */
public final class SharedZone {

  /** Tables of a start that look for a row of the season that they have not shown. */
  private static final int MOST_LOOKS = 10;

  private final SharedAnswer<Finding> told;
  private final AtomicInteger looks = new AtomicInteger();

  SharedZone(SharedAnswer<Finding> told) {
    this.told = told;
  }

  /**
   * What the rows of the users show, or those of a table.
   *
   * @param users asked when nobody has told lately
   */
  Finding of(SharedAnswer.Question<Finding> users) throws InterruptedException {
    return told.get(users).orElse(Finding.UNPROVEN);
  }

  /** A table's rows of both seasons are found by their stamps. */
  void isSound() {
    told.tell(Finding.SOUND);
  }

  /** Whether one more table may look for another season: if some find none, few others do. */
  boolean mayLook() {
    return looks.getAndUpdate(before -> Math.min(before + 1, MOST_LOOKS)) < MOST_LOOKS;
  }
}
