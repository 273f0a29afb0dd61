/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Key;
import io.snbridge.emulator.store.Range;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.RowIndex;
import io.snbridge.emulator.store.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The stretches of one index in which the rows of a query lie, in order and apart from one another.
 *
 * @param index the index
 * @param stretches where to look
 */
record Plan(RowIndex index, List<Stretch> stretches) {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::stamp).thenComparing(Key::id);

  /** A range, and whether every row in it belongs to the result. */
  record Stretch(Range range, boolean exact) {}

  static Plan byId(Table table, List<Branch> branches) {
    List<Stretch> stretches = new ArrayList<>();
    for (Branch branch : branches) {
      List<Stretch> points = points(table.idColumn(), branch);
      if (points.isEmpty()) {
        Bounds id = Bounds.of(branch, table.idColumn());
        Range range =
            new Range(
                new Key("", id.low()), id.includesLow(), new Key("", id.high()), id.includesHigh());
        stretches.add(new Stretch(range, id.consumed() == branch.groups().size()));
      } else {
        stretches.addAll(points);
      }
    }
    return new Plan(table.byId(), merged(stretches));
  }

  static Plan byStamp(Table table, List<Branch> branches) {
    List<Stretch> stretches = new ArrayList<>();
    for (Branch branch : branches) {
      Bounds stamp = Bounds.of(branch, table.stampColumn());
      Bounds id = Bounds.of(branch, table.idColumn());
      boolean both = stamp.isPoint();
      Range range =
          both
              ? new Range(
                  new Key(stamp.low(), id.low()),
                  id.includesLow(),
                  new Key(stamp.high(), id.high()),
                  id.includesHigh())
              : new Range(
                  new Key(stamp.low(), stamp.includesLow() ? "" : Key.LAST),
                  true,
                  new Key(stamp.high(), stamp.includesHigh() ? Key.LAST : ""),
                  false);
      int consumed = stamp.consumed() + (both ? id.consumed() : 0);
      stretches.add(new Stretch(range, consumed == branch.groups().size()));
    }
    return new Plan(table.byStamp(), merged(stretches));
  }

  /** A list of sys_ids is looked up one by one. */
  private static List<Stretch> points(Column idColumn, Branch branch) {
    for (List<Condition> group : branch.groups()) {
      Condition condition = group.get(0);
      if (group.size() == 1
          && condition.operator() == Operator.IN
          && condition.path().isPlain()
          && condition.path().column().equals(idColumn)) {
        boolean exact = branch.groups().size() == 1;
        return ConditionCompiler.commaList(condition.value()).stream()
            .map(id -> new Key("", Row.key(id)))
            .map(key -> new Stretch(new Range(key, true, key, true), exact))
            .toList();
      }
    }
    return List.of();
  }

  /** How many rows would be looked at. */
  long cost() {
    return stretches.stream().mapToLong(s -> index.count(s.range())).sum();
  }

  long count(Predicate<Row> matches) {
    long[] count = {0};
    for (Stretch stretch : stretches) {
      if (stretch.exact()) {
        count[0] += index.count(stretch.range());
      } else {
        index.visit(
            stretch.range(),
            row -> {
              count[0] += matches.test(row) ? 1 : 0;
              return true;
            });
      }
    }
    return count[0];
  }

  /** Hands over the matching rows in the order of the index until the visitor gives false. */
  boolean visit(Predicate<Row> matches, Predicate<Row> visitor) {
    for (Stretch stretch : stretches) {
      Predicate<Row> visit =
          stretch.exact() ? visitor : row -> !matches.test(row) || visitor.test(row);
      if (!index.visit(stretch.range(), visit)) {
        return false;
      }
    }
    return true;
  }

  /** The same rows, beginning at some place in the middle and ending before it. */
  Plan rotated(long salt) {
    if (salt == 0 || index.size() == 0) {
      return this;
    }
    Key pivot = index.keyAt((int) Math.floorMod(salt, (long) index.size()));
    List<Stretch> turned = new ArrayList<>();
    List<Stretch> before = new ArrayList<>();
    for (Stretch stretch : stretches) {
      Range range = stretch.range();
      if (ORDER.compare(asKey(pivot, range), range.low()) <= 0) {
        turned.add(stretch);
      } else if (ORDER.compare(asKey(pivot, range), range.high()) > 0) {
        before.add(stretch);
      } else {
        Key at = asKey(pivot, range);
        turned.add(
            new Stretch(new Range(at, true, range.high(), range.includesHigh()), stretch.exact()));
        before.add(
            new Stretch(new Range(range.low(), range.includesLow(), at, false), stretch.exact()));
      }
    }
    turned.addAll(before);
    return new Plan(index, turned);
  }

  /** The index by sys_id has ranges without stamps. */
  private static Key asKey(Key pivot, Range range) {
    return range.low().stamp().isEmpty() && range.high().stamp().isEmpty()
        ? new Key("", pivot.id())
        : pivot;
  }

  private static List<Stretch> merged(List<Stretch> stretches) {
    List<Stretch> sorted = new ArrayList<>(stretches);
    sorted.sort(Comparator.comparing(s -> s.range().low(), ORDER));
    List<Stretch> apart = new ArrayList<>();
    for (Stretch next : sorted) {
      Stretch last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
      if (last != null && overlap(last.range(), next.range())) {
        apart.set(apart.size() - 1, union(last, next));
      } else {
        apart.add(next);
      }
    }
    return List.copyOf(apart);
  }

  private static boolean overlap(Range first, Range second) {
    int order = ORDER.compare(second.low(), first.high());
    return order < 0 || (order == 0 && first.includesHigh() && second.includesLow());
  }

  private static Stretch union(Stretch first, Stretch second) {
    Range a = first.range();
    Range b = second.range();
    int order = ORDER.compare(a.high(), b.high());
    Key high = order >= 0 ? a.high() : b.high();
    boolean includesHigh =
        order > 0
            ? a.includesHigh()
            : order < 0 ? b.includesHigh() : a.includesHigh() || b.includesHigh();
    boolean includesLow = a.includesLow() || (a.low().equals(b.low()) && b.includesLow());
    return new Stretch(
        new Range(a.low(), includesLow, high, includesHigh), first.exact() && second.exact());
  }
}
