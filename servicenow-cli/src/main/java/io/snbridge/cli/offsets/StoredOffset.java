/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.source.position.TablePartition;
import java.util.Map;

/**
 * What Connect has of one partition of a source.
 *
 * @param partition as Connect has it
 * @param offset as Connect has it
 */
record StoredOffset(Map<String, Object> partition, Map<String, Object> offset) {

  TablePartition table() {
    return TablePartition.of(partition);
  }
}
