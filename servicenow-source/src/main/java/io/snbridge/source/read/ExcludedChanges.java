/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;
import static io.snbridge.common.table.EncodedQuery.Operator.NOT_EQUALS;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.RecordSettings;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.TooMuch;
import io.snbridge.source.scan.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes over the changes of users whose changes are not sent. They give no record, and only
 * records move the stored position, so that a table which nobody else changes would be read anew
 * from its last record on at every restart. ServiceNow's counts say up to where there is hardly
 * anybody else: as many rows are theirs as there are, and none is not theirs, which also shows that
 * the condition is understood. Hidden rows are counted, too.
 *
 * <p>Hardly, because a database compares text without regard to accents and the like: to its counts
 * and its groups {@code josé} is {@code jose}. So the names of these rows are read, and little
 * besides, in pages of {@value #NAMES} rows. Owned by the table's poller.
 */
final class ExcludedChanges {

  private static final Logger LOG = LoggerFactory.getLogger(ExcludedChanges.class);

  /** Small ones: this many cost about as much as a usual page. */
  private static final int NAMES = 5000;

  private final TableConfig config;
  private final Instance instance;
  private final BranchOrder shape;
  private final List<String> users;
  private final ScanTarget namesOnly;
  private final PageFetcher names;

  /**
   * Pages of theirs alone, one after the other: at most so many counts are worth it. And how many
   * of them make the next look due.
   */
  private int pages;

  private int dueAt = 1;

  /**
   * @param instance does not wait for a refusal to pass: this need not be known
   */
  ExcludedChanges(TableConfig config, Instance instance, TableRetries retries, BranchOrder shape) {
    this.config = config;
    this.instance = instance;
    this.shape = shape;
    this.users = config.record().excludedUsers().stream().sorted().toList();
    this.namesOnly = ScanTarget.columns(config, List.of(RecordSettings.UPDATED_BY), NAMES);
    this.names = new PageFetcher(instance, namesOnly, retries);
  }

  /** A page with a row of somebody else was read, or the end of a window. */
  void interrupted() {
    pages = 0;
    dueAt = 1;
  }

  /**
   * A page of their rows alone was read, and there are more rows.
   *
   * @param last stamp of the page
   * @return up to where all rows are theirs; empty when that is not known
   */
  Optional<Instant> until(Instant last, Instant end) throws InterruptedException {
    if (++pages < dueAt) {
      return Optional.empty();
    }
    Instant until = end;
    // Each time half as far.
    for (int looks = 0; looks < pages && until.isAfter(last); looks++) {
      if (areAllTheirs(last, until)) {
        return passOver(last, until);
      }
      until = last.plus(Duration.between(last, until).dividedBy(2)).truncatedTo(ChronoUnit.SECONDS);
    }
    dueAt = pages * 2;
    return Optional.empty();
  }

  private Optional<Instant> passOver(Instant last, Instant end) throws InterruptedException {
    Optional<Instant> until = firstOther(last, end).filter(last::isBefore);
    until.ifPresent(
        to ->
            LOG.debug(
                "Table '{}': all changes from {} to {} are of excluded users",
                config.alias(),
                GlideDateTime.text(last),
                GlideDateTime.text(to)));
    dueAt = until.isPresent() ? pages + 1 : pages * 2;
    return until;
  }

  /** Of a row by a name that is none of theirs, or the end; empty when that is not known. */
  private Optional<Instant> firstOther(Instant from, Instant end) throws InterruptedException {
    HiddenRows hidden = HiddenRows.countedElsewhere(config.alias());
    Window window = new Window(namesOnly, InStream.from(from), end, shape);
    Scan scan = new Scan(config.alias(), names, window, hidden);
    try {
      for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
        Optional<Row> other = rows.get().stream().filter(this::isOthers).findFirst();
        if (other.isPresent()) {
          return other
              .flatMap(row -> row.value(config.timestampField()))
              .flatMap(GlideDateTime::parse);
        }
      }
    } catch (ServiceNowException | ConnectException | IllegalArgumentException notKnown) {
      LOG.debug("Table '{}': the names of users are not read", config.alias(), notKnown);
      return Optional.empty();
    }
    // Whose they are is not seen, so that they are to be counted where they are.
    return hidden.count() == 0 ? Optional.of(end) : Optional.empty();
  }

  private boolean isOthers(Row row) {
    return !config.record().isExcluded(row);
  }

  private boolean areAllTheirs(Instant from, Instant end) throws InterruptedException {
    try {
      EncodedQuery all =
          config
              .query()
              .and(
                  EncodedQuery.where(
                      config.timestampField(), GREATER_OR_EQUAL, GlideDateTime.text(from)))
              .and(EncodedQuery.where(config.timestampField(), LESS, GlideDateTime.text(end)));
      return count(all.and(notTheirs())) == 0
          && count(all) == count(all.and(EncodedQuery.whereIn(RecordSettings.UPDATED_BY, users)));
    } catch (ServiceNowException | TooMuch | IllegalArgumentException notKnown) {
      LOG.debug("Table '{}': the changes of users are not counted", config.alias(), notKnown);
      return false;
    }
  }

  private EncodedQuery notTheirs() {
    return users.stream()
        .map(user -> EncodedQuery.where(RecordSettings.UPDATED_BY, NOT_EQUALS, user))
        .reduce(EncodedQuery::and)
        .orElseThrow();
  }

  private long count(EncodedQuery query) throws InterruptedException {
    return instance.tryCount(config.table(), query);
  }
}
