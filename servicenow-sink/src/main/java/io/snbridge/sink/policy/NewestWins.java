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
import java.util.Optional;
import java.util.Set;

/**
 * {@code conflict.policy=newest_wins}: a change that is older than the row's own last one is not
 * written.
 *
 * <p>ServiceNow's stamps have whole seconds. Of two changes within one, the one wins whose
 * instance's name is greater, so that two instances that are kept in sync decide alike. Immutable.
 */
public final class NewestWins implements ConflictPolicy {

  /** Of the source connector's records: where their row is. */
  private static final String INSTANCE_HEADER = "servicenow.instance";

  private final OwnUsers own;
  private final String ownInstance;

  /**
   * @param ownInstance the name of the instance that is written to
   */
  public NewestWins(OwnUsers own, String ownInstance) {
    this.own = own;
    this.ownInstance = ownInstance;
  }

  /** A record without a time is written without a look: nothing says that it is old. */
  @Override
  public Set<String> columns(Change change) {
    return change.time().isPresent() ? OwnUsers.JUDGED_BY : Set.of();
  }

  @Override
  public Decision decide(Change change, Optional<CurrentRow> row) {
    if (row.isEmpty() || change.time().isEmpty()) {
      return Decision.write();
    }
    if (!OwnUsers.canJudge(row.get())) {
      return Decision.refuse(OwnUsers.unjudged("newest_wins"));
    }
    return isOutdated(change.time().get(), change.header(INSTANCE_HEADER).orElse(""), row.get())
        ? Decision.skip("somebody else has changed the row since the record's time")
        : Decision.write();
  }

  /** A row without a stamp has none that is newer. */
  private boolean isOutdated(Instant at, String instance, CurrentRow row) {
    Optional<Instant> updated = row.updatedOn();
    if (own.changed(row) || updated.isEmpty()) {
      return false;
    }
    int order = at.truncatedTo(ChronoUnit.SECONDS).compareTo(updated.get());
    return order < 0 || (order == 0 && instance.compareTo(ownInstance) < 0);
  }
}
