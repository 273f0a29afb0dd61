/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.common.table.EncodedQuery.Operator.EQUALS;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.PageRejectedException.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rows that changed from a position on and before an end, ordered by timestamp and id. T, I is
 * the position and HI the end:
 *
 * <table>
 * <caption>The query of each part</caption>
 * <tr><th>part</th><th>query</th><th>after a page</th><th>nothing left</th></tr>
 * <tr><td>WHOLE, no I</td><td>{@code ts>=T^ts<HI}</td><td>WHOLE with T, I</td><td>end</td></tr>
 * <tr><td>WHOLE</td><td>{@code ts=T^id>I^NQts>T^ts<HI}</td><td>WHOLE</td><td>end</td></tr>
 * <tr><td>SECOND</td><td>{@code ts=T^id>I}</td><td>SECOND</td><td>LATER</td></tr>
 * <tr><td>LATER</td><td>{@code ts>T^ts<HI}</td><td>SECOND with the new T, I</td><td>end</td></tr>
 * </table>
 *
 * HI is nearer while the instance cannot count or sort so much ({@link TimeCut}); then the next
 * part begins there. SECOND and LATER take WHOLE's place on an instance that orders the branches of
 * {@code ^NQ} one by one ({@link BranchOrder}).
 */
public final class Window implements KeysetQuery {

  private enum Part {
    WHOLE,
    SECOND,
    LATER
  }

  private final ScanTarget target;
  private final KeysetColumns reader;
  private final Instant end;
  private final BranchOrder shape;
  private final TimeCut cut = new TimeCut();

  /** The end of what is asked for now. */
  private Instant until;

  private InStream position;
  private Part part;

  /**
   * @param end exclusive, in whole seconds, after the position
   */
  public Window(ScanTarget target, InStream position, Instant end, BranchOrder shape) {
    this.target = target;
    this.reader = new KeysetColumns(target.timestampField(), target.idField());
    this.end = end;
    this.until = end;
    this.shape = shape;
    moveTo(position);
  }

  private void moveTo(InStream next) {
    position = next;
    part = shape.asksApart() && next.lastId().isPresent() ? Part.SECOND : Part.WHOLE;
  }

  @Override
  public EncodedQuery query() {
    return target
        .query()
        .and(
            switch (part) {
              case WHOLE ->
                  position.lastId().isPresent()
                      ? restOfSecond().or(later(GREATER))
                      : later(GREATER_OR_EQUAL);
              case SECOND -> restOfSecond();
              case LATER -> later(GREATER);
            })
        .orderBy(target.timestampField(), target.idField());
  }

  private EncodedQuery restOfSecond() {
    return EncodedQuery.where(
            target.timestampField(), EQUALS, GlideDateTime.text(position.timestamp()))
        .and(EncodedQuery.where(target.idField(), GREATER, position.lastId().orElseThrow()));
  }

  private EncodedQuery later(EncodedQuery.Operator fromPosition) {
    String field = target.timestampField();
    return EncodedQuery.where(field, fromPosition, GlideDateTime.text(position.timestamp()))
        .and(EncodedQuery.where(field, LESS, GlideDateTime.text(until)));
  }

  @Override
  public void check(List<Row> rows) throws PageRejectedException {
    Instant previous = position.timestamp();
    Optional<String> previousId = part == Part.LATER ? Optional.empty() : position.lastId();
    Optional<PageRejectedException> moved = Optional.empty();
    for (Row row : rows) {
      String id = reader.requireId(row);
      Instant timestamp = reader.requireTimestamp(row);
      if (!isInside(timestamp)) {
        // A change made while the page is put together is later than the window's end.
        boolean later = !timestamp.isBefore(end);
        PageRejectedException outside =
            new PageRejectedException(
                later ? Rule.MOVED : Rule.INSIDE,
                "row %s of %s is outside the window".formatted(id, GlideDateTime.text(timestamp)));
        if (!later) {
          throw outside;
        }
        moved = Optional.of(outside);
        continue;
      }
      if (timestamp.isBefore(previous)
          || (timestamp.equals(previous)
              && previousId.isPresent()
              && SysIds.compare(id, previousId.get()).orElse(1) <= 0)) {
        throw new PageRejectedException(
            Rule.ORDERED,
            "row %s of %s comes after row %s of %s"
                .formatted(
                    id,
                    GlideDateTime.text(timestamp),
                    previousId.orElse("?"),
                    GlideDateTime.text(previous)));
      }
      previous = timestamp;
      previousId = Optional.of(id);
    }
    if (moved.isPresent()) {
      throw moved.get();
    }
  }

  private boolean isInside(Instant timestamp) {
    return switch (part) {
      case WHOLE -> !timestamp.isBefore(position.timestamp()) && timestamp.isBefore(until);
      case SECOND -> timestamp.equals(position.timestamp());
      case LATER -> timestamp.isAfter(position.timestamp()) && timestamp.isBefore(until);
    };
  }

  @Override
  public boolean advance(Row last) {
    boolean sameQuery = part != Part.LATER && !(shape.asksApart() && part == Part.WHOLE);
    moveTo(InStream.after(reader.timestamp(last), reader.id(last)));
    return sameQuery;
  }

  @Override
  public boolean exhausted() {
    if (part == Part.SECOND) {
      part = Part.LATER;
      return false;
    }
    part = Part.LATER;
    if (until.equals(end)) {
      return true;
    }
    moveTo(InStream.from(until));
    until = cut.next(until, end);
    return false;
  }

  @Override
  public boolean narrows() {
    if (part == Part.SECOND || !cut.narrows(position.timestamp(), until)) {
      return false;
    }
    until = cut.end(position.timestamp(), end);
    return true;
  }

  @Override
  public boolean avoids(PageRejectedException rejected) {
    boolean twoClauses = part == Part.WHOLE && position.lastId().isPresent();
    if (rejected.rule() != Rule.ORDERED || !twoClauses) {
      return false;
    }
    shape.askApart(rejected.getMessage());
    moveTo(position);
    return true;
  }

  @Override
  public boolean avoidsCuts() throws InterruptedException {
    if (part != Part.WHOLE || position.lastId().isEmpty() || !shape.turnsOutApart()) {
      return false;
    }
    moveTo(position);
    return true;
  }

  @Override
  public String describe() {
    return "window [%s%s, %s)"
        .formatted(
            GlideDateTime.text(position.timestamp()),
            position.lastId().map(id -> " " + id).orElse(""),
            GlideDateTime.text(until));
  }
}
