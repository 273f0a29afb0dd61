/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.sink.record.BusinessKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers which rows were found, the last used ones, for a while: somebody may give a row other
 * values. That there was no row is never remembered. Thread-safe.
 */
final class FoundIds {

  private record Known(String sysId, long atNanos) {}

  private final Duration maxAge;
  private final LongSupplier nanoTime;

  /** By the id that the key's row is created with; guarded by itself. */
  private final Map<String, Known> known;

  /**
   * @param size how many; 0 for none
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  FoundIds(int size, Duration maxAge, LongSupplier nanoTime) {
    this.maxAge = maxAge;
    this.nanoTime = nanoTime;
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > size;
          }
        };
  }

  Optional<String> of(BusinessKey key) {
    String id = key.sysId();
    synchronized (known) {
      Known found = known.get(id);
      if (found != null && nanoTime.getAsLong() - found.atNanos() >= maxAge.toNanos()) {
        known.remove(id);
        return Optional.empty();
      }
      return Optional.ofNullable(found).map(Known::sysId);
    }
  }

  void put(BusinessKey key, String sysId) {
    String id = key.sysId();
    synchronized (known) {
      known.put(id, new Known(sysId, nanoTime.getAsLong()));
    }
  }

  void forget(BusinessKey key) {
    String id = key.sysId();
    synchronized (known) {
      known.remove(id);
    }
  }
}
