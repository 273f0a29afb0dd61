/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.common.table.EncodedQuery.Operator.GREATER;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.scan.PageRejectedException.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot range and those that follow it, {@code sys_id>I^sys_id<HI^ORDERBYsys_id}: when less
 * than a page is left, HI moves to the end of the next range that is open. Or a whole table, which
 * a page may have all of: when more than a page is left, HI moves to the end of the range that the
 * page has come to, and the ranges after it are open. Rows without a timestamp are among them,
 * unless {@code start.timestamp} is set.
 */
public final class SnapshotRangeQuery implements KeysetQuery {

  /** Rows that one range's position covers, in order. */
  public record Part(SnapshotRange range, List<Row> rows) {}

  private final OpenRanges open;
  private final TableConfig config;
  private final KeysetColumns reader;
  private final EncodedQuery base;
  private final List<SnapshotRange> ranges = new ArrayList<>();
  private final IdCut cut = new IdCut();
  private Optional<String> lastId;

  /** Whether it has ranges that others may read as well. */
  private boolean isWhole;

  /** Of the row that {@link #parts} saw last. */
  private SnapshotRange current;

  /**
   * @param first where it begins
   * @param lastId ids up to it were read before
   * @param open where it may go on
   */
  public SnapshotRangeQuery(
      SnapshotRange first, TableConfig config, Optional<String> lastId, OpenRanges open) {
    this.open = open;
    this.ranges.add(first);
    this.current = first;
    this.config = config;
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.base = rows(config);
    this.lastId = lastId;
  }

  /**
   * All ranges, of which none was begun.
   *
   * @param open has those that are left to others
   */
  public static SnapshotRangeQuery whole(SnapshotRange first, TableConfig config, OpenRanges open) {
    SnapshotRangeQuery whole = new SnapshotRangeQuery(first, config, Optional.empty(), open);
    whole.ranges.addAll(open.beginRest());
    whole.isWhole = true;
    return whole;
  }

  /** The rows of all ranges. */
  public static EncodedQuery rows(TableConfig config) {
    return config
        .startTimestamp()
        .map(
            start ->
                config
                    .query()
                    .and(
                        EncodedQuery.where(
                            config.timestampField(), GREATER_OR_EQUAL, GlideDateTime.text(start))))
        .orElse(config.query());
  }

  /** The rows of all ranges that are still to be read, in no order. */
  public static EncodedQuery left(TableConfig config, Map<String, InRange> stored) {
    String id = config.idField();
    return rows(config)
        .and(
            SnapshotRange.ALL.stream()
                .map(range -> left(range, id, Optional.ofNullable(stored.get(range.name()))))
                .reduce(EncodedQuery::or)
                .orElseThrow());
  }

  private static EncodedQuery left(SnapshotRange range, String id, Optional<InRange> stored) {
    return stored
        .map(position -> EncodedQuery.where(id, GREATER, position.lastId()))
        .orElseGet(() -> range.lowerBound(id))
        .and(range.upperBound(id));
  }

  @Override
  public EncodedQuery query() {
    String id = config.idField();
    return base.and(
            lastId
                .map(last -> EncodedQuery.where(id, GREATER, last))
                .orElseGet(() -> ranges.get(0).lowerBound(id)))
        .and(
            cut.from()
                .map(read -> EncodedQuery.where(id, GREATER_OR_EQUAL, read))
                .orElse(EncodedQuery.everything()))
        .and(
            cut.until()
                .map(bound -> EncodedQuery.where(id, LESS, bound))
                .orElseGet(() -> last().upperBound(id)))
        .orderBy(id);
  }

  @Override
  public void check(List<Row> rows) throws PageRejectedException {
    Optional<String> previous = lastId;
    for (Row row : rows) {
      String id = reader.requireId(row);
      if (SysIds.isHex(id) && rangeOf(id).isEmpty()) {
        throw new PageRejectedException(Rule.INSIDE, "row %s is in another range".formatted(id));
      }
      if (previous.isPresent() && SysIds.compare(id, previous.get()).orElse(1) <= 0) {
        throw new PageRejectedException(
            Rule.ORDERED, "row %s comes after row %s".formatted(id, previous.get()));
      }
      checkStart(row, id);
      previous = Optional.of(id);
    }
  }

  private void checkStart(Row row, String id) throws PageRejectedException {
    if (config.startTimestamp().isPresent()
        && reader.requireTimestamp(row).isBefore(config.startTimestamp().get())) {
      throw new PageRejectedException(
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
  public boolean widens() {
    if (cut.until().isPresent()) {
      return false;
    }
    Optional<SnapshotRange> next = open.after(last());
    next.ifPresent(ranges::add);
    return next.isPresent();
  }

  @Override
  public boolean shares() {
    if (!isWhole || lastId.filter(id -> !SysIds.isHex(id)).isPresent()) {
      return false;
    }
    isWhole = false;
    int last = lastId.flatMap(this::rangeOf).map(ranges::indexOf).orElse(0);
    List<SnapshotRange> others = ranges.subList(last + 1, ranges.size());
    open.giveBack(List.copyOf(others));
    others.clear();
    return true;
  }

  /**
   * Cuts a page where one range ends and the next begins, by the first character of the ids. An id
   * that begins with no hex digit goes with the row before it. Should the instance have it in the
   * next range, then it can come again after a restart; the position hides no other row.
   */
  public List<Part> parts(List<Row> page) {
    List<Part> parts = new ArrayList<>();
    for (Row row : page) {
      SnapshotRange range = rangeOf(reader.id(row)).orElse(current);
      if (parts.isEmpty() || !range.equals(current)) {
        parts.add(new Part(range, new ArrayList<>()));
      }
      current = range;
      parts.get(parts.size() - 1).rows().add(row);
    }
    return parts;
  }

  private Optional<SnapshotRange> rangeOf(String id) {
    for (SnapshotRange range : ranges) {
      if (SysIds.beginsWith(id, range.name())) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }

  /** How many ranges lie before the row that {@link #parts} saw last. */
  public int passed() {
    return ranges.indexOf(current);
  }

  /** How many ranges it covers. */
  public int size() {
    return ranges.size();
  }

  private SnapshotRange last() {
    return ranges.get(ranges.size() - 1);
  }

  @Override
  public boolean narrows() {
    if (shares()) {
      return true;
    }
    String lowest = lastId.filter(SysIds::isHex).orElseGet(() -> ranges.get(0).name());
    return cut.narrows(lowest, last().to());
  }

  @Override
  public boolean exhausted() {
    return !cut.goesOn(last().to());
  }

  /** Rows of a query may stop matching it. */
  @Override
  public boolean isSteady() {
    return config.query().text().isEmpty();
  }

  @Override
  public String describe() {
    return "snapshot range "
        + last().name()
        + cut.until().map(bound -> " before " + bound).orElse("");
  }
}
