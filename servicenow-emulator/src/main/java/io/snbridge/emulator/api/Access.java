/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.query.RangeFields;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What the REST user may not do, and what business rules do to writes. A rule for a table holds for
 * the tables that extend it. Thread safe; the Java API of the emulator is not bound by any of it.
 */
public final class Access {
  /** A reason why a write is refused. */
  public record Refusal(Predicate<Map<String, String>> when, String detail) {}

  private final Map<String, List<Predicate<Map<String, String>>>> hiddenRows =
      new ConcurrentHashMap<>();
  private final Map<String, Set<String>> hiddenFields = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> protectedFields = new ConcurrentHashMap<>();
  private final Map<String, List<Refusal>> refusals = new ConcurrentHashMap<>();
  private final Map<String, List<UnaryOperator<Map<String, String>>>> rules =
      new ConcurrentHashMap<>();
  private final Map<String, Set<String>> deniedRanges = new ConcurrentHashMap<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final Map<String, String> domains = new ConcurrentHashMap<>();

  /** Hides rows for which the predicate holds. */
  public void hideRows(String table, Predicate<Map<String, String>> hidden) {
    hiddenRows.computeIfAbsent(table, t -> new CopyOnWriteArrayList<>()).add(hidden);
  }

  /** Keeps queries to rows for which conditions hold, as long as they do not ask for more. */
  public void separateDomains(String table, String own) {
    domains.put(table, own);
  }

  /** Hides fields: their keys are absent. */
  public void hideFields(String table, Set<String> fields) {
    hiddenFields.put(table, Set.copyOf(fields));
  }

  /** Fields whose writes are ignored without a word. */
  public void protectFields(String table, Set<String> fields) {
    protectedFields.put(table, Set.copyOf(fields));
  }

  /** Refuses queries of a table with 403. */
  public void denyQueries(String table) {
    unreadable.add(table);
  }

  /**
   * Lets no query compare these fields by more or less, or sort by them: a query_range ACL that
   * does not pass. That such a query finds nothing is a guess; no answer of a real instance was
   * seen.
   */
  public void denyRanges(String table, Set<String> fields) {
    deniedRanges.put(table, Set.copyOf(fields));
  }

  boolean deniesRanges(Table table, String query) {
    return !deniedRanges.isEmpty()
        && !Collections.disjoint(union(table, deniedRanges), RangeFields.of(query));
  }

  /** Refuses writes that would lead to such a row, with 403 and a detail. */
  public void refuseWrites(String table, Predicate<Map<String, String>> when, String detail) {
    refusals
        .computeIfAbsent(table, t -> new CopyOnWriteArrayList<>())
        .add(new Refusal(when, detail));
  }

  /** A business rule that changes what is written. */
  public void rewriteWrites(String table, UnaryOperator<Map<String, String>> rule) {
    rules.computeIfAbsent(table, t -> new CopyOnWriteArrayList<>()).add(rule);
  }

  /** Lifts everything. */
  public void clear() {
    hiddenRows.clear();
    hiddenFields.clear();
    protectedFields.clear();
    refusals.clear();
    rules.clear();
    unreadable.clear();
    deniedRanges.clear();
    domains.clear();
  }

  /** Lifts what hides rows of a table. */
  public void showRows(String table) {
    hiddenRows.remove(table);
  }

  boolean isDenied(Table table) {
    return unreadable.contains(table.name());
  }

  /** Of a table, what a query is kept to; empty for all rows. */
  String domain(Table table) {
    return domains.getOrDefault(table.name(), "");
  }

  boolean sees(Row row) {
    if (hiddenRows.isEmpty()) {
      return true;
    }
    for (Table table = row.table(); table != null; table = table.parent()) {
      for (Predicate<Map<String, String>> hidden :
          hiddenRows.getOrDefault(table.name(), List.of())) {
        if (hidden.test(row.asMap())) {
          return false;
        }
      }
    }
    return true;
  }

  Set<String> hiddenFields(Table table) {
    return union(table, hiddenFields);
  }

  Set<String> protectedFields(Table table) {
    return union(table, protectedFields);
  }

  Optional<String> refusal(Table table, Map<String, String> row) {
    for (Table each = table; each != null; each = each.parent()) {
      for (Refusal refusal : refusals.getOrDefault(each.name(), List.of())) {
        if (refusal.when().test(row)) {
          return Optional.of(refusal.detail());
        }
      }
    }
    return Optional.empty();
  }

  Map<String, String> rewritten(Table table, Map<String, String> written) {
    Map<String, String> result = written;
    for (Table each = table; each != null; each = each.parent()) {
      for (UnaryOperator<Map<String, String>> rule : rules.getOrDefault(each.name(), List.of())) {
        result = rule.apply(result);
      }
    }
    return result;
  }

  private static Set<String> union(Table table, Map<String, Set<String>> byTable) {
    if (byTable.isEmpty()) {
      return Set.of();
    }
    Set<String> fields = new HashSet<>();
    for (Table each = table; each != null; each = each.parent()) {
      fields.addAll(byTable.getOrDefault(each.name(), Set.of()));
    }
    return fields;
  }
}
