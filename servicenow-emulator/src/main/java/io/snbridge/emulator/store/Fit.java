/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

/**
 * What columns do with what users write and what does not fit them.
 *
 * @param strict false: a column takes any text, which no instance does
 * @param guessedTimes whether times in another form are read as well as they can be, which is
 *     wrong, and not as far as they are right
 * @param cutTexts whether a text that its database column is too short for is cut (KB0685779)
 */
public record Fit(boolean strict, boolean guessedTimes, boolean cutTexts) {
  /** Any text. */
  public static final Fit ANYTHING = new Fit(false, false, false);

  /** Up to this length a column is a varchar of it; longer ones hold 16 million characters. */
  private static final int LONGEST_VARCHAR = 255;

  /**
   * What is stored.
   *
   * @param old what was there before
   */
  String stored(Column column, String old, String given) {
    String stored = strict ? Misfits.stored(column.type(), old, given, guessedTimes) : given;
    boolean tooLong =
        cutTexts
            && column.definition().maxLength() <= LONGEST_VARCHAR
            && stored.length() > LONGEST_VARCHAR;
    return tooLong ? stored.substring(0, LONGEST_VARCHAR) : stored;
  }
}
