/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Turns a term into a test of rows of a table. What is not valid there gives nothing: the instance
 * ignores it, which silently widens the query (servicenow-api.md §2.6). As in SQL, an empty value
 * neither equals another nor differs from it: {@code !=}, {@code NOT IN}, {@code SAMEAS} and {@code
 * NSAMEAS} do not find it (KB0715430).
 */
final class ConditionCompiler {
  private final Store store;
  private final Table table;
  private final Session session;

  ConditionCompiler(Store store, Table table, Session session) {
    this.store = store;
    this.table = table;
    this.session = session;
  }

  Optional<Condition> compile(Term term) {
    return term.operator() == null
        ? Optional.empty()
        : FieldPath.resolve(store, table, term.field()).flatMap(path -> compile(path, term));
  }

  private Optional<Condition> compile(FieldPath path, Term term) {
    Operator operator = term.operator();
    return switch (operator) {
      case ANYTHING -> Optional.of(new Condition(path, operator, "", row -> true));
      case EMPTY -> simple(path, operator, String::isEmpty);
      case EMPTY_STRING -> simple(path, operator, String::isEmpty);
      case NOT_EMPTY -> simple(path, operator, value -> !value.isEmpty());
      case STARTS -> text(path, term, String::startsWith, false);
      case ENDS -> text(path, term, String::endsWith, false);
      case CONTAINS -> text(path, term, String::contains, false);
      case LACKS -> text(path, term, String::contains, true);
      case SAME_AS, DIFFERS_FROM -> sameAs(path, term);
      case INSTANCE_OF -> instanceOf(path, term);
      case IN, NOT_IN -> oneOf(path, term);
      case BETWEEN -> between(path, term, term.value());
      case ON -> between(path, term, afterLabel(term));
      case NOT_ON -> outside(path, term);
      default -> compared(path, term);
    };
  }

  private static Optional<Condition> simple(
      FieldPath path, Operator operator, Predicate<String> test) {
    return Optional.of(new Condition(path, operator, "", row -> test.test(path.value(row))));
  }

  /** How two texts are compared. */
  private interface TextTest {
    boolean test(String value, String wanted);
  }

  private static Optional<Condition> text(
      FieldPath path, Term term, TextTest test, boolean negated) {
    String wanted = Fold.of(term.value());
    return Optional.of(
        new Condition(
            path,
            term.operator(),
            wanted,
            row -> negated != test.test(Fold.of(path.text(row)), wanted)));
  }

  private Optional<Condition> sameAs(FieldPath path, Term term) {
    boolean same = term.operator() == Operator.SAME_AS;
    return FieldPath.resolve(store, table, term.value())
        .map(
            other ->
                new Condition(
                    path,
                    term.operator(),
                    "",
                    row -> compare(same, path.value(row), other.value(row))));
  }

  private static boolean compare(boolean same, String value, String other) {
    return !value.isEmpty() && !other.isEmpty() && same == Fold.of(value).equals(Fold.of(other));
  }

  private Optional<Condition> instanceOf(FieldPath path, Term term) {
    return store
        .table(term.value())
        .map(
            parent ->
                new Condition(
                    path,
                    term.operator(),
                    "",
                    row -> store.table(path.value(row)).map(t -> t.isA(parent)).orElse(false)));
  }

  private Optional<Condition> oneOf(FieldPath path, Term term) {
    boolean wanted = term.operator() == Operator.IN;
    Set<String> values = new HashSet<>();
    for (String value : commaList(term.value())) {
      stored(path.column(), value).ifPresent(values::add);
    }
    return Optional.of(
        new Condition(
            path, term.operator(), term.value(), row -> isOneOf(wanted, values, path.value(row))));
  }

  private static boolean isOneOf(boolean wanted, Set<String> values, String value) {
    return (wanted || !value.isEmpty()) && wanted == values.contains(Fold.of(value));
  }

  /** {@code ONToday@<begin>@<end>}: what people read comes first. */
  private static String afterLabel(Term term) {
    return term.value().substring(term.value().indexOf('@') + 1);
  }

  private Optional<Condition> outside(FieldPath path, Term term) {
    return between(path, term, afterLabel(term))
        .map(
            on ->
                new Condition(
                    path,
                    term.operator(),
                    on.value(),
                    row -> !path.value(row).isEmpty() && !on.test().test(row)));
  }

  private Optional<Condition> between(FieldPath path, Term term, String bounds) {
    int at = bounds.indexOf('@');
    if (at < 0) {
      return Optional.empty();
    }
    Optional<String> low = stored(path.column(), bounds.substring(0, at));
    Optional<String> high = stored(path.column(), bounds.substring(at + 1));
    if (low.isEmpty() || high.isEmpty()) {
      return Optional.empty();
    }
    Predicate<Row> notBelow = order(path, low.get(), order -> order >= 0);
    Predicate<Row> notAbove = order(path, high.get(), order -> order <= 0);
    return Optional.of(
        new Condition(path, term.operator(), low.get() + "@" + high.get(), notBelow.and(notAbove)));
  }

  private Optional<Condition> compared(FieldPath path, Term term) {
    Operator operator = term.operator();
    boolean equality = operator == Operator.EQUALS || operator == Operator.DIFFERS;
    String literal = term.value().equals("NULL") ? "" : term.value();
    if (literal.isEmpty()) {
      // A comparison with nothing, such as "sys_id>", is malformed; "= nothing" asks for empty.
      return equality
          ? simple(path, operator, value -> value.isEmpty() == (operator == Operator.EQUALS))
          : Optional.empty();
    }
    return stored(path.column(), literal)
        .map(wanted -> new Condition(path, operator, wanted, comparison(path, operator, wanted)));
  }

  private static Predicate<Row> comparison(FieldPath path, Operator operator, String wanted) {
    return switch (operator) {
      case GREATER -> order(path, wanted, order -> order > 0);
      case LESS -> order(path, wanted, order -> order < 0);
      case AT_LEAST -> order(path, wanted, order -> order >= 0);
      case AT_MOST -> order(path, wanted, order -> order <= 0);
      case DIFFERS -> row -> !path.value(row).isEmpty() && !isEqual(path, path.value(row), wanted);
      default -> row -> isEqual(path, path.value(row), wanted);
    };
  }

  private static boolean isEqual(FieldPath path, String value, String wanted) {
    return value.isEmpty()
        ? wanted.isEmpty()
        : Values.comparator(path.column()).compare(Fold.of(value), wanted) == 0;
  }

  /** SQL's order: an empty value is NULL, which is neither above nor below anything. */
  private static Predicate<Row> order(
      FieldPath path, String wanted, Function<Integer, Boolean> test) {
    var comparator = Values.comparator(path.column());
    return row -> {
      String value = path.value(row);
      return !value.isEmpty() && test.apply(comparator.compare(Fold.of(value), wanted));
    };
  }

  /** A literal in the form the row has it, empty when the column's type cannot hold it. */
  private Optional<String> stored(Column column, String literal) {
    if (column.isDateTime()) {
      return Literal.utc(literal, session);
    }
    if (column.isNumber()) {
      return Values.isNumber(literal) ? Optional.of(literal) : Optional.empty();
    }
    return Optional.of(Fold.of(literal));
  }

  /** Splits at commas, dropping blanks around and empty parts. */
  static List<String> commaList(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      String part = text.substring(from, end).trim();
      if (!part.isEmpty()) {
        parts.add(part);
      }
      from = end + 1;
    }
    return parts;
  }
}
