/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code conflict.policy=review}: a change of a row that somebody else has changed since is for a
 * person to decide. ServiceNow's stamps have whole seconds, so a change within the record's second
 * may be one since. Immutable.
 */
public final class Review implements ConflictPolicy {

  private final OwnUsers own;

  public Review(OwnUsers own) {
    this.own = own;
  }

  /** What decides, and what the record would change, for who reviews it. */
  @Override
  public Set<String> columns(Change change) {
    Set<String> columns = new HashSet<>(change.columns().keySet());
    columns.addAll(OwnUsers.JUDGED_BY);
    return columns;
  }

  @Override
  public Decision decide(Change change, Optional<CurrentRow> row) {
    if (row.isEmpty()) {
      return Decision.write();
    }
    if (!OwnUsers.canJudge(row.get())) {
      return Decision.refuse(OwnUsers.unjudged("review"));
    }
    return !own.changed(row.get()) && hasChangedSince(change.time(), row.get())
        ? Decision.review("somebody else has changed the row since the record's time")
        : Decision.write();
  }

  /** A record without a time is older than any change. */
  private static boolean hasChangedSince(Optional<Instant> time, CurrentRow row) {
    return row.updatedOn()
        .filter(
            updated ->
                time.isEmpty() || !updated.isBefore(time.get().truncatedTo(ChronoUnit.SECONDS)))
        .isPresent();
  }
}
