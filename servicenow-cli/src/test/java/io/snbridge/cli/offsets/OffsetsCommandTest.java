/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.FakeConnect;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetsCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOST = "dev1.service-now.com";
  private static final String INCIDENT =
      "{\"instance\": \"dev1.service-now.com\", \"table\": \"incident\"}";
  private static final String PROBLEM_RANGE =
      "{\"instance\": \"dev1.service-now.com\", \"range\": \"%s\", \"table\": \"problem\"}";
  private static final String DELETES =
      "{\"deletes\": \"sys_audit_delete\", \"instance\": \"dev1.service-now.com\", \"table\":"
          + " \"incident\"}";

  private final FakeConnect connect =
      new FakeConnect("src")
          .store(
              INCIDENT,
              """
              {"version": 1, "phase": "stream", "timestamp": "2026-03-01 12:00:00",
               "sys_id": "9c573169c611228700193229fff72400", "of": "incident",
               "deletes": "2026-03-01 11:00:00", "snapshot": "second",
               "again": "2026-02-01 00:00:00"}
              """)
          .store(
              PROBLEM_RANGE.formatted("0"),
              """
              {"version": 1, "phase": "snapshot", "timestamp": "2026-02-27 08:15:30",
               "sys_id": "08000000000000000000000000000000", "of": "problem"}
              """)
          .store(
              PROBLEM_RANGE.formatted("a"),
              """
              {"version": 1, "phase": "snapshot", "timestamp": "2026-02-27 08:15:30",
               "sys_id": "a8000000000000000000000000000000", "of": "problem"}
              """);

  @AfterEach
  void close() {
    connect.close();
  }

  private Shell offsets(String verb, String... more) {
    String[] arguments = new String[more.length + 5];
    arguments[0] = "offsets";
    arguments[1] = verb;
    arguments[2] = "--connect";
    arguments[3] = connect.url();
    arguments[4] = "src";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return Shell.run(arguments);
  }

  @Test
  void showTellsPhaseAndHowFarInWords() {
    Shell shell = offsets("show");

    assertThat(shell.exitCode()).isZero();
    assertThat(shell.out())
        .contains("Connector 'src' is RUNNING.")
        .containsPattern("incident +stream +Kafka has the changes until 2026-03-01 12:00:00, ")
        .containsPattern(
            "problem +snapshot +about 6 % of the rows; then the changes since 2026-02-27 08:15:30");
    assertThat(connect.changes()).isEmpty();
  }

  /** As Connect 4.3 tells it for a moment after offsets were deleted. */
  @Test
  void whatWasForgottenIsNotThere() {
    connect.store(INCIDENT, "null");

    Shell shell = offsets("show");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("problem").doesNotContain("incident");
  }

  @Test
  void showAnswersAProgramWithJson() throws IOException {
    JsonNode json = JSON.readTree(offsets("show", "--json").out());

    assertThat(json.at("/tables/0/phase").asText()).isEqualTo("stream");
    assertThat(json.at("/tables/0/timestamp").asText()).isEqualTo("2026-03-01 12:00:00");
    assertThat(json.at("/tables/1/snapshot_percent").asInt()).isEqualTo(6);
  }

  @Test
  void replayGoesBackAndKeepsWhichSnapshotsWereRead() throws IOException {
    Shell shell = offsets("replay", "--since", "2026-03-01T11:00:00+01:00", "--table", "incident");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("between 2026-03-01 10:00:00 and 2026-03-01 12:00:00");
    assertThat(connect.changes())
        .containsExactly(
            "PUT /connectors/src/stop",
            "PATCH /connectors/src/offsets",
            "PUT /connectors/src/resume");
    assertThat(connect.offsets().get(JSON.readTree(INCIDENT)))
        .isEqualTo(
            JSON.readTree(
                """
                {"version": 1, "phase": "stream", "timestamp": "2026-03-01 10:00:00",
                 "deletes": "2026-03-01 11:00:00", "snapshot": "second",
                 "again": "2026-02-01 00:00:00"}
                """));
  }

  @Test
  void replayLeavesATableAloneWhoseSnapshotIsNotOver() {
    Shell shell = offsets("replay", "--since", "2026-03-01", "--table", "problem");

    assertThat(shell.exitCode()).isZero();
    assertThat(shell.out()).contains("Table 'problem' stays as it is", "Nothing was changed");
    assertThat(connect.changes()).isEmpty();
  }

  @Test
  void replayDoesNotSkipWhatWasNotRead() {
    Shell shell = offsets("replay", "--since", "2026-03-02");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("'incident' is at 2026-03-01 12:00:00", "Use 'set'");
    assertThat(connect.changes()).isEmpty();
  }

  @Test
  void aDryRunTellsAndDoesNothing() throws IOException {
    Shell shell = offsets("set", "--table", "incident", "--to", "2026-03-05", "-n", "--json");

    JsonNode json = JSON.readTree(shell.out());
    assertThat(json.path("done").asBoolean()).isFalse();
    assertThat(json.at("/changes/0/offset/timestamp").asText()).isEqualTo("2026-03-05 00:00:00");
    assertThat(connect.changes()).isEmpty();
  }

  @Test
  void resetForgetsEveryPartitionOfATableAndNoOther() throws IOException {
    TablePartition table = new TablePartition(HOST, "incident");
    table
        .all()
        .forEach(
            partition ->
                connect.store(
                    JSON.valueToTree(partition).toString(),
                    "{\"version\": 1, \"phase\": \"snapshot\"}"));
    assertThat(connect.offsets()).hasSize(34 + 2);

    Shell shell = offsets("reset", "--table", "incident");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("its 34 positions are forgotten");
    assertThat(connect.offsets()).hasSize(2).doesNotContainKey(JSON.readTree(INCIDENT));
  }

  /** A range that stays as it was read is not read anew, so that its rows are missing. */
  @Test
  void resetForgetsWhatIsStoredWhileTheConnectorStops() {
    connect.storeAtStop(
        PROBLEM_RANGE.formatted("b"),
        "{\"version\": 1, \"phase\": \"snapshot\", \"timestamp\": \"2026-02-27 08:15:30\"}");

    Shell shell = offsets("reset", "--table", "problem");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("its 3 positions are forgotten");
    assertThat(connect.offsets()).hasSize(1);
  }

  /** Else the snapshot that ended meanwhile is read once more, or never. */
  @Test
  void whatIsCarriedAlongIsOfTheStoppedConnector() {
    connect.storeAtStop(
        INCIDENT,
        """
        {"version": 1, "phase": "stream", "timestamp": "2026-03-01 12:00:07",
         "of": "incident", "snapshot": "third", "again": "2026-03-01 00:00:00"}
        """);

    assertThat(offsets("replay", "--since", "2026-03-01T11:00:00Z", "--table", "incident").out())
        .contains("and 2026-03-01 12:00:07");
    assertThat(connect.offsets().toString()).contains("third").doesNotContain("second");
  }

  @Test
  void resetOfEverythingMustBeAskedFor() {
    assertThat(offsets("reset").exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(connect.changes()).isEmpty();

    assertThat(offsets("reset", "--all").exitCode()).isZero();
    assertThat(connect.offsets()).isEmpty();
  }

  @Test
  void aConnectorThatWasStoppedOrPausedIsSoAfterwards() {
    connect.state("STOPPED");
    assertThat(offsets("set", "--table", "incident", "--to", "1h").out())
        .contains("is stopped, as it was");
    assertThat(connect.state()).isEqualTo("STOPPED");

    connect.state("PAUSED");
    assertThat(offsets("set", "--table", "incident", "--to", "1h").out())
        .contains("is paused, as it was");
    assertThat(connect.state()).isEqualTo("PAUSED");
  }

  @Test
  void aRefusedChangeIsToldAndTheConnectorRunsOn() {
    connect.refuse("'of' is 'x', but the connector reads 'y'");

    Shell shell = offsets("set", "--table", "incident", "--to", "2026-03-05");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("No offset was changed", "but the connector reads 'y'");
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  private Shell setForward(String... more) {
    String[] arguments = {"--table", "incident", "--to", "2026-03-05"};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return offsets("set", all);
  }

  private String incident() throws IOException {
    return String.valueOf(connect.offsets().get(JSON.readTree(INCIDENT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "500 Request timed out", "503 Service Unavailable"})
  void aChangeThatWasMadeWithoutAnAnswerIsSeen(String failure) throws IOException {
    connect.fail("PATCH /offsets", failure, true);

    Shell shell = setForward();

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("Done: 1 offsets", "runs again");
    assertThat(incident()).contains("2026-03-05");
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "500 Request timed out", "503 Service Unavailable"})
  void aChangeThatMayStillBeMadeIsNotDenied(String failure) {
    connect.fail("PATCH /offsets", failure, false);

    Shell shell = setForward();

    assertThat(shell.exitCode())
        .isEqualTo(failure.startsWith("500") ? ExitCode.DECIDE : ExitCode.UNREACHABLE);
    assertThat(shell.err())
        .contains("may change the offsets still", "offsets show")
        .doesNotContain("No offset was changed");
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  /** So Connect answers when the connector refuses an offset. */
  @Test
  void aChangeThatTheConnectorRefusesIsNone() {
    connect.fail("PATCH /offsets", "500 The offsets are refused; none was written", false);

    Shell shell = setForward();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("No offset was changed. ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "500 Request timed out", "503 Service Unavailable"})
  void theStateIsGivenBackUntilItIsThere(String failure) {
    connect.fail("PUT /resume", failure, false).fail("PUT /resume", failure, false);

    Shell shell = setForward();

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  @Test
  void aConnectorThatIsLeftStoppedIsNamedForPersonsAndPrograms() throws IOException {
    connect.fail("PUT /resume", "403 Forbidden", false);

    Shell shell = setForward("--json");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("PUT " + connect.url() + "/connectors/src/resume");
    JsonNode json = JSON.readTree(shell.out());
    assertThat(json.path("done").asBoolean()).isTrue();
    assertThat(json.path("state").asText()).isEqualTo("STOPPED");
  }

  @Test
  void aRefusedChangeThatLeavesTheConnectorStoppedSaysBoth() throws IOException {
    connect.refuse("no").fail("PUT /resume", "403 Forbidden", false);

    Shell shell = setForward("--json");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(JSON.readTree(shell.out()).path("error").asText())
        .contains("No offset was changed", "is stopped", "/connectors/src/resume");
  }

  @Test
  void aStopWithoutAnAnswerIsTakenBack() {
    connect.fail("PUT /stop", "cut", true);

    Shell shell = setForward();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(shell.err()).contains("No offset was changed");
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  /** Connect stores positions once a minute, and when a connector stops. */
  @Test
  void whatHasNoPositionYetIsResetOnceItHasStopped() throws IOException {
    connect.offsets().clear();
    connect.storeAtStop(PROBLEM_RANGE.formatted("b"), "{\"version\": 1, \"phase\": \"snapshot\"}");

    assertThat(offsets("reset", "--table", "problem", "--dry-run").out())
        .contains("'problem' has no position yet");
    assertThat(connect.changes()).isEmpty();

    Shell shell = offsets("reset", "--table", "problem");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("its 1 positions are forgotten", "runs again");
    assertThat(connect.offsets()).isEmpty();
  }

  @Test
  void allTablesThatHaveNoPositionYetAreResetOnceTheyHaveStopped() {
    connect.offsets().clear();
    connect.storeAtStop(PROBLEM_RANGE.formatted("b"), "{\"version\": 1, \"phase\": \"snapshot\"}");

    Shell shell = offsets("reset", "--all");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(connect.offsets()).isEmpty();
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  @Test
  void whatHasNoPositionEvenThenIsNotReset() {
    connect.offsets().clear();

    Shell shell = offsets("reset", "--table", "problem");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("No offset was changed", "no position of problem");
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  @Test
  void aTableThatTheConnectorDoesNotReadStopsNothing() {
    assertThat(offsets("reset", "--table", "incidents").exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(connect.changes()).isEmpty();
  }

  @Test
  void anInstanceWithoutPositionsIsNamed() {
    Shell shell = offsets("reset", "--all", "--instance", "dev2.service-now.com");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("dev2.service-now.com", HOST);
    assertThat(connect.changes()).isEmpty();
  }

  @Test
  void offsetsOfAnotherProjectsConnectorAreLeftAlone() {
    connect.config(JSON.createObjectNode().put("connector.class", "org.example.JdbcSource"));

    for (String verb : List.of("show", "reset")) {
      Shell shell = verb.equals("show") ? offsets(verb) : offsets(verb, "--all");

      assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
      assertThat(shell.err()).contains("'org.example.JdbcSource'");
    }
    assertThat(connect.changes()).isEmpty();
  }

  @Test
  void aSinkThatHasReadNothingYetIsNamed() {
    connect.offsets().clear();
    connect.config(
        JSON.createObjectNode().put("connector.class", "io.snbridge.sink.ServiceNowSinkConnector"));

    assertThat(offsets("reset", "--all").exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(offsets("show").err()).contains("'src' is a sink", "connect-src");
  }

  @Test
  void thereMustBeSomethingToCopy() {
    connect.offsets().clear();
    try (FakeConnect other = new FakeConnect("src")) {
      Shell shell = offsets("copy", "--to", other.url());

      assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
      assertThat(other.changes()).isEmpty();
    }
  }

  /** Then they go on from the time in the stream's position. */
  @Test
  void deletesThatHaveNoPositionOfTheirOwnAreReplayed() throws IOException {
    Shell shell =
        offsets("replay", "--since", "2026-03-01T10:00:00Z", "-t", "incident", "--deletes");

    assertThat(shell.exitCode()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("the deletes between 2026-03-01 10:00:00 and 2026-03-01 11:0");
    assertThat(String.valueOf(connect.offsets().get(JSON.readTree(DELETES))))
        .contains("2026-03-01 10:00:00");
  }

  @Test
  void deletesThatAreNotReadAreNotReplayedAndItIsSaid() {
    connect.store(
        INCIDENT,
        "{\"version\": 1, \"phase\": \"stream\", \"timestamp\": \"2026-03-01 12:00:00\"}");

    assertThat(offsets("replay", "--since", "2026-03-01", "-t", "incident", "--deletes").out())
        .contains("Table 'incident': there is no position of its deletes");
  }

  @Test
  void aPositionThatCannotBeReadIsNotReplayedButCanBeSet() throws IOException {
    connect.store(
        INCIDENT, "{\"version\": 2, \"phase\": \"stream\", \"snapshot\": 7, \"again\": \"soon\"}");

    Shell replay = offsets("replay", "--since", "2026-03-01", "-t", "incident");
    assertThat(replay.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(replay.err()).contains("'version' is 2");

    assertThat(setForward().exitCode()).isZero();
    assertThat(incident()).contains("2026-03-05");
  }

  @Test
  void aWorkerThatRebalancesIsAskedAgain() {
    connect.rebalance();

    assertThat(offsets("show").exitCode()).isZero();
  }

  @Test
  void aTableWithoutPositionsIsNamedWithThoseThatHaveSome() {
    Shell shell = offsets("reset", "--table", "incidents");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("no position of incidents", "incident, problem");
  }

  @Test
  void positionsOfSeveralInstancesAreNotMixed() {
    connect.store(
        "{\"instance\": \"old.example\", \"table\": \"incident\"}",
        "{\"version\": 1, \"phase\": \"stream\", \"timestamp\": \"2026-01-01 00:00:00\"}");

    assertThat(offsets("reset", "--table", "incident").err())
        .contains("dev1.service-now.com, old.example", "--instance");
    assertThat(offsets("reset", "--table", "incident", "--instance", "old.example").exitCode())
        .isZero();
    assertThat(connect.offsets()).hasSize(3);
  }

  @Test
  void copyTakesPositionsAsTheyAre() {
    try (FakeConnect other = new FakeConnect("src").state("STOPPED")) {
      Shell shell = offsets("copy", "--to", other.url());

      assertThat(shell.exitCode()).as(shell.err()).isZero();
      assertThat(shell.out()).contains("is not stopped: what it sends from now on is sent again");
      assertThat(other.offsets()).isEqualTo(connect.offsets());
      assertThat(other.state()).isEqualTo("STOPPED");

      Shell again = offsets("copy", "--to", other.url());
      assertThat(again.exitCode()).isEqualTo(ExitCode.DECIDE);
      assertThat(again.err()).contains("--overwrite");
    }
  }

  @Test
  void aSinkHasNoPositionsOfThisKind() {
    connect.offsets().clear();
    connect.store("{\"kafka_topic\": \"x\", \"kafka_partition\": 0}", "{\"kafka_offset\": 12}");

    assertThat(offsets("show").err()).contains("'src' is a sink", "connect-src");
  }

  @Test
  void nobodyAtTheUrlEndsWithThree() {
    connect.close();

    Shell shell = offsets("show");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(shell.err()).contains("Connect does not answer at " + connect.url());
  }

  @Test
  void whatIsSetIsAPositionThatTheConnectorReads() throws IOException {
    assertThat(offsets("set", "--table", "incident,problem", "--to", "7d", "--deletes").exitCode())
        .isZero();

    Map<?, ?> deletes = JSON.convertValue(connect.offsets().get(JSON.readTree(DELETES)), Map.class);
    assertThat(PositionCodec.decodeDeletes(stringKeys(deletes)).audit().lastId()).isEmpty();
    Map<?, ?> stream = JSON.convertValue(connect.offsets().get(JSON.readTree(INCIDENT)), Map.class);
    assertThat(PositionCodec.decodeStream(stringKeys(stream)).deletesUntil()).isPresent();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> stringKeys(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
