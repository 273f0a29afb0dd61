/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.ReferenceQuery.Condition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EncodedQueryPropertyTest {

  private static final List<String> SYNTAX =
      List.of("^", "^^", "OR", "^OR", "NQ", "^NQ", "^EQ", "ORDERBYx", "=", "<", ">", "@", "IN");

  @Property
  void everyValueComesBackAsTheConditionItWas(
      @ForAll("values") String first,
      @ForAll("values") String second,
      @ForAll("values") String third,
      @ForAll Operator operator) {
    EncodedQuery query =
        EncodedQuery.where("a", Operator.EQUALS, first)
            .and(EncodedQuery.where("b.c_1", operator, second))
            .or(EncodedQuery.where("d", Operator.NOT_EQUALS, third))
            .orderBy("a", "d");

    assertThat(ReferenceQuery.of(query.text()))
        .isEqualTo(
            new ReferenceQuery(
                List.of(
                    List.of(
                        List.of(new Condition("a", "=", first)),
                        List.of(new Condition("b.c_1", operator.symbol(), second))),
                    List.of(List.of(new Condition("d", "!=", third)))),
                List.of("a", "d")));
  }

  @Property
  void everyListComesBackAsTheListItWas(@ForAll("listsOfValues") List<String> values) {
    EncodedQuery query =
        EncodedQuery.whereIn("a", values).and(EncodedQuery.where("b", Operator.EQUALS, "1"));

    assertThat(ReferenceQuery.of(query.text()).queries())
        .isEqualTo(
            List.of(
                List.of(
                    List.of(new Condition("a", "IN", String.join(",", values))),
                    List.of(new Condition("b", "=", "1")))));
  }

  @Property
  void aConditionAddedHoldsInEachAlternativeOfBothSides(
      @ForAll("queries") EncodedQuery left,
      @ForAll("queries") EncodedQuery right,
      @ForAll("rows") Map<String, String> row) {
    assertThat(matches(left.and(right), row)).isEqualTo(matches(left, row) && matches(right, row));
  }

  @Property
  void anAlternativeMatchesWhatEitherSideMatches(
      @ForAll("queries") EncodedQuery left,
      @ForAll("queries") EncodedQuery right,
      @ForAll("rows") Map<String, String> row) {
    assertThat(matches(left.or(right), row)).isEqualTo(matches(left, row) || matches(right, row));
  }

  @Property
  void aUsersQueryMeansTheSameAfterParsing(
      @ForAll("texts") String text, @ForAll("rows") Map<String, String> row) {
    assertThat(matches(EncodedQuery.parse(text), row))
        .isEqualTo(ReferenceQuery.of(text).matches(row));
  }

  @Property
  void renderingAndParsingGivesTheSameQuery(@ForAll("queries") EncodedQuery query) {
    assertThat(EncodedQuery.parse(query.text()).text()).isEqualTo(query.text());
  }

  private static boolean matches(EncodedQuery query, Map<String, String> row) {
    return ReferenceQuery.of(query.text()).matches(row);
  }

  /** Any text, often with pieces of the query language in it, that a query can express. */
  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(SYNTAX),
            Arbitraries.strings().ascii().ofMaxLength(4),
            Arbitraries.strings().ofMaxLength(4));
    return piece
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(pieces -> String.join("", pieces))
        .filter(EncodedQueryPropertyTest::canBeExpressed);
  }

  private static boolean canBeExpressed(String value) {
    return !value.isEmpty()
        && !value.startsWith("=")
        && !value.equalsIgnoreCase("null")
        && !value.strip().toLowerCase(Locale.ROOT).startsWith("javascript:")
        && value.chars().noneMatch(Character::isISOControl);
  }

  @Provide
  Arbitrary<List<String>> listsOfValues() {
    return values().filter(value -> !value.contains(",")).list().ofMinSize(1).ofMaxSize(4);
  }

  /** Rows of three columns with few values, so that conditions hold about half of the time. */
  @Provide
  Arbitrary<Map<String, String>> rows() {
    Arbitrary<String> value = Arbitraries.of("", "1", "2", "^");
    return Combinators.combine(value, value, value).as((a, b, c) -> Map.of("a", a, "b", b, "c", c));
  }

  /** Users' texts: alternatives of conditions, some of them with {@code ^OR}. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> condition =
        Combinators.combine(
                Arbitraries.of("a", "b", "c"),
                Arbitraries.of("=", "!=", "<", "<=", ">", ">="),
                Arbitraries.of("1", "2", "^^"))
            .as((field, operator, value) -> field + operator + value);
    Arbitrary<String> group =
        condition.list().ofMinSize(1).ofMaxSize(3).map(all -> String.join("^OR", all));
    Arbitrary<String> alternative =
        group.list().ofMinSize(1).ofMaxSize(3).map(all -> String.join("^", all));
    return alternative.list().ofMinSize(1).ofMaxSize(3).map(all -> String.join("^NQ", all));
  }

  @Provide
  Arbitrary<EncodedQuery> queries() {
    Arbitrary<EncodedQuery> built =
        Combinators.combine(
                Arbitraries.of("a", "b", "c"),
                Arbitraries.of(Operator.EQUALS, Operator.NOT_EQUALS),
                Arbitraries.of("", "1", "2", "^"))
            .as(EncodedQuery::where);
    Arbitrary<EncodedQuery> in =
        Arbitraries.of("a", "b").map(field -> EncodedQuery.whereIn(field, List.of("1", "^")));
    return Arbitraries.oneOf(
        Arbitraries.just(EncodedQuery.everything()),
        texts().map(EncodedQuery::parse),
        built,
        in,
        Combinators.combine(built, in).as(EncodedQuery::or));
  }
}
