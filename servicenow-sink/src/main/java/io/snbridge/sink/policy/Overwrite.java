/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.util.Optional;
import java.util.Set;

/** {@code conflict.policy=overwrite}: every record is written, whatever happened to its row. */
public final class Overwrite implements ConflictPolicy {

  @Override
  public Set<String> columns(Change change) {
    return Set.of();
  }

  @Override
  public Decision decide(Change change, Optional<CurrentRow> row) {
    return Decision.write();
  }
}
