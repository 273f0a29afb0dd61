/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.transport.InstanceClock;
import io.snbridge.sink.column.JournalColumns;
import io.snbridge.sink.table.JournalEntries;
import io.snbridge.sink.table.RedeliveryDetector;
import io.snbridge.sink.table.WriteVerifier;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Journals for tests. */
public final class Journals {

  private Journals() {}

  /** Of tables that have no journal columns: nothing is ever asked. */
  public static JournalEntries none() {
    return new JournalEntries(
        null,
        new InstanceClock(System::nanoTime),
        new JournalColumns(Optional.empty(), Set.of()),
        new RedeliveryDetector(Clock.systemUTC()));
  }

  /** Of writes whose echo nobody looks at. */
  public static WriteVerifier noVerification() {
    return new WriteVerifier(
        WriteVerifier.Mode.OFF, Optional.empty(), new JournalColumns(Optional.empty(), Set.of()));
  }
}
