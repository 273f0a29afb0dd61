/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS_OR_EQUAL;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.UrlLength;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.scan.Attempts;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.LongestRequest;
import io.snbridge.source.scan.SnapshotRangeQuery;
import io.snbridge.source.scan.TooMuch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a table has anything that a former task has not read, while it was in the snapshot: a row
 * that is left in one of the ranges, or one that has changed since the snapshot began. Most have
 * nothing, and would be asked for each range at every restart until their first change. One request
 * asks for all of it, and for a row that was read: where conditions find nothing, because the user
 * may not put them, they do not find that one either.
 */
final class Unread {

  private static final Logger LOG = LoggerFactory.getLogger(Unread.class);

  private final TableConfig config;
  private final Instance instance;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  Unread(TableConfig config, Instance instance, LongSupplier nanoTime) {
    this.config = config;
    this.instance = instance;
    this.nanoTime = nanoTime;
  }

  /**
   * The end of a window that begins with the stream and is empty, with nothing left of the
   * snapshot; empty when there may be something.
   *
   * @param stored at least one range
   * @param streamStart where the stream begins
   */
  Optional<Instant> nothingBefore(Map<String, InRange> stored, Instant streamStart)
      throws InterruptedException {
    String read = stored.values().iterator().next().lastId();
    PageRequest request =
        new PageRequest(
            config.table(),
            SnapshotRangeQuery.left(config, stored)
                .or(changedSince(streamStart))
                .or(unchanged(read, streamStart)),
            List.of(config.idField(), config.timestampField()),
            2,
            0,
            true,
            DisplayValue.FALSE);
    if (UrlLength.of(request) > LongestRequest.AFTER_ADDRESS) {
      return Optional.empty();
    }
    long asked = nanoTime.getAsLong();
    Optional<Page> page = page(request);
    if (page.isEmpty() || !isNothingBut(read, streamStart, page.get(), request.query())) {
      return Optional.empty();
    }
    return Optional.of(end(asked, streamStart));
  }

  /**
   * The end of a window that begins with the stream and is empty, after a snapshot behind which
   * nothing has changed; empty when there may be something. One request.
   *
   * @param from no row has this stamp or a later one, hidden ones included
   * @param streamStart where the stream begins
   */
  Optional<Instant> nothingSince(Instant from, Instant streamStart) throws InterruptedException {
    PageRequest request =
        new PageRequest(
            config.table(),
            changedSince(from),
            List.of(config.idField()),
            1,
            0,
            true,
            DisplayValue.FALSE);
    long asked = nanoTime.getAsLong();
    Optional<Page> page = page(request);
    if (page.isEmpty()
        || !page.get().rows().isEmpty()
        || page.get().totalCount().orElse(Long.MAX_VALUE) > 0) {
      return Optional.empty();
    }
    return Optional.of(end(asked, streamStart));
  }

  /** What was asked for then is known up to there. */
  private Instant end(long asked, Instant streamStart) throws InterruptedException {
    Instant now =
        instance.now(config.table()).minus(Duration.ofNanos(nanoTime.getAsLong() - asked));
    Instant end = now.minus(config.settle()).truncatedTo(ChronoUnit.SECONDS);
    return end.isAfter(streamStart) ? end : streamStart;
  }

  private Optional<Page> page(PageRequest request) throws InterruptedException {
    try {
      return Optional.of(instance.page(() -> request, Attempts.one()));
    } catch (TooMuch rowsAreMany) {
      LOG.debug("Table '{}' cannot be asked whether all was read", config.alias(), rowsAreMany);
      return Optional.empty();
    }
  }

  private boolean isNothingBut(String read, Instant streamStart, Page page, EncodedQuery query)
      throws InterruptedException {
    return page.rows().size() == 1
        && isUnchanged(page.rows().get(0), read, streamStart)
        && (page.totalCount().isPresent()
                ? page.totalCount().getAsLong()
                : instance.tryCount(config.table(), query))
            == 1;
  }

  /** It may be the one that has changed. */
  private boolean isUnchanged(Row row, String read, Instant streamStart) {
    return row.value(config.idField()).filter(read::equals).isPresent()
        && row.value(config.timestampField())
            .flatMap(GlideDateTime::parse)
            .filter(streamStart::isAfter)
            .isPresent();
  }

  private EncodedQuery changedSince(Instant streamStart) {
    return SnapshotRangeQuery.rows(config).and(stamped(GREATER_OR_EQUAL, streamStart));
  }

  private EncodedQuery unchanged(String id, Instant streamStart) {
    return SnapshotRangeQuery.rows(config)
        .and(EncodedQuery.where(config.idField(), GREATER_OR_EQUAL, id))
        .and(EncodedQuery.where(config.idField(), LESS_OR_EQUAL, id))
        .and(stamped(LESS, streamStart));
  }

  private EncodedQuery stamped(EncodedQuery.Operator operator, Instant time) {
    return EncodedQuery.where(config.timestampField(), operator, GlideDateTime.text(time));
  }
}
