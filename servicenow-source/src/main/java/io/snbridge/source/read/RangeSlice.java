/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.common.table.EncodedQuery.Operator.GREATER;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Stamp;
import io.snbridge.source.read.PageRejected.Rule;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot range, {@code sys_id>I^sys_id<HI^ORDERBYsys_id}. Rows without a timestamp are among
 * them, unless {@code start.timestamp} is set.
 */
final class RangeSlice implements Slice {

  private final SnapshotRange range;
  private final TableConfig config;
  private final RowReader reader;
  private final EncodedQuery base;
  private Optional<String> lastId;

  /**
   * @param lastId ids up to it were read before
   */
  RangeSlice(SnapshotRange range, TableConfig config, Optional<String> lastId) {
    this.range = range;
    this.config = config;
    this.reader = new RowReader(config.timestampField(), config.idField());
    this.base = rows(config);
    this.lastId = lastId;
  }

  /** The rows of all ranges. */
  static EncodedQuery rows(TableConfig config) {
    return config
        .startTimestamp()
        .map(
            start ->
                config
                    .query()
                    .and(
                        EncodedQuery.where(
                            config.timestampField(), GREATER_OR_EQUAL, Stamp.text(start))))
        .orElse(config.query());
  }

  @Override
  public EncodedQuery query() {
    String id = config.idField();
    return base.and(
            lastId
                .map(last -> EncodedQuery.where(id, GREATER, last).and(range.upperBound(id)))
                .orElseGet(() -> range.query(id)))
        .orderBy(id);
  }

  @Override
  public void check(List<Row> rows) throws PageRejected {
    Optional<String> previous = lastId;
    for (Row row : rows) {
      String id = reader.requireId(row);
      if (!range.mayContain(id)) {
        throw new PageRejected(Rule.INSIDE, "row %s is in another range".formatted(id));
      }
      if (previous.isPresent() && Ids.compare(id, previous.get()).orElse(1) <= 0) {
        throw new PageRejected(
            Rule.ORDERED, "row %s comes after row %s".formatted(id, previous.get()));
      }
      checkStart(row, id);
      previous = Optional.of(id);
    }
  }

  private void checkStart(Row row, String id) throws PageRejected {
    if (config.startTimestamp().isPresent()
        && reader.requireTimestamp(row).isBefore(config.startTimestamp().get())) {
      throw new PageRejected(
          Rule.INSIDE,
          "row %s has %s '%s', which is before 'start.timestamp'"
              .formatted(id, config.timestampField(), row.values().get(config.timestampField())));
    }
  }

  @Override
  public boolean advance(Row last) {
    lastId = Optional.of(reader.id(last));
    return true;
  }

  @Override
  public boolean exhausted() {
    return true;
  }

  @Override
  public String describe() {
    return "snapshot range " + range.name();
  }
}
