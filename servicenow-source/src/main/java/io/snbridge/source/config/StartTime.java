/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.table.GlideDateTime;
import java.time.Instant;
import java.util.Optional;

/** A point in time as a user types it. */
public final class StartTime {

  public static final String FORMS = "yyyy-MM-dd HH:mm:ss, or yyyy-MM-dd for midnight, in UTC";

  private StartTime() {}

  /** Empty when the text has neither form, or is not in the calendar. */
  static Optional<Instant> parse(String text) {
    return GlideDateTime.parse(text).or(() -> GlideDateTime.parse(text + " 00:00:00"));
  }
}
