/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.sink.conflict.CurrentRow;
import java.util.Locale;
import java.util.Set;

/**
 * Whom this connector writes as. What it wrote itself is no change of the row's own: its time is
 * when it was written, and the topic's next change of the row may well be older than that.
 *
 * @param names in lower case: ServiceNow compares user names without case
 */
public record OwnUsers(Set<String> names) {

  static final Set<String> JUDGED_BY = Set.of(CurrentRow.UPDATED_ON, CurrentRow.UPDATED_BY);

  public OwnUsers {
    names = Set.copyOf(names);
  }

  /** Whether the row's last change is the connector's own. */
  boolean changed(CurrentRow row) {
    return row.updatedBy()
        .filter(user -> names.contains(user.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** Whether the user may read what decides. */
  static boolean canJudge(CurrentRow row) {
    return row.columns().keySet().containsAll(JUDGED_BY);
  }

  /** Why a record is refused whose row cannot be judged. */
  static String unjudged(String policy) {
    return ("conflict.policy=%s compares the row's sys_updated_on and sys_updated_by, but the"
            + " user may not read them")
        .formatted(policy);
  }
}
