/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

/**
 * What a person should know of one key.
 *
 * @param key of the other connector, or of ours where it has none
 * @param text what has become of it, or what to do; never a secret
 */
record Note(Level level, String key, String text) {

  enum Level {
    /** Good to know; the result can be used as it is. */
    NOTE,
    /** The result is not complete before somebody has done something. */
    DECIDE
  }
}
