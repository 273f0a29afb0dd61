/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A policy that writes everything, and remembers what it was asked. */
public final class SeenColumns implements ConflictPolicy {

  static final Queue<Map<String, String>> SEEN = new ConcurrentLinkedQueue<>();

  @Override
  public Set<String> columns(Change change) {
    return Set.of();
  }

  @Override
  public Decision decide(Change change, Optional<CurrentRow> row) {
    SEEN.add(change.columns());
    return Decision.write();
  }
}
