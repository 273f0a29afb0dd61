/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Row;
import io.snbridge.source.scan.TimestampProbe.Finding;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TimestampProbeTest {

  private final FakeInstance instance = new FakeInstance();
  private final TimestampProbe probe =
      new TimestampProbe(
          new InstanceTables(instance),
          new OnceTables(instance),
          "incident",
          "sys_id",
          "sys_updated_on",
          Clock.fixed(FakeInstance.at("2026-07-15 12:00:00"), ZoneOffset.UTC));

  @Test
  void soundInstanceIsAskedThreeTimes() throws Exception {
    instance.put(id(1), "2026-02-01 00:00:00");
    instance.put(id(2), "2026-07-01 00:00:00");
    assertThat(probe.run()).isEqualTo(Finding.SOUND);
    assertThat(instance.requests).hasSize(3);
  }

  @Test
  void rowOfTheOtherSeasonIsLookedFor() throws Exception {
    for (int i = 0; i < 100; i++) {
      instance.put(id(i), "2025-12-01 00:00:00");
    }
    assertThat(probe.run()).isEqualTo(Finding.SOUND_IN_ONE_SEASON);
    instance.put(id(70), "2026-07-01 00:00:00");
    assertThat(probe.run()).isEqualTo(Finding.SOUND);
  }

  @Test
  void rowsOfTheMonthsInWhichClocksChangeProveSomething() throws Exception {
    instance.put(id(1), "2026-03-15 00:00:00");
    assertThat(probe.run()).isEqualTo(Finding.SOUND_IN_ONE_SEASON);
  }

  @Test
  void columnThatNoRowShowsIsAProblem() throws Exception {
    TimestampProbe other =
        new TimestampProbe(
            new InstanceTables(instance),
            new OnceTables(instance),
            "incident",
            "sys_id",
            "changed_on",
            Clock.systemUTC());
    assertThat(other.run()).as("there is no row").isEqualTo(Finding.UNPROVEN);
    instance.put(id(1), "2026-02-01 00:00:00");
    assertThat(other.run()).isEqualTo(Finding.NOT_SHOWN);
    assertThat(other.problem(Finding.NOT_SHOWN).orElseThrow())
        .contains("'incident'", "'changed_on'", "timestamp.field");
  }

  private void show(UnaryOperator<String> stamp) {
    instance.distort =
        rows ->
            rows.stream()
                .map(
                    row ->
                        new Row(
                            Map.of(
                                "sys_id",
                                row.values().get("sys_id"),
                                "sys_updated_on",
                                stamp.apply(row.values().get("sys_updated_on"))),
                            Map.of()))
                .toList();
  }

  private void findNothingBy(String condition) {
    String[] query = {""};
    instance.beforePage = request -> query[0] = request.query().text();
    instance.distort = rows -> query[0].contains(condition) ? List.of() : rows;
  }

  private void assertFound(Finding finding, String... words) throws InterruptedException {
    assertThat(probe.run()).isEqualTo(finding);
    assertThat(probe.problem(finding).orElseThrow()).contains(words);
  }

  @Test
  void instanceThatReadsTimesInAnotherZoneIsAProblemInEitherDirection() throws Exception {
    instance.put(id(1), "2026-02-01 10:00:00");
    instance.put(id(2), "2026-07-01 10:00:00");
    show(stamp -> stamp.replace(" 10:", " 11:"));
    assertFound(Finding.OTHER_ZONE, "time zone", "'sys_updated_on'", "GMT");
    show(stamp -> stamp.replace(" 10:", " 09:"));
    assertFound(Finding.OTHER_ZONE, "time zone");
  }

  @Test
  void zoneThatIsUtcInWinterOnlyIsAProblem() throws Exception {
    instance.put(id(1), "2026-02-01 10:00:00");
    instance.put(id(2), "2026-07-01 10:00:00");
    show(stamp -> stamp.replace("07-01 10:", "07-01 11:"));
    assertFound(Finding.OTHER_ZONE, "time zone");
  }

  @Test
  void conditionsThatAreIgnoredAreAProblem() throws Exception {
    instance.put(id(1), "2026-02-01 10:00:00");
    instance.ignored = "sys_updated_on";
    assertFound(Finding.IGNORED, "'incident'", "ignores conditions on 'sys_updated_on'");
  }

  @Test
  void columnsThatCannotBeComparedAreAProblem() throws Exception {
    instance.put(id(1), "2026-02-01 10:00:00");
    findNothingBy("sys_updated_on>=");
    assertFound(Finding.NOT_BY_TIMESTAMP, "'sys_updated_on'", "query_range");
    findNothingBy("sys_id>=");
    assertFound(Finding.NOT_BY_ID, "column 'sys_id'", "query_range");
  }

  @Test
  void rowIsFoundByTheStampThatItHasInOneRequest() throws Exception {
    instance.put(id(1), "2026-02-01 10:00:00");
    assertThat(probe.finds(id(1), "2026-02-01 10:00:00")).isTrue();
    assertThat(instance.requests).hasSize(1);
    assertThat(probe.finds(id(1), "2026-02-01 10:00:01")).isFalse();
    assertThat(probe.finds(id(2), "2026-02-01 10:00:00")).isFalse();
    instance.requests.clear();
    assertThat(probe.finds("a,b", "2026-02-01 10:00:00")).as("no id to ask for").isFalse();
    assertThat(probe.finds(id(1), "yesterday")).isFalse();
    assertThat(instance.requests).isEmpty();
  }

  @Test
  void rowsWhoseIdsAreNoPlainTextAreNotAskedFor() throws Exception {
    instance.put("a,b", "2026-02-01 10:00:00");
    assertThat(probe.run()).isEqualTo(Finding.UNPROVEN);
    instance.put(id(1), "2026-02-01 10:00:00");
    assertThat(probe.run()).isEqualTo(Finding.SOUND_IN_ONE_SEASON);
  }

  @Test
  void emptyTableProvesNothing() throws Exception {
    assertThat(probe.run()).isEqualTo(Finding.UNPROVEN);
    instance.put(id(1), "");
    assertThat(probe.run()).as("no row has a stamp").isEqualTo(Finding.UNPROVEN);
  }

  @Test
  void emptyTableIsAskedForTwice() throws Exception {
    assertThat(probe.run()).isEqualTo(Finding.UNPROVEN);
    assertThat(instance.requests)
        .extracting(request -> request.query().text())
        .containsExactly("ORDERBYsys_id", "");
  }

  @Test
  void rowThatChangesMeanwhileIsNoAlarm() throws Exception {
    instance.put(id(1), "2026-02-01 00:00:00");
    AtomicInteger requests = new AtomicInteger();
    instance.beforePage =
        request ->
            instance.put(id(1), "2026-02-01 00:00:%02d".formatted(requests.incrementAndGet()));
    assertThat(probe.run()).isEqualTo(Finding.UNPROVEN);
  }

  @Test
  void rowThatGoesMeanwhileIsNoAlarmAndAnotherIsAskedFor() throws Exception {
    instance.put(id(1), "2026-02-01 00:00:00");
    instance.put(id(2), "2026-02-01 00:00:00");
    instance.beforePage =
        request -> {
          if (request.limit() == 1) {
            instance.remove(id(1));
          }
        };
    assertThat(probe.run()).isEqualTo(Finding.SOUND_IN_ONE_SEASON);
  }
}
