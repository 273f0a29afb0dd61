/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.scan.PageRejectedException.Rule;
import io.snbridge.source.scan.SnapshotRangeQuery.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotRangeQueryTest {

  private static final String T = "2026-03-01 11:00:00";

  private final OpenRanges open = new OpenRanges(Set.of());
  private TableConfig config = Tables.incident(10);

  /** Ids have 32 characters. */
  private static String id(String prefix) {
    return prefix + "0".repeat(32 - prefix.length());
  }

  private static Row row(String id, String stamp) {
    return new Row(Map.of("sys_id", id, "sys_updated_on", stamp), Map.of());
  }

  private static Row row(String prefix) {
    return row(id(prefix), T);
  }

  private SnapshotRangeQuery range(int index, Optional<String> lastId) {
    return new SnapshotRangeQuery(SnapshotRange.ALL.get(index), config, lastId, open);
  }

  private static String query(SnapshotRangeQuery range) {
    return range.query().text();
  }

  private static void rejects(SnapshotRangeQuery range, Rule rule, Row... rows) {
    assertThatThrownBy(() -> range.check(List.of(rows)))
        .isInstanceOfSatisfying(
            PageRejectedException.class, rejected -> assertThat(rejected.rule()).isEqualTo(rule));
  }

  @Test
  void rangeIsAskedForFromItsBeginOrAfterTheLastId() {
    SnapshotRangeQuery range = range(3, Optional.empty());
    assertThat(query(range)).isEqualTo("sys_id>=3^sys_id<4^ORDERBYsys_id");
    assertThat(range.describe()).isEqualTo("snapshot range 3");
    assertThat(range.advance(row("3a"))).isTrue();
    assertThat(query(range)).isEqualTo("sys_id>" + id("3a") + "^sys_id<4^ORDERBYsys_id");
    assertThat(query(range(3, Optional.of(id("3b"))))).contains("sys_id>" + id("3b"));
    assertThat(range.exhausted()).isTrue();
  }

  @Test
  void rangeGoesOnIntoTheNextWhileThatIsOpen() {
    SnapshotRangeQuery range = range(13, Optional.empty());
    assertThat(range.widens()).isTrue();
    assertThat(query(range)).isEqualTo("sys_id>=d^sys_id<f^ORDERBYsys_id");
    assertThat(range.size()).isEqualTo(2);
    assertThat(range.widens()).isTrue();
    assertThat(query(range)).isEqualTo("sys_id>=d^ORDERBYsys_id");
    assertThat(range.widens()).as("it is the last").isFalse();
    assertThat(range.describe()).isEqualTo("snapshot range f");
    assertThat(range(13, Optional.empty()).widens()).as("somebody has it").isFalse();
  }

  @Test
  void rangeThatIsTooMuchIsReadInParts() {
    SnapshotRangeQuery range = range(3, Optional.empty());
    assertThat(range.narrows()).isTrue();
    assertThat(query(range)).isEqualTo("sys_id>=3^sys_id<31^ORDERBYsys_id");
    assertThat(range.describe()).isEqualTo("snapshot range 3 before 31");
    assertThat(range.widens()).as("its own end is not reached").isFalse();
    assertThat(range.exhausted()).isFalse();
    assertThat(query(range)).isEqualTo("sys_id>=3^sys_id>=31^sys_id<32^ORDERBYsys_id");
    assertThat(range.advance(row("3a"))).isTrue();
    assertThat(range.narrows()).isTrue();
    assertThat(query(range)).contains("sys_id>" + id("3a"), "sys_id<3a1");
    assertThat(range.advance(row("global", T))).isTrue();
    assertThat(range.narrows()).as("of the range's own digit").isTrue();
  }

  @Test
  void rowsMustBeOfTheRangeAndInOrder() throws Exception {
    SnapshotRangeQuery range = range(3, Optional.of(id("32")));
    range.check(List.of(row("33"), row("34"), row("global", T), row("35")));
    rejects(range, Rule.INSIDE, row("4"));
    rejects(range, Rule.ORDERED, row("32"));
    rejects(range, Rule.ORDERED, row("31"));
    rejects(range, Rule.ORDERED, row("34"), row("33"));
    rejects(range, Rule.COMPLETE, row("", T));
    range.check(List.of(row(id("33"), "")));
    assertThat(range.widens()).isTrue();
    range.check(List.of(row("33"), row("4")));
  }

  @Test
  void rowsBeforeTheStartAreOutside() throws Exception {
    config = Tables.incident(10, EncodedQuery.everything(), Optional.of(at(T)));
    SnapshotRangeQuery range = range(3, Optional.empty());
    assertThat(query(range)).startsWith("sys_updated_on>=" + T + "^sys_id>=3");
    range.check(List.of(row("33")));
    rejects(range, Rule.INSIDE, row(id("33"), "2026-03-01 10:59:59"));
    rejects(range, Rule.COMPLETE, row(id("33"), ""));
  }

  @Test
  void pageIsCutWhereOneRangeEndsAndTheNextBegins() {
    SnapshotRangeQuery range = range(3, Optional.empty());
    assertThat(range.widens()).isTrue();
    assertThat(range.widens()).isTrue();
    assertThat(range.passed()).isZero();
    List<Part> parts =
        range.parts(List.of(row("31"), row("global", T), row("41"), row("Zulu", T), row("42")));
    assertThat(parts).extracting(part -> part.range().name()).containsExactly("3", "4");
    assertThat(parts).extracting(part -> part.rows().size()).containsExactly(2, 3);
    assertThat(range.passed()).isEqualTo(1);
    assertThat(range.parts(List.of(row("global", T))))
        .extracting(part -> part.range().name())
        .containsExactly("4");
    assertThat(range.parts(List.of(row("51"))))
        .extracting(part -> part.range().name())
        .containsExactly("5");
    assertThat(range.passed()).isEqualTo(2);
  }

  @Test
  void onlyRowsThatMatchNoQueryStayInTheirTable() {
    assertThat(range(0, Optional.empty()).isSteady()).isTrue();
    EncodedQuery query = EncodedQuery.where("priority", EncodedQuery.Operator.EQUALS, "1");
    config = Tables.incident(10, query, Optional.empty());
    assertThat(range(0, Optional.empty()).isSteady()).isFalse();
    assertThat(SnapshotRangeQuery.rows(config).text()).isEqualTo("priority=1");
  }

  @Test
  void whatIsLeftIsAfterTheStoredPositionsAndAllOfTheOtherRanges() {
    InRange stored = new InRange(at(T), id("15"));
    String left = SnapshotRangeQuery.left(config, Map.of("1", stored)).text();
    assertThat(left)
        .startsWith("sys_id<1^NQsys_id>" + id("15") + "^sys_id<2^NQsys_id>=2^sys_id<3^NQ")
        .endsWith("^NQsys_id>=f");
  }
}
