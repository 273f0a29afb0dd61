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
 * What one record says of a row.
 *
 * @param id of the row
 * @param stamp when the row was last changed, or deleted; empty when the record does not say
 * @param digest of the values, see {@link ValueDigest}; 0 where they are not compared
 * @param deleted whether it says that the row is gone
 * @param written when Kafka has the record from, milliseconds since 1970
 */
record TopicState(
    String id,
    Optional<Instant> stamp,
    long digest,
    boolean deleted,
    int partition,
    long offset,
    long written) {

  /**
   * Whether it is later than another one of the same row. Records of one partition are in order; of
   * several, as a topic has them whose partitions became more, the row's own time decides.
   */
  boolean isAfter(TopicState other) {
    if (partition == other.partition) {
      return offset > other.offset;
    }
    int byStamp =
        stamp.isPresent() && other.stamp.isPresent() ? stamp.get().compareTo(other.stamp.get()) : 0;
    return byStamp == 0 ? written > other.written : byStamp > 0;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(id);
    out.writeLong(Stamps.number(stamp));
    out.writeLong(digest);
    out.writeBoolean(deleted);
    out.writeInt(partition);
    out.writeLong(offset);
    out.writeLong(written);
  }

  static TopicState read(DataInputStream in) throws IOException {
    return new TopicState(
        in.readUTF(),
        Stamps.instant(in.readLong()),
        in.readLong(),
        in.readBoolean(),
        in.readInt(),
        in.readLong(),
        in.readLong());
  }
}
