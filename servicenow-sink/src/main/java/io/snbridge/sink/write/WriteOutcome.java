/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/** What became of a write, after all attempts. */
public sealed interface WriteOutcome {

  /**
   * The row is as the record wants it.
   *
   * @param sysId its id, when the write did not know it; empty when it did
   * @param different columns that ServiceNow has otherwise than they were written, where that was
   *     looked at
   */
  record Done(Optional<String> sysId, Set<String> different) implements WriteOutcome {
    public Done {
      different = Set.copyOf(different);
    }

    public Done(Optional<String> sysId) {
      this(sysId, Set.of());
    }

    public Done() {
      this(Optional.empty());
    }
  }

  /** Not written, because the conflict policy says so: as good as done. */
  record Skipped(String reason) implements WriteOutcome {}

  /**
   * Not written, because somebody is to look at it.
   *
   * @param sysId the row's id; empty when there is none
   * @param asked what the record wants to write: column to value
   * @param row what of the row was looked at; empty when there is none
   */
  record ForReview(
      String reason,
      Optional<String> sysId,
      Map<String, String> asked,
      Optional<Map<String, String>> row)
      implements WriteOutcome {}

  /**
   * ServiceNow does not take this record; others may go on.
   *
   * @param mayBeWritten whether nobody knows: then it is not to be sent again unseen
   */
  record Refused(ConnectException reason, boolean mayBeWritten) implements WriteOutcome {
    public Refused(ConnectException reason) {
      this(reason, false);
    }
  }

  /** Nothing more can be written: credentials not accepted, retry time over, ids not honoured. */
  record Failed(ConnectException reason) implements WriteOutcome {}
}
