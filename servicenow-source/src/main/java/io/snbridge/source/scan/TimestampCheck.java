/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import io.snbridge.source.scan.TimestampProbe.Finding;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to read a table whose windows would not find what is in them. How the instance reads
 * times is the same for all tables, so an empty one is judged by the users, of whom there is always
 * one. What its rows do not prove is looked at again: a table has rows one day, and of summer and
 * winter. Owned by the table's poller.
 */
public final class TimestampCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TimestampCheck.class);

  private static final Duration NO_ROW_YET = Duration.ofMinutes(10);
  private static final Duration OTHER_SEASON = Duration.ofDays(1);

  /** Of every table that ServiceNow keeps the time of; always one. */
  private static final String USERS_STAMP = "sys_updated_on";

  private final TableConfig config;
  private final Tables once;
  private final TableRetries retries;
  private final SharedZone zone;
  private final LongSupplier nanoTime;
  private final Clock clock;
  private final TimestampProbe probe;
  private Finding last = Finding.UNPROVEN;
  private long lookedAt;

  /**
   * @param tables waits when the table is refused, and gives up what is too much
   * @param once does not, nor does it repeat what fails: whether the user may read the users
   *     matters to nobody else
   * @param zone what the rows of others show of the instance
   * @param nanoTime monotonic, as {@link System#nanoTime}
   * @param clock what season it is
   */
  public TimestampCheck(
      TableConfig config,
      Tables tables,
      Tables once,
      TableRetries retries,
      SharedZone zone,
      LongSupplier nanoTime,
      Clock clock) {
    this.config = config;
    this.once = once;
    this.retries = retries;
    this.zone = zone;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.probe =
        new TimestampProbe(
            tables, once, config.table(), config.idField(), config.timestampField(), clock);
  }

  /**
   * Looks, in two requests when all is well.
   *
   * @throws ConnectException when a row is not found by its own stamp, or shows none: says why, and
   *     what to do
   */
  public void run() throws InterruptedException {
    judge(() -> probe.run(this::isZoneKnown));
  }

  /**
   * The same with rows that were read, in one request.
   *
   * @param sorted the table's first rows in the order of their ids
   * @throws ConnectException as {@link #run}
   */
  public void run(List<Row> sorted) throws InterruptedException {
    judge(() -> probe.of(sorted, this::isZoneKnown));
  }

  private boolean isZoneKnown() throws InterruptedException {
    return byUsers() == Finding.SOUND || !zone.mayLook();
  }

  private interface Look {
    Finding find() throws InterruptedException;
  }

  private void judge(Look look) throws InterruptedException {
    lookedAt = nanoTime.getAsLong();
    last = byRows(look);
    // A column of another name may be one of text, of which no zone changes anything.
    if (last == Finding.SOUND && config.timestampField().equals(USERS_STAMP)) {
      zone.isSound();
    }
    if (last == Finding.UNPROVEN || last == Finding.SOUND_IN_ONE_SEASON) {
      LOG.debug("Table '{}' has no row of summer and winter to ask for", config.alias());
      last = byUsers() == Finding.OTHER_ZONE ? Finding.OTHER_ZONE : last;
    }
    probe
        .problem(last)
        .ifPresent(
            problem -> {
              throw new ConnectException(problem);
            });
  }

  /**
   * The same where a former task was: in one request, if a row that it read last is as it was.
   *
   * @param wasSent whether it has sent a row with the timestamp that it has, before it had settled
   * @throws ConnectException as {@link #run}
   */
  public void runFrom(InStream stored, Predicate<Row> wasSent) throws InterruptedException {
    if (isFound(stored, wasSent)) {
      lookedAt = nanoTime.getAsLong();
      last = Finding.SOUND_IN_ONE_SEASON;
    } else {
      run();
    }
  }

  private boolean isFound(InStream stored, Predicate<Row> wasSent) throws InterruptedException {
    if (stored.lastId().isPresent()) {
      return probe.finds(stored.lastId().get(), GlideDateTime.text(stored.timestamp()));
    }
    Optional<String> latest = stored.early().latest().map(GlideDateTime::text);
    return latest.isPresent() && probe.findsAny(latest.get(), wasSent);
  }

  /** Nothing is known yet, and it is not time to look. */
  public void later() {
    lookedAt = nanoTime.getAsLong();
  }

  /**
   * The same, if rows have not proved yet that all is well, and if it is time. The table is being
   * read, so that what is wrong may pass: rights are lost for a moment.
   *
   * @throws ConnectException when it is wrong for longer than allowed
   */
  public void again() throws InterruptedException {
    Duration passed = Duration.ofNanos(nanoTime.getAsLong() - lookedAt);
    if ((last == Finding.UNPROVEN && passed.compareTo(NO_ROW_YET) >= 0)
        || (last == Finding.SOUND_IN_ONE_SEASON && passed.compareTo(OTHER_SEASON) >= 0)) {
      untilSound();
    }
  }

  private void untilSound() throws InterruptedException {
    RetryAttempt attempt = retries.begin();
    while (true) {
      try {
        judge(probe::run);
        attempt.over();
        return;
      } catch (ConnectException wrong) {
        if (!attempt.awaitNext(wrong.getMessage())) {
          throw wrong;
        }
      }
    }
  }

  private Finding byRows(Look look) throws InterruptedException {
    try {
      return look.find();
    } catch (TooMuch notWorthIt) {
      LOG.debug("Table '{}' cannot be asked for some rows", config.alias(), notWorthIt);
      return Finding.UNPROVEN;
    }
  }

  private Finding byUsers() throws InterruptedException {
    return zone.of(() -> Optional.of(askUsers()));
  }

  private Finding askUsers() throws InterruptedException {
    try {
      return new TimestampProbe(once, once, "sys_user", "sys_id", USERS_STAMP, clock).run();
    } catch (ServiceNowException | TooMuch notForThisUser) {
      LOG.debug("sys_user cannot be asked: {}", notForThisUser.getMessage());
      return Finding.UNPROVEN;
    }
  }
}
