/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ListSteps;
import io.snbridge.emulator.Switches;
import io.snbridge.emulator.query.Selection;
import io.snbridge.emulator.query.Session;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.Table;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What every API needs.
 *
 * @param store the rows
 * @param access what the user may not
 * @param switches how the instance behaves
 * @param clock its clock
 * @param base scheme, host and port of the emulator
 * @param steps what happens between the steps of a list
 * @param ties where the order of ties comes from
 */
public record Context(
    Store store,
    Access access,
    Switches switches,
    EmulatorClock clock,
    Supplier<String> base,
    ListSteps steps,
    SplittableRandom ties) {

  Session session() {
    return new Session(
        switches.userZone(),
        switches.readsLiteralsInUserZone(),
        switches.invalidQueriesReturnNoRows(),
        switches.ordersEachBranchOnItsOwn(),
        switches.unstableTies() ? salt() : 0,
        clock.now());
  }

  /**
   * What a query finds for the user in its domain; nothing when it has a range that the user may
   * not ask for.
   */
  Selection selection(Table table, String query) {
    return selection(table, query, access.domain(table));
  }

  Selection inAllDomains(Table table, String query) {
    return selection(table, query, "");
  }

  private Selection selection(Table table, String query, String domain) {
    return access.deniesRanges(table, query)
        ? Selection.none(table, session())
        : Selection.of(store, table, query, domain, session());
  }

  RowRenderer.View view() {
    return new RowRenderer.View(switches.userZone(), base.get());
  }

  private long salt() {
    synchronized (ties) {
      return ties.nextLong(1, Long.MAX_VALUE);
    }
  }
}
