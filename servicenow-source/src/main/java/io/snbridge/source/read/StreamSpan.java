/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.Position.InStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A time of a stream.
 *
 * @param from whole seconds
 * @param after of its first second, rows up to this id are not of it; empty for all of it
 * @param end exclusive, whole seconds
 */
record StreamSpan(Instant from, Optional<String> after, Instant end) {

  StreamSpan(InStream from, Instant end) {
    this(from.timestamp(), from.lastId(), end);
  }

  /** Where it begins. */
  InStream start() {
    return new InStream(from, after);
  }

  boolean covers(Instant stamp) {
    return !stamp.isBefore(from) && stamp.isBefore(end);
  }

  boolean overlaps(Instant begin, Instant until) {
    return from.isBefore(until) && begin.isBefore(end);
  }

  /** From its begin to the end of a later one. */
  Duration lengthTo(StreamSpan later) {
    return Duration.between(from, later.end);
  }

  /** Whether no row is of both; the later one may begin after an id of this one's last second. */
  boolean isApartFrom(StreamSpan later) {
    Instant begin = later.after.isPresent() ? later.from.plusSeconds(1) : later.from;
    return !begin.isBefore(end);
  }

  /** Both, and what lies between them. */
  StreamSpan with(StreamSpan later) {
    StreamSpan first = later.from.isBefore(from) ? later : this;
    Optional<String> begin =
        from.equals(later.from) && !after.equals(later.after) ? Optional.empty() : first.after;
    return new StreamSpan(first.from, begin, end.isAfter(later.end) ? end : later.end);
  }
}
