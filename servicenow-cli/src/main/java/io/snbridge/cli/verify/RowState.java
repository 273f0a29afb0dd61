/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A row as ServiceNow shows it.
 *
 * @param stamp when it was last changed, if it says
 * @param digest of the values of the record that it would give, see {@link ValueDigest}
 * @param sent whether the connector sends such rows: not those that were last changed by a user
 *     whom {@code exclude.updated.by} names
 */
record RowState(String id, Optional<Instant> stamp, long digest, boolean sent) {

  /** Whether nothing has changed between two looks at a row. */
  boolean isSame(RowState other) {
    return digest == other.digest && stamp.equals(other.stamp);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(id);
    out.writeLong(Stamps.number(stamp));
    out.writeLong(digest);
    out.writeBoolean(sent);
  }

  static RowState read(DataInputStream in) throws IOException {
    return new RowState(
        in.readUTF(), Stamps.instant(in.readLong()), in.readLong(), in.readBoolean());
  }
}
