/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Refusals of the same credentials in a row: since when they have come, and of which APIs. Guarded
 * by its {@link KnownSignIn}.
 */
final class Refusals {

  /** A refusal so long ago says nothing any more. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(15);

  private static final int OF_PROXY = 407;

  /**
   * The last one.
   *
   * @param own whether in ServiceNow's own words
   * @param lasted for how long such have come
   */
  record Last(Failure failure, boolean own, Duration lasted, Duration ago) {}

  private final LongSupplier nanoTime;
  private Optional<Failure> last = Optional.empty();
  private boolean lastIsOwn;
  private long lastAt;
  private Optional<Long> ownSince = Optional.empty();
  private Optional<Long> othersSince = Optional.empty();

  /** Of which none is covered by those before it; so there are three at most. */
  private final Set<ApiPath> refused = new HashSet<>();

  private boolean byProxy;

  Refusals(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  boolean isEmpty() {
    return last.isEmpty();
  }

  /**
   * One more.
   *
   * @return how long such refusals have lasted
   */
  Duration add(Failure failure, boolean own) {
    long now = nanoTime.getAsLong();
    if (own) {
      ownSince = Optional.of(ownSince.orElse(now));
    } else {
      othersSince = Optional.of(othersSince.orElse(now));
    }
    ApiPath path = ApiPath.of(failure.path());
    if (!cover(path)) {
      refused.add(path);
    }
    byProxy |= failure.status() == OF_PROXY;
    last = Optional.of(failure);
    lastIsOwn = own;
    lastAt = now;
    return lasted();
  }

  private Duration lasted() {
    return Duration.ofNanos(lastAt - (lastIsOwn ? ownSince : othersSince).orElse(lastAt));
  }

  Optional<Last> last() {
    Duration ago = Duration.ofNanos(nanoTime.getAsLong() - lastAt);
    return last.map(failure -> new Last(failure, lastIsOwn, lasted(), ago));
  }

  boolean areForgotten() {
    return last().filter(refusal -> refusal.ago().compareTo(FORGOTTEN) > 0).isPresent();
  }

  /**
   * Whether they are about this one, too: the same table of the same API was refused, or two tables
   * of this API, or two APIs. A proxy does not know what is asked for.
   */
  boolean cover(ApiPath path) {
    return byProxy
        || refused.contains(path)
        || refused.stream().filter(other -> other.api().equals(path.api())).count() > 1
        || refused.stream().map(ApiPath::api).distinct().count() > 1;
  }

  void clear() {
    last = Optional.empty();
    ownSince = Optional.empty();
    othersSince = Optional.empty();
    refused.clear();
    byProxy = false;
  }

  /** Nobody was there who could refuse: what others than ServiceNow say begins anew. */
  void down() {
    othersSince = Optional.empty();
  }
}
