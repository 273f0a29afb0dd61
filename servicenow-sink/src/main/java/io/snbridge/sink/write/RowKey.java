/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import java.util.Locale;

/** What must be written one after the other: a row. ServiceNow compares ids without case. */
public record RowKey(String table, String lane) {

  public static RowKey of(Write write) {
    return new RowKey(
        write.table().toLowerCase(Locale.ROOT), write.lane().toLowerCase(Locale.ROOT));
  }
}
