/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

/**
 * A place in an index: a time stamp, and a sys_id within it. The index by sys_id ignores the stamp.
 *
 * @param stamp the value of the stamp column
 * @param id a sys_id in the form of {@link Row#key(String)}
 */
public record Key(String stamp, String id) {
  /** After every real stamp and id. */
  public static final String LAST = "\uffff";

  /** Before everything. */
  public static final Key START = new Key("", "");

  /** After everything. */
  public static final Key END = new Key(LAST, LAST);
}
