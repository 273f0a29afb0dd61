/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

/**
 * What an instance does.
 *
 * @param outcome a word or two of a closed list, which the emulator knows, too
 * @param seen in a sentence, without anybody's data
 */
record Finding(String outcome, String seen) {

  /** Nothing can be said, because of what the table has, or because something else failed. */
  static final String UNDECIDED = "undecided";

  static Finding of(String outcome, String seen) {
    return new Finding(outcome, seen);
  }

  static Finding undecided(String why) {
    return new Finding(UNDECIDED, why);
  }

  /** Of an answer that is no success. */
  static Finding refused(Answered answer) {
    return answer.status() >= 200 && answer.status() < 300
        ? of("another form", "status " + answer.status() + ", with something else than JSON")
        : of("refused", "it is answered with status " + answer.status());
  }

  /** Of an answer that was not what was asked for. */
  static Finding unanswered(Answered answer) {
    return undecided("it was answered with status " + answer.status());
  }
}
