/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.source.record.DeleteMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Requests that the polls of some tables need in an hour, as the guide "Requests" reckons them.
 *
 * @param ifIdle if nothing changes, and all tables that can be watched together are
 * @param ifBusy if each table changes in each of its intervals, by a page at most
 */
public record HourlyNeed(double ifIdle, double ifBusy) {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Of a limit, because requests come apart when much of it is used. */
  private static final double USED = 0.7;

  /** A count, and the tables that are read now and then. */
  private static final int WATCHED_TOGETHER = 2;

  public static HourlyNeed of(List<TableConfig> tables) {
    List<TableConfig> watched = tables.stream().filter(HourlyNeed::mayBeWatched).toList();
    double together = watched.stream().mapToDouble(HourlyNeed::polls).max().orElse(0);
    double apart = watched.stream().mapToDouble(HourlyNeed::idle).sum();
    double others =
        tables.stream().filter(table -> !mayBeWatched(table)).mapToDouble(HourlyNeed::idle).sum();
    return new HourlyNeed(
        others + Math.min(apart, WATCHED_TOGETHER * together),
        tables.stream().mapToDouble(HourlyNeed::busy).sum());
  }

  private static boolean mayBeWatched(TableConfig table) {
    return table.deletes() == DeleteMode.NONE
        && table.timestampField().equals("sys_updated_on")
        && table.idField().equals("sys_id");
  }

  private static double idle(TableConfig table) {
    double rarest = Math.min(polls(table), times(table.pollIntervalMax()));
    return deletes(rarest, table) + Math.min(rarest, late(table));
  }

  private static double busy(TableConfig table) {
    return deletes(polls(table), table) + late(table);
  }

  private static double deletes(double polls, TableConfig table) {
    return table.deletes() == DeleteMode.NONE ? polls : 2 * polls;
  }

  private static double late(TableConfig table) {
    return table.looksBack() ? times(table.lookback().dividedBy(2)) : 0;
  }

  private static double polls(TableConfig table) {
    return times(table.pollInterval());
  }

  private static double times(Duration interval) {
    return interval.isZero() ? Double.MAX_VALUE : (double) HOUR.toMillis() / interval.toMillis();
  }

  /**
   * What is to be said of a limit that is too small for these tables.
   *
   * @param limit requests an hour of all of them; 0 for no limit
   */
  public Optional<String> shortage(int limit) {
    double used = USED * limit;
    if (limit == 0 || ifIdle <= used) {
      return Optional.empty();
    }
    return Optional.of(
        "polls need some %.0f requests an hour even if nothing changes, and %.0f if every table does; of %d, %.0f are used at full load. So polls will be some %.1f times as far apart as 'poll.interval.ms' says, or more. Raise the limit, or 'poll.interval.ms', or let quiet tables be polled more rarely ('poll.interval.max.ms')"
            .formatted(ifIdle, ifBusy, limit, used, ifIdle / used));
  }
}
