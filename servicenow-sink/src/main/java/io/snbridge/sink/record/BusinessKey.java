/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.common.schema.Alike;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.Row;
import io.snbridge.sink.value.LooseText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * The values that name a row: none is empty. Immutable.
 *
 * <p>ServiceNow compares text without regard to case and accent by default, and its database not to
 * blanks at the end. Which of its rows has a key's values, it alone decides.
 *
 * @param values by column
 * @param exact whether case and accents tell rows apart
 * @param numbers of the columns, those of numbers, in which {@code 7} and {@code 7.0} are one
 */
public record BusinessKey(
    String table, SortedMap<String, String> values, boolean exact, Set<String> numbers) {

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");

  public BusinessKey {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    numbers = Set.copyOf(numbers);
  }

  /** A key of columns whose types nobody knows. */
  public BusinessKey(String table, SortedMap<String, String> values, boolean exact) {
    this(table, values, exact, Set.of());
  }

  /**
   * The id of the row that is created for this key: the same for every record, task and replay that
   * names the same row, so that no two of them make two rows.
   */
  public String sysId() {
    List<String> parts = new ArrayList<>();
    parts.add(table.toLowerCase(Locale.ROOT));
    values.forEach(
        (column, value) -> {
          parts.add(column);
          String plain = plain(column, value);
          parts.add(exact ? plain.stripTrailing() : Collation.fold(plain));
        });
    return DerivedId.ofContent(parts);
  }

  /** The same for keys of the same text, and those alone. */
  public String name() {
    List<String> parts = new ArrayList<>();
    parts.add(table);
    values.forEach(
        (column, value) -> {
          parts.add(column);
          parts.add(value);
        });
    return DerivedId.ofContent(parts);
  }

  /**
   * The same for all keys that may be of one row, whatever the types of its columns are: their
   * writes are done in order.
   */
  String lane() {
    List<String> parts = new ArrayList<>();
    parts.add(table.toLowerCase(Locale.ROOT));
    values.forEach(
        (column, value) -> {
          parts.add(column);
          parts.add(LooseText.of(value).orElseGet(() -> Alike.fold(value)));
        });
    return DerivedId.ofContent(parts);
  }

  /** The rows that ServiceNow takes for this key's, and those alone. */
  public EncodedQuery query() {
    return values.entrySet().stream()
        .map(
            value ->
                EncodedQuery.where(
                    value.getKey(), Operator.EQUALS, value.getValue().stripTrailing()))
        .reduce(EncodedQuery.everything(), EncodedQuery::and);
  }

  /** Its values as they are compared: equal for all keys of one table that may name one row. */
  public List<String> compared() {
    return values.entrySet().stream()
        .map(value -> compared(value.getKey(), value.getValue()))
        .toList();
  }

  /**
   * A row's values as {@link #compared()} has the key's.
   *
   * @return empty when the row does not show all of them
   */
  public Optional<List<String>> compared(Row row) {
    return values.keySet().stream().allMatch(column -> row.value(column).isPresent())
        ? Optional.of(
            values.keySet().stream()
                .map(column -> compared(column, row.value(column).orElseThrow()))
                .toList())
        : Optional.empty();
  }

  /**
   * Whether a row that the instance gave for this key may be its; in a column of numbers {@code 7}
   * is {@code 7.0}.
   */
  public boolean isOf(Row row) {
    return is(row, (seen, wanted) -> loose(seen).equals(loose(wanted)));
  }

  /** Whether it may be when case and accents do not count, as an instance may compare. */
  public boolean isLike(Row row) {
    return is(row, (seen, wanted) -> Collation.loose(seen).equals(Collation.loose(wanted)));
  }

  /** Whether a row has this key's very text: then it is its, though the instance did not say so. */
  public boolean isSame(Row row) {
    return is(row, (seen, wanted) -> seen.stripTrailing().equals(wanted.stripTrailing()));
  }

  private boolean is(Row row, BiPredicate<String, String> same) {
    return values.entrySet().stream()
        .allMatch(
            wanted ->
                row.value(wanted.getKey())
                    .filter(
                        seen ->
                            same.test(seen, wanted.getValue()) || isNumber(seen, wanted.getValue()))
                    .isPresent());
  }

  private static boolean isNumber(String seen, String wanted) {
    return NUMBER.matcher(seen).matches()
        && NUMBER.matcher(wanted).matches()
        && new BigDecimal(seen).compareTo(new BigDecimal(wanted)) == 0;
  }

  private String compared(String column, String value) {
    return loose(plain(column, value));
  }

  private String plain(String column, String value) {
    return numbers.contains(column) ? LooseText.number(value) : value;
  }

  private String loose(String value) {
    return exact ? value.stripTrailing() : Collation.loose(value);
  }

  /** The columns, for logs and errors: {@code u_site, u_number}. */
  public String describe() {
    return String.join(", ", values.keySet());
  }
}
