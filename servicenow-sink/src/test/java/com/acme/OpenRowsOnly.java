/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/** Closed rows stay as they are, and only people reassign a row. */
public final class OpenRowsOnly implements ConflictPolicy {

  private String closed;

  @Override
  public void configure(Map<String, ?> settings) {
    Object state = settings.get("conflict.policy.closed.state");
    if (state == null) {
      throw new ConfigException(
          "conflict.policy.closed.state is missing: the state of a closed row");
    }
    closed = state.toString();
  }

  @Override
  public Set<String> columns(Change change) {
    return Set.of("state", "assigned_to");
  }

  @Override
  public Decision decide(Change change, Optional<CurrentRow> row) {
    if (row.isEmpty()) {
      return Decision.write();
    }
    Optional<String> state = row.get().value("state");
    if (state.isEmpty()) {
      return Decision.refuse("the user may not read the column 'state'");
    }
    if (state.get().equals(closed)) {
      return Decision.skip("the row is closed");
    }
    boolean assigned = row.get().value("assigned_to").filter(user -> !user.isEmpty()).isPresent();
    if (!assigned || !change.columns().containsKey("assigned_to")) {
      return Decision.write();
    }
    Map<String, String> others = new HashMap<>(change.columns());
    others.remove("assigned_to");
    return others.isEmpty() ? Decision.skip("the row is assigned") : Decision.write(others);
  }
}
