/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.read.FakeInstance.at;
import static io.snbridge.source.read.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
        .isInstanceOf(PageRejected.class)
        .hasMessageContaining("table 'cmdb_ci_alike', which was not asked for");
    assertThatThrownBy(() -> window.check(List.of(audit("CMDB_CI", id(7)))))
        .isInstanceOf(PageRejected.class);
  }

  @Test
  void deleteOfNobodyKnowsWhatIsRefused() {
    assertThatThrownBy(() -> window.check(List.of(audit("cmdb_ci", ""))))
        .isInstanceOf(PageRejected.class)
        .hasMessageContaining("has no 'documentkey'");
  }

  private static Row audit(String table, String deleted) {
    return new Row(
        Map.of("sys_id", id(1), "sys_created_on", T, "tablename", table, "documentkey", deleted),
        Map.of());
  }
}
