/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** How log lines name times and lists. */
public final class Words {

  private static final int MOST_NAMES = 20;

  private Words() {}

  /** In two units at most: {@code 350 ms}, {@code 45 s}, {@code 7 min 20 s}, {@code 3 h 5 min}. */
  public static String of(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + " ms";
    }
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return time.toSeconds() + " s";
    }
    if (time.compareTo(Duration.ofHours(1)) < 0) {
      return two(time.toMinutes(), "min", time.toSecondsPart(), "s");
    }
    if (time.compareTo(Duration.ofDays(1)) < 0) {
      return two(time.toHours(), "h", time.toMinutesPart(), "min");
    }
    return two(time.toDays(), "d", time.toHoursPart(), "h");
  }

  private static String two(long number, String unit, int part, String partUnit) {
    return number + " " + unit + (part == 0 ? "" : " " + part + " " + partUnit);
  }

  /** The first of them, quoted, and how many more there are. */
  public static String of(Collection<String> names) {
    String first =
        names.stream()
            .limit(MOST_NAMES)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
