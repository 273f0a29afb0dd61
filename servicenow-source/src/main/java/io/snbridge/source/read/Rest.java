/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Instant;

/** Whether a table need not be read when its interval is over. Of the table's poller. */
interface Rest {

  /** Reads at each turn. */
  Rest NEVER =
      new Rest() {
        @Override
        public boolean isWatched() {
          return false;
        }

        @Override
        public void begins(Instant upTo, boolean showed) {}

        @Override
        public boolean goesOn() {
          return false;
        }

        @Override
        public void ends() {}
      };

  /** Whether somebody sees to it that a change ends the rest. */
  boolean isWatched();

  /**
   * The table was read to its end.
   *
   * @param upTo all changes with earlier stamps were read
   * @param showed whether there were any
   */
  void begins(Instant upTo, boolean showed) throws InterruptedException;

  /** It is the table's turn: whether it rests on. */
  boolean goesOn() throws InterruptedException;

  /** The table is read now. */
  void ends();
}
