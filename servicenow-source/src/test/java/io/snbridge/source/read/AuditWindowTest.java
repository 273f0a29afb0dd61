/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.PageRejectedException;
import io.snbridge.source.scan.Tables;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditWindowTest {

  private static final String T = "2026-03-01 11:00:00";

  private final AuditWindow window =
      new AuditWindow(
          AuditTable.of(Tables.incident(10), List.of("cmdb_ci"), 1),
          List.of("cmdb_ci"),
          InStream.from(at(T)),
          at("2026-03-01 12:00:00"));

  @Test
  void deletesOfTheClassesAreTaken() {
    assertThatCode(() -> window.check(List.of(audit("cmdb_ci", id(7))))).doesNotThrowAnyException();
  }

  /** An instance ignores a condition on a column that the user may not read. */
  @Test
  void deletesOfOtherTablesAreRefusedThoughTheirNamesBeginAlike() {
    assertThatThrownBy(() -> window.check(List.of(audit("cmdb_ci_alike", id(7)))))
        .isInstanceOf(PageRejectedException.class)
        .hasMessageContaining("table 'cmdb_ci_alike', which was not asked for");
  }

  /** The database finds such names for the class's, so that asking again would not help. */
  @ParameterizedTest
  @ValueSource(strings = {"CMDB_CI", "cmdb_ci ", "cmdb_cí", "cmdb_ci\n"})
  void deletesOfNamesThatTheDatabaseTakesForTheClassAreNotAccepted(String name) {
    Row odd = audit(name, id(7));

    assertThatCode(() -> window.check(List.of(odd))).doesNotThrowAnyException();
    assertThat(usable(odd)).isEmpty();
  }

  @Test
  void deleteOfNobodyKnowsWhatIsSteppedOver() {
    List<Row> audits =
        Stream.of(
                "",
                " ",
                "a,b",
                "a\"b",
                "a'b",
                "a\nb",
                "a\u2028b",
                "NULL",
                "javascript:1",
                "ä",
                "f".repeat(10_000))
            .map(id -> audit("cmdb_ci", id))
            .toList();

    assertThatCode(() -> window.check(audits.subList(0, 1))).doesNotThrowAnyException();
    for (Row odd : audits) {
      assertThat(usable(odd)).as("%s", odd).isEmpty();
    }
    assertThat(usable(audit("cmdb_ci", "glide.maint"))).hasSize(1);
  }

  /** The user's rights are in question, and not that row. */
  @Test
  void deletesWhoseRowsAreNotShownAreRefused() {
    Row hidden =
        new Row(Map.of("sys_id", id(1), "sys_created_on", T, "tablename", "cmdb_ci"), Map.of());

    assertThatThrownBy(() -> window.check(List.of(hidden)))
        .isInstanceOf(PageRejectedException.class)
        .hasMessageContaining("does not show its 'documentkey'");
  }

  private static List<Row> usable(Row audit) {
    return new OddAudits(Tables.incident(10), System::nanoTime)
        .without(List.of(audit), List.of("cmdb_ci"));
  }

  private static Row audit(String table, String deleted) {
    return new Row(
        Map.of("sys_id", id(1), "sys_created_on", T, "tablename", table, "documentkey", deleted),
        Map.of());
  }
}
