/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What the tables of a task find out about their instance, each thing once: how it orders branches,
 * how it reads times, how far back its audit goes, what its tables extend. Thread-safe.
 */
public final class SharedFindings {

  /** As long as a task takes to start, and shorter than anybody waits for what was corrected. */
  private static final Duration VALID = Duration.ofMinutes(1);

  private static final String OBJECTS = "sys_db_object";
  private static final String PARENT = "super_class";

  private final LongSupplier nanoTime;
  private final SharedAnswer<Boolean> branchOrder;
  private final SharedZone zone;
  private final Map<List<String>, SharedAnswer<Optional<Instant>>> oldestDelete =
      new ConcurrentHashMap<>();
  private final Map<PageRequest, SharedAnswer<Page>> objects = new ConcurrentHashMap<>();

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  public SharedFindings(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.branchOrder = new SharedAnswer<>(Duration.ofDays(1), nanoTime);
    this.zone = new SharedZone(new SharedAnswer<>(VALID, nanoTime));
  }

  /** Whether the rows of each branch of a query are ordered on their own. */
  public SharedAnswer<Boolean> branchOrder() {
    return branchOrder;
  }

  /** How the instance reads times. */
  public SharedZone zone() {
    return zone;
  }

  /**
   * When the oldest audited delete was made, empty for none.
   *
   * @param columns that the audit must show
   */
  public SharedAnswer<Optional<Instant>> oldestDelete(List<String> columns) {
    return oldestDelete.computeIfAbsent(columns, unused -> new SharedAnswer<>(VALID, nanoTime));
  }

  private static boolean isShown(Page objects) {
    return !objects.rows().isEmpty()
        && objects.rows().stream().allMatch(row -> row.value(PARENT).isPresent());
  }

  /** The same tables; which tables they extend is asked once. What is not shown is asked again. */
  public Tables withSharedObjects(Tables tables) {
    return new Tables() {
      @Override
      public Page page(PageRequest request) throws InterruptedException {
        if (!request.table().equals(OBJECTS)) {
          return tables.page(request);
        }
        Page[] last = new Page[1];
        return objects
            .computeIfAbsent(request, unused -> new SharedAnswer<>(VALID, nanoTime))
            .get(
                () -> {
                  last[0] = tables.page(request);
                  return Optional.of(last[0]).filter(SharedFindings::isShown);
                })
            .orElseGet(() -> last[0]);
      }

      @Override
      public long count(String table, EncodedQuery query) throws InterruptedException {
        return tables.count(table, query);
      }
    };
  }
}
