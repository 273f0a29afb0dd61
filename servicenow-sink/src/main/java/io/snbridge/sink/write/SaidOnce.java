/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.log.OneLine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Remembers what was said, so that each thing is said once. Of a thousand things: what names
 * records invent beyond that is counted, and not said. Thread-safe.
 */
public final class SaidOnce {

  private static final int MOST = 1_000;

  /** Of a name, to be remembered. */
  private static final int LONGEST = 100;

  private final Set<List<String>> said = new HashSet<>();

  /**
   * Whether something is to be said.
   *
   * @param about a table, a column of a record
   */
  public synchronized boolean isNew(String... about) {
    return said.size() < MOST
        && said.add(Stream.of(about).map(part -> OneLine.of(part, LONGEST)).toList());
  }
}
