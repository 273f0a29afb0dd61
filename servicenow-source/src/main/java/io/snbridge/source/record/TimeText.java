/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.GlideDateTime;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/** Text to dates and times, all UTC, in the forms that {@link GlideDateTime} is made of. */
@SuppressWarnings("JavaUtilDate") // Connect's logical types are made of it
final class TimeText {

  private static final String EPOCH_DAY = "1970-01-01 ";

  private TimeText() {}

  static Optional<Date> date(String text) {
    return GlideDateTime.parse(text + " 00:00:00").map(Date::from);
  }

  static Optional<Date> dateTime(String text) {
    return GlideDateTime.parse(text).map(Date::from);
  }

  /** A time of day, stored as one of the first day of 1970. */
  static Optional<Date> timeOfDay(String text) {
    String time = text.startsWith(EPOCH_DAY) ? text.substring(EPOCH_DAY.length()) : text;
    return GlideDateTime.parse(EPOCH_DAY + time).map(Date::from);
  }

  /** A duration is stored as the time that is so long after the begin of 1970. */
  static Optional<Long> seconds(String text) {
    return GlideDateTime.parse(text).map(Instant::getEpochSecond);
  }
}
