/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static io.snbridge.common.table.EncodedQuery.Operator.EQUALS;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;
import static io.snbridge.common.table.EncodedQuery.Operator.NOT_EQUALS;
import static io.snbridge.common.table.EncodedQuery.everything;
import static io.snbridge.common.table.EncodedQuery.parse;
import static io.snbridge.common.table.EncodedQuery.where;
import static io.snbridge.common.table.EncodedQuery.whereIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedQueryTest {

  private static final String T = "2026-11-21 10:00:00";

  @Test
  void windowOfAStreamWithAUsersQueryIsDistributed() {
    EncodedQuery window =
        where("ts", EQUALS, T)
            .and(where("id", GREATER, "7"))
            .or(where("ts", GREATER, T).and(where("ts", LESS, "2026-11-21 11:00:00")));

    assertThat(parse("active=true^NQstate=1^ORstate=2").and(window).orderBy("ts", "id").text())
        .isEqualTo(
            "active=true^ts=2026-11-21 10:00:00^id>7"
                + "^NQactive=true^ts>2026-11-21 10:00:00^ts<2026-11-21 11:00:00"
                + "^NQstate=1^ORstate=2^ts=2026-11-21 10:00:00^id>7"
                + "^NQstate=1^ORstate=2^ts>2026-11-21 10:00:00^ts<2026-11-21 11:00:00"
                + "^ORDERBYts^ORDERBYid");
  }

  @Test
  void everythingHasNoTextAndOnlyAnOrderHasNoLeadingCaret() {
    assertThat(everything().text()).isEmpty();
    assertThat(everything().orderBy("sys_id").text()).isEqualTo("ORDERBYsys_id");
  }

  @Test
  void everythingOrAnythingIsEverything() {
    assertThat(where("a", EQUALS, "1").or(everything())).isEqualTo(everything());
  }

  @Test
  void orderIsRenderedOnceWhicheverSideHasIt() {
    EncodedQuery ordered = where("a", EQUALS, "1").orderBy("a");
    EncodedQuery other = where("b", EQUALS, "2").orderBy("b");

    assertThat(ordered.and(other).text()).isEqualTo("a=1^b=2^ORDERBYa");
    assertThat(everything().and(other).text()).isEqualTo("b=2^ORDERBYb");
    assertThat(ordered.or(other).orderBy("c").text()).isEqualTo("a=1^NQb=2^ORDERBYc");
  }

  @Test
  void emptyValueIsAskedForByOperatorNotByAnEmptyText() {
    assertThat(where("a", EQUALS, "").text()).isEqualTo("aISEMPTY");
    assertThat(where("a", NOT_EQUALS, "").text()).isEqualTo("aISNOTEMPTY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> where("sys_id", GREATER, ""))
        .withMessageContaining("'sys_id'")
        .withMessageContaining(">");
  }

  @Test
  void valueCannotBecomeAPartOfTheOperator() {
    assertThatIllegalArgumentException().isThrownBy(() -> where("a", GREATER, "=5"));
    assertThatIllegalArgumentException().isThrownBy(() -> where("a", LESS, "=5"));
    assertThat(where("a", GREATER_OR_EQUAL, "=5").text()).isEqualTo("a>==5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"javascript:gs.getUserID()", " JavaScript:x", "NULL", "null", "a\nb", "a\r", "\0"})
  void valueThatTheInstanceWouldTakeForSomethingElseIsRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> where("u_ref", EQUALS, value))
        .withMessageContaining("u_ref");
    assertThatIllegalArgumentException().isThrownBy(() -> whereIn("u_ref", List.of("a", value)));
  }

  @Test
  void listItemThatIsEmptyOrHasACommaIsRefused() {
    assertThat(whereIn("a", List.of("x", "y^z")).text()).isEqualTo("aINx,y^^z");
    assertThatIllegalArgumentException().isThrownBy(() -> whereIn("a", List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> whereIn("a", List.of("x", "")));
    assertThatIllegalArgumentException().isThrownBy(() -> whereIn("a", List.of("x,y")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a^b", "a=1^NQb", "ORactive", "NQa", "aLIKE", "a.", ".a", "a..b", "é"})
  void columnThatIsNoneOrCouldBeSyntaxIsRefused(String column) {
    assertThatIllegalArgumentException().isThrownBy(() -> where(column, EQUALS, "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> whereIn(column, List.of("1")));
    assertThatIllegalArgumentException().isThrownBy(() -> everything().orderBy(column));
  }

  @ParameterizedTest
  @CsvSource({
    "active=true^EQ, active=true",
    "a=1^NQb=2^EQ, a=1^NQb=2",
    "^a=1^, a=1",
    "a=x^^NQb=2, a=x^^NQb=2",
    "a=x^^^NQb=2, a=x^^^NQb=2",
    "  a=1 , a=1",
    "opened_by=javascript:gs.getUserID(), opened_by=javascript:gs.getUserID()",
    "a=1^RLQUERYtask.parent>=1^active=true^ORb=1^ENDRLQUERY^c=2,"
        + "a=1^RLQUERYtask.parent>=1^active=true^ORb=1^ENDRLQUERY^c=2",
  })
  void usersQueryKeepsItsText(String text, String expected) {
    assertThat(parse(text).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "^EQ", "EQ"})
  void blankUsersQueryMatchesEveryRow(String text) {
    assertThat(parse(text)).isEqualTo(everything());
  }

  @Test
  void escapedCaretDoesNotSeparate() {
    EncodedQuery added = where("b", EQUALS, "1");

    assertThat(parse("a=x^^NQc=2").and(added).text()).isEqualTo("a=x^^NQc=2^b=1");
    assertThat(parse("a=x^^^NQc=2").and(added).text()).isEqualTo("a=x^^^b=1^NQc=2^b=1");
  }

  @ParameterizedTest
  @CsvSource({
    "a=1^ORDERBYb, ORDERBYb",
    "ORDERBYDESCb, ORDERBYDESCb",
    "a=1^NQORDERBYb, ORDERBYb",
    "a=1^GROUPBYb, GROUPBYb",
    "a=1^NQ, alternative 2",
    "^NQa=1, alternative 1",
    "a=1^NQ^EQ, alternative 2",
    "a=1^NQ^NQb=1, alternative 2",
    "ORa=1, ^ORa=1",
    "a=1^NQORb=1, ^ORb=1",
    "a=1^OR, without a condition after it",
    "a=1^EQ^b=1, ^EQ",
    "RLQUERYx>=1^a=1, ENDRLQUERY",
    "a=1^ENDRLQUERY, ENDRLQUERY",
    "RLQUERYx>=1^a=1^NQb=1^ENDRLQUERY, ^NQ within RLQUERY",
    "RLQUERYx>=1^ORDERBYb^ENDRLQUERY, ORDERBYb",
    "RLQUERYx>=1^RLQUERYy>=1^ENDRLQUERY, RLQUERY within RLQUERY",
    "RLQUERYx>=1^ENDRLQUERY^ORb=1, ^OR",
    "a=1^ORRLQUERYx>=1^ENDRLQUERY, ^OR",
  })
  void usersQueryThatCannotBeCombinedIsRefusedWithTheReason(String text, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining(named);
  }
}
