/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

/**
 * What has been delivered and is not finished.
 *
 * @param bytes about as many as the records have in Kafka, uncompressed
 */
public record Pending(int records, long bytes) {

  public static final Pending NONE = new Pending(0, 0);

  /** Both together. */
  public Pending plus(Pending other) {
    return new Pending(records + other.records(), bytes + other.bytes());
  }
}
