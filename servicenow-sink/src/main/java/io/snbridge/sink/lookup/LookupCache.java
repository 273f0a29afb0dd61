/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers which rows were found, the last used ones, for a while: somebody may give a row other
 * values. That there was no row is never remembered. Thread-safe.
 */
final class LookupCache {

  private record Known(String sysId, long atNanos) {}

  private final Duration maxAge;
  private final LongSupplier nanoTime;

  /** Guarded by itself. */
  private final Map<String, Known> known;

  /**
   * @param size how many; 0 for none
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  LookupCache(int size, Duration maxAge, LongSupplier nanoTime) {
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

  /**
   * @param key the name of the key that the row was found for
   */
  Optional<String> of(String key) {
    synchronized (known) {
      Known found = known.get(key);
      if (found != null && nanoTime.getAsLong() - found.atNanos() >= maxAge.toNanos()) {
        known.remove(key);
        return Optional.empty();
      }
      return Optional.ofNullable(found).map(Known::sysId);
    }
  }

  void put(String key, String sysId) {
    synchronized (known) {
      known.put(key, new Known(sysId, nanoTime.getAsLong()));
    }
  }

  void forget(String key) {
    synchronized (known) {
      known.remove(key);
    }
  }
}
