/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.Change.Operation;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import io.snbridge.sink.record.ValuePath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePriorityTest {

  private static final Map<String, Integer> WEIGHTS = Map.of("hr", 30, "crm", 20, "erp", 20);
  private static final RecordSource RECORD =
      new RecordSource(
          Optional.of("source"),
          Optional.of(ValuePath.of("conflict.source.path", "from.name")),
          Optional.empty());
  private static final RowSource COLUMN = new RowSource(Optional.of("u_source"), Map.of());
  private static final RowSource USERS =
      new RowSource(Optional.empty(), Map.of("sync.hr", "hr", "sync.crm", "crm"));

  private static SourcePriority policy(RowSource row, boolean fillsEmpty) {
    return new SourcePriority(WEIGHTS, RECORD, row, fillsEmpty);
  }

  private static Change change(Operation operation, String source) {
    SinkRecord record = new SinkRecord("t", 0, null, null, null, Map.of(), 0);
    if (source != null) {
      record.headers().addString("source", source);
    }
    Map<String, String> columns =
        operation == Operation.DELETE ? Map.of() : Map.of("name", "new", "mail", "new", "fax", "");
    return new Change(operation, "sys_user", Optional.of("0"), columns, record);
  }

  private static Optional<CurrentRow> row(String column, String told) {
    return Optional.of(new CurrentRow(Map.of(column, told, "name", "old", "mail", "", "fax", "")));
  }

  @ParameterizedTest
  @CsvSource({
    // the record's, the row's, written
    "hr,crm,true",
    "hr,hr,true",
    "crm,hr,false",
    "crm,erp,true",
    "erp,crm,true",
    "crm,'',true",
    "crm,somebody,true"
  })
  void weakerSourceDoesNotOverwriteAStrongerOne(String source, String last, boolean written) {
    for (Operation operation : new Operation[] {Operation.UPSERT, Operation.UPDATE}) {
      Decision decision =
          policy(COLUMN, false).decide(change(operation, source), row("u_source", last));
      if (written) {
        assertThat(((Decision.WriteColumns) decision).columns())
            .isEqualTo(Map.of("name", "new", "mail", "new", "fax", "", "u_source", source));
      } else {
        assertThat(decision).isInstanceOf(Decision.Skip.class);
      }
    }
    assertThat(policy(COLUMN, true).decide(change(Operation.DELETE, source), row("u_source", last)))
        .isInstanceOf(written ? Decision.Write.class : Decision.Skip.class);
  }

  @Test
  void weakerSourceMayFillWhatIsEmptyAndTheRowStaysTheStrongerOnes() {
    Change change = change(Operation.UPSERT, "crm");
    assertThat(policy(COLUMN, true).columns(change))
        .containsExactlyInAnyOrder("u_source", "name", "mail", "fax");
    assertThat(policy(COLUMN, true).decide(change, row("u_source", "hr")))
        .isEqualTo(Decision.write(Map.of("mail", "new")));
    // A column that the user may not read is not known to be empty.
    CurrentRow hidden = new CurrentRow(Map.of("u_source", "hr", "name", "old"));
    assertThat(policy(COLUMN, true).decide(change, Optional.of(hidden)))
        .isInstanceOf(Decision.Skip.class);
  }

  @ParameterizedTest
  @CsvSource({"crm,SYNC.HR,false", "hr,sync.crm,true", "crm,sync.crm,true", "crm,bob,true"})
  void usersMayStandForSources(String source, String user, boolean written) {
    Change change = change(Operation.UPSERT, source);
    assertThat(policy(USERS, false).columns(change)).containsExactly("sys_updated_by");
    assertThat(policy(USERS, false).decide(change, row("sys_updated_by", user)))
        .isInstanceOf(written ? Decision.Write.class : Decision.Skip.class);
  }

  @Test
  void newRowIsWrittenWithItsSource() {
    for (Operation operation : new Operation[] {Operation.UPSERT, Operation.INSERT}) {
      Decision decision = policy(COLUMN, false).decide(change(operation, "crm"), Optional.empty());
      assertThat(((Decision.WriteColumns) decision).columns()).containsEntry("u_source", "crm");
      assertThat(policy(USERS, false).decide(change(operation, "crm"), Optional.empty()))
          .isEqualTo(Decision.write());
    }
  }

  @ParameterizedTest
  @CsvSource({"other,'other'", ",names no source"})
  void recordWhoseSourceHasNoWeightIsRefused(String source, String word) {
    Decision decision =
        policy(COLUMN, false).decide(change(Operation.UPSERT, source), row("u_source", ""));
    assertThat(((Decision.Refuse) decision).reason()).contains(word, "conflict.source.");
  }

  @Test
  void rowThatDoesNotTellWhoWroteItIsNotJudged() {
    Decision decision =
        policy(COLUMN, false)
            .decide(
                change(Operation.UPSERT, "hr"), Optional.of(new CurrentRow(Map.of("name", "old"))));
    assertThat(((Decision.Refuse) decision).reason()).contains("'u_source'");
  }

  @Test
  void sourceIsInAHeaderOrInTheValueOrIsThatOfAllRecords() {
    Map<String, Object> value = new HashMap<>(Map.of("from", Map.of("name", "crm")));
    SinkRecord record = new SinkRecord("t", 0, null, null, null, value, 0);
    Change change = new Change(Operation.UPSERT, "t", Optional.empty(), Map.of(), record);
    RecordSource all = new RecordSource(RECORD.header(), RECORD.path(), Optional.of("erp"));
    assertThat(all.of(change)).contains("crm");
    record.headers().addString("source", "hr");
    assertThat(all.of(change)).contains("hr");
    record.headers().remove("source");
    value.clear();
    assertThat(all.of(change)).contains("erp");
    assertThat(RECORD.of(change)).isEmpty();
  }
}
