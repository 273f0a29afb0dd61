/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.PageRejectedException.Rule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final String T = "2026-03-01 11:00:00";
  private static final String LATER = "2026-03-01 11:00:30";
  private static final String HI = "2026-03-01 11:01:40";
  private static final String ORDER = "^ORDERBYsys_updated_on^ORDERBYsys_id";

  private final ScanTarget target = ScanTarget.rows(Tables.incident(10));
  private final AtomicBoolean eachBranch = new AtomicBoolean();
  private final BranchOrder shape = new BranchOrder(target, eachBranch::get);

  private Window from(InStream position) {
    return new Window(target, position, at(HI), shape);
  }

  private static Row row(int id, String stamp) {
    return row(id(id), stamp);
  }

  private static Row row(String id, String stamp) {
    return new Row(Map.of("sys_id", id, "sys_updated_on", stamp), Map.of());
  }

  private static void rejects(Window window, Rule rule, Row... rows) {
    assertThatThrownBy(() -> window.check(List.of(rows)))
        .isInstanceOfSatisfying(
            PageRejectedException.class, rejected -> assertThat(rejected.rule()).isEqualTo(rule));
  }

  private static String query(Window window) {
    return window.query().text();
  }

  @Test
  void wholeWindowIsAskedForFromASecondOrAfterARow() {
    Window window = from(InStream.from(at(T)));
    String all = "sys_updated_on>=" + T + "^sys_updated_on<" + HI + ORDER;
    assertThat(query(window)).isEqualTo(all);
    assertThat(window.describe()).isEqualTo("window [" + T + ", " + HI + ")");
    assertThat(window.advance(row(7, LATER))).as("the rest of the same").isTrue();
    assertThat(query(window))
        .isEqualTo(
            "sys_updated_on=%s^sys_id>%s^NQsys_updated_on>%s^sys_updated_on<%s%s"
                .formatted(LATER, id(7), LATER, HI, ORDER));
    assertThat(window.describe()).isEqualTo("window [" + LATER + " " + id(7) + ", " + HI + ")");
    assertThat(window.exhausted()).isTrue();
  }

  @Test
  void clausesThatAreAskedApartAreTheRestOfASecondAndWhatIsLater() {
    Window window = from(InStream.from(at(T)));
    shape.askApart("for this test");
    assertThat(window.advance(row(7, T))).as("another query").isFalse();
    String second = "sys_updated_on=" + T + "^sys_id>" + id(7) + ORDER;
    assertThat(query(window)).isEqualTo(second);
    assertThat(window.narrows()).as("it is a second").isFalse();
    assertThat(window.advance(row(8, T))).as("the rest of the same").isTrue();
    assertThat(window.exhausted()).isFalse();
    assertThat(query(window)).isEqualTo("sys_updated_on>" + T + "^sys_updated_on<" + HI + ORDER);
    assertThat(window.advance(row(3, LATER))).as("another query").isFalse();
    assertThat(query(window)).contains("sys_updated_on=" + LATER + "^sys_id>" + id(3));
    assertThat(window.exhausted()).isFalse();
    assertThat(window.exhausted()).isTrue();
  }

  @Test
  void rowsMustBeInsideAndThoseThatChangedMeanwhileHaveMoved() throws Exception {
    Window window = from(InStream.after(at(T), id(5)));
    window.check(List.of(row(6, T), row(1, LATER), row(1, "2026-03-01 11:01:39")));
    rejects(window, Rule.INSIDE, row(6, "2026-03-01 10:59:59"));
    rejects(window, Rule.MOVED, row(6, T), row(7, HI));
    rejects(window, Rule.MOVED, row(7, HI), row(6, T));
    rejects(window, Rule.ORDERED, row(7, HI), row(6, LATER), row(6, T));
    rejects(window, Rule.COMPLETE, row("", T));
    rejects(window, Rule.COMPLETE, row(6, "never"));
  }

  @Test
  void rowsMustComeInOrderWhereTheirOrderIsKnown() throws Exception {
    Window window = from(InStream.after(at(T), id(5)));
    rejects(window, Rule.ORDERED, row(5, T));
    rejects(window, Rule.ORDERED, row(4, T));
    rejects(window, Rule.ORDERED, row(7, LATER), row(7, LATER));
    rejects(window, Rule.ORDERED, row(7, LATER), row(8, T));
    window.check(List.of(row("global", T), row(6, T), row("Zulu", T)));
    from(InStream.from(at(T))).check(List.of(row(1, T), row(2, T)));
    assertThatThrownBy(() -> from(InStream.from(at(T))).check(List.of(row(2, T), row(1, T))))
        .hasMessage("row %s of %s comes after row %s of %s".formatted(id(1), T, id(2), T));
  }

  @Test
  void partsOfAWindowHaveTheirOwnRows() throws Exception {
    Window window = from(InStream.from(at(T)));
    shape.askApart("for this test");
    assertThat(window.advance(row(7, T))).isFalse();
    window.check(List.of(row(8, T)));
    rejects(window, Rule.INSIDE, row(8, LATER));
    assertThat(window.exhausted()).isFalse();
    window.check(List.of(row(1, LATER)));
    rejects(window, Rule.INSIDE, row(8, T));
    rejects(window, Rule.MOVED, row(8, HI));
  }

  @Test
  void windowThatIsTooMuchIsReadInParts() throws Exception {
    Window window = from(InStream.from(at(T)));
    assertThat(window.narrows()).isTrue();
    assertThat(query(window)).contains("sys_updated_on<2026-03-01 11:00:25");
    rejects(window, Rule.INSIDE, row(1, "2026-03-01 11:00:25"));
    rejects(window, Rule.MOVED, row(1, HI));
    assertThat(window.exhausted()).isFalse();
    assertThat(query(window))
        .isEqualTo(
            "sys_updated_on>=2026-03-01 11:00:25^sys_updated_on<2026-03-01 11:00:50" + ORDER);
    for (int part = 0; part < 2; part++) {
      assertThat(window.exhausted()).isFalse();
    }
    assertThat(query(window)).contains("<" + HI);
    assertThat(window.exhausted()).isTrue();
  }

  @Test
  void secondIsNoShorter() {
    Window window = new Window(target, InStream.from(at(T)), at(T).plusSeconds(1), shape);
    assertThat(window.narrows()).isFalse();
    assertThat(query(window)).contains("sys_updated_on<2026-03-01 11:00:01");
  }

  @Test
  void rowsOutOfOrderHaveTwoClausesAskedApart() {
    PageRejectedException ordered = new PageRejectedException(Rule.ORDERED, "out of order");
    assertThat(from(InStream.from(at(T))).avoids(ordered)).as("there is one clause").isFalse();
    Window window = from(InStream.after(at(T), id(7)));
    assertThat(window.avoids(new PageRejectedException(Rule.INSIDE, "outside"))).isFalse();
    assertThat(shape.asksApart()).isFalse();
    assertThat(window.avoids(ordered)).isTrue();
    assertThat(query(window)).doesNotContain("^NQ");
    assertThat(window.avoids(ordered)).as("they are apart").isFalse();
  }

  @Test
  void cutPagesAreNotBelievedWhereBranchesAreOrderedOneByOne() throws Exception {
    assertThat(from(InStream.from(at(T))).avoidsCuts()).as("there is one clause").isFalse();
    Window window = from(InStream.after(at(T), id(7)));
    eachBranch.set(true);
    assertThat(window.avoidsCuts()).isTrue();
    assertThat(query(window)).doesNotContain("^NQ");
    assertThat(window.avoidsCuts()).as("they are apart").isFalse();
  }

  @Test
  void cutPagesAreBelievedWhereAllRowsAreOrdered() throws Exception {
    Window window = from(InStream.after(at(T), id(7)));
    assertThat(window.avoidsCuts()).isFalse();
    assertThat(query(window)).contains("^NQ");
  }
}
