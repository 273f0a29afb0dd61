/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rows of a table that an encoded query asks for, in its order. ACLs are not looked at here:
 * they come after the limit. All methods want to be called under the store's read lock.
 */
public final class Selection {
  private final Table table;
  private final Session session;
  private final List<Branch> branches;
  private final List<Sorting> sortings;
  private final boolean nothing;

  /** A valid ORDERBY. */
  private record Sorting(FieldPath path, boolean descending) {
    boolean isAscending(io.snbridge.emulator.store.Column column) {
      return !descending && path.isPlain() && path.column().equals(column);
    }
  }

  private Selection(
      Table table,
      Session session,
      List<Branch> branches,
      List<Sorting> sortings,
      boolean nothing) {
    this.table = table;
    this.session = session;
    this.branches = branches;
    this.sortings = sortings;
    this.nothing = nothing;
  }

  /** Understands a query in a table. Invalid parts are ignored, unless the session is strict. */
  public static Selection of(Store store, Table table, String query, Session session) {
    return of(store, table, query, "", session);
  }

  /**
   * The same.
   *
   * @param domain conditions that each alternative of the query has besides; empty for none
   */
  public static Selection of(
      Store store, Table table, String query, String domain, Session session) {
    List<List<Term>> always = EncodedQuery.parse(domain).branches().get(0);
    EncodedQuery parsed = EncodedQuery.parse(query);
    ConditionCompiler compiler = new ConditionCompiler(store, table, session);
    boolean invalid = false;
    List<Branch> branches = new ArrayList<>();
    for (List<List<Term>> alternative : parsed.branches()) {
      List<List<Term>> written = Stream.concat(alternative.stream(), always.stream()).toList();
      List<List<Condition>> groups = new ArrayList<>();
      for (List<Term> group : written) {
        List<Condition> valid =
            group.stream().map(compiler::compile).flatMap(Optional::stream).toList();
        invalid |= valid.size() < group.size();
        if (!valid.isEmpty()) {
          groups.add(valid);
        }
      }
      if (!written.isEmpty()) {
        branches.add(new Branch(groups));
      }
    }
    if (branches.isEmpty()) {
      branches.add(new Branch(List.of()));
    }
    List<Sorting> sortings = new ArrayList<>();
    for (EncodedQuery.Order order : parsed.orders()) {
      FieldPath.resolve(store, table, order.field())
          .ifPresent(path -> sortings.add(new Sorting(path, order.descending())));
    }
    return new Selection(table, session, branches, sortings, invalid && session.strict());
  }

  /** No rows, whatever is asked. */
  public static Selection none(Table table, Session session) {
    return new Selection(table, session, List.of(new Branch(List.of())), List.of(), true);
  }

  /** A stretch of the result. */
  public List<Row> rows(int offset, int limit) {
    if (nothing || limit <= 0) {
      return List.of();
    }
    if (branches.size() > 1 && session.branchByBranch()) {
      Set<Row> all = new LinkedHashSet<>();
      for (Branch branch : branches) {
        all.addAll(rows(List.of(branch), 0, Integer.MAX_VALUE));
      }
      return all.stream().skip(offset).limit(limit).toList();
    }
    return rows(branches, offset, limit);
  }

  /** How many rows there are, including those that nobody may see. */
  public long count() {
    return nothing ? 0 : cheapest(branches).count(any(branches));
  }

  /** Whether all of them must be found and sorted before the first can be given. */
  public boolean isSorted() {
    return !sortings.isEmpty() && !sortings.get(0).isAscending(table.idColumn());
  }

  private List<Row> rows(List<Branch> of, int offset, int limit) {
    Optional<Plan> natural = natural(of);
    Plan cheapest = cheapest(of);
    if (sortings.isEmpty()) {
      return page(cheapest.rotated(session.tieSalt()), of, offset, limit);
    }
    if (natural.isPresent() && natural.get().cost() <= 8 * cheapest.cost() + 1000) {
      return page(natural.get(), of, offset, limit);
    }
    List<Row> all = page(cheapest, of, 0, Integer.MAX_VALUE);
    all.sort(comparator());
    int from = Math.min(offset, all.size());
    return all.subList(from, (int) Math.min((long) from + limit, all.size()));
  }

  private static List<Row> page(Plan plan, List<Branch> of, int offset, int limit) {
    List<Row> rows = new ArrayList<>();
    int[] toSkip = {offset};
    plan.visit(
        any(of),
        row -> {
          if (toSkip[0] > 0) {
            toSkip[0]--;
            return true;
          }
          rows.add(row);
          return rows.size() < limit;
        });
    return rows;
  }

  /** The index that has the asked order already. */
  private Optional<Plan> natural(List<Branch> of) {
    if (sortings.isEmpty()) {
      return Optional.empty();
    }
    if (sortings.get(0).isAscending(table.idColumn())) {
      return Optional.of(Plan.byId(table, of));
    }
    return table.stampColumn() != null
            && sortings.size() > 1
            && sortings.get(0).isAscending(table.stampColumn())
            && sortings.get(1).isAscending(table.idColumn())
        ? Optional.of(Plan.byStamp(table, of))
        : Optional.empty();
  }

  private Plan cheapest(List<Branch> of) {
    Plan byId = Plan.byId(table, of);
    if (table.stampColumn() == null) {
      return byId;
    }
    Plan byStamp = Plan.byStamp(table, of);
    return byStamp.cost() < byId.cost() ? byStamp : byId;
  }

  private static Predicate<Row> any(Collection<Branch> of) {
    if (of.size() == 1) {
      return of.iterator().next();
    }
    return row -> {
      for (Branch branch : of) {
        if (branch.test(row)) {
          return true;
        }
      }
      return false;
    };
  }

  /** The asked order; rows that tie come in an order that each request shakes anew. */
  private Comparator<Row> comparator() {
    Comparator<Row> comparator = null;
    for (Sorting sorting : sortings) {
      Comparator<Row> next =
          Comparator.comparing(sorting.path()::value, Values.order(sorting.path().column()));
      Comparator<Row> directed = sorting.descending() ? next.reversed() : next;
      comparator = comparator == null ? directed : comparator.thenComparing(directed);
    }
    long salt = session.tieSalt();
    return salt == 0
        ? comparator.thenComparing(Row::sysId)
        : comparator.thenComparingLong(row -> mix(row.sysId().hashCode() ^ salt));
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 33);
  }
}
