/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.FakeConnect;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "u_check";
  private static final String PASSWORD = "tig@er 17";
  private static final int ROWS = 250;
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir Path folder;

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("reader", PASSWORD).start();
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void settings() {
    emulator.defineTable(TableDefinition.table(TABLE, ColumnDefinition.col("u_text", "string")));
    emulator.insertAll(
        TABLE, IntStream.range(0, ROWS).mapToObj(i -> Map.of("u_text", "row " + i)).toList());
    settings.put("name", "checked");
    settings.put("connector.class", "io.snbridge.source.ServiceNowSourceConnector");
    settings.put("servicenow.url", emulator.url().toString());
    settings.put("servicenow.username", "reader");
    settings.put("servicenow.password", PASSWORD);
    settings.put("tables", TABLE);
    settings.put("topic.prefix", "x");
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  private Shell check() {
    return checkWithin("2");
  }

  private Shell checkWithin(String seconds, String... more) {
    Path file = folder.resolve("config.json");
    try {
      Files.writeString(file, JSON.writeValueAsString(new TreeMap<>(settings)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<String> arguments =
        new ArrayList<>(List.of("check", file.toString(), "--timeout", seconds));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(new String[0]));
  }

  @Test
  void aSoundInstanceIsGreenAndNothingIsWritten() {
    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(ExitCode.WELL);
    assertThat(shell.out())
        .containsPattern("ok +settings")
        .containsPattern("ok +sign-in +the instance knows the user")
        .containsPattern("ok +clock")
        .containsPattern("ok +rights")
        .containsPattern("ok +features")
        .containsPattern(
            "note +table 'u_check' +250 rows of some \\d+ bytes. Its snapshot takes some 1 requests")
        .containsPattern("note +requests +polls need some")
        .doesNotContain(PASSWORD);
    assertThat(emulator.requests().all()).allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void programsGetEachFindingWithItsLevel() throws IOException {
    JsonNode json = JSON.readTree(checkWithin("2", "--json").out());

    assertThat(json.path("connector").asText()).isEqualTo("checked");
    assertThat(json.at("/findings/0/level").asText()).isEqualTo("ok");
  }

  @Test
  void aConnectorOfConnectIsChecked() {
    try (FakeConnect connect = new FakeConnect("checked")) {
      connect.config(JSON.valueToTree(settings));

      assertThat(Shell.run("check", "--connect", connect.url(), "checked").exitCode())
          .isEqualTo(ExitCode.WELL);
    }
  }

  @Test
  void aSinkIsChecked() {
    settings.put("connector.class", "io.snbridge.sink.ServiceNowSinkConnector");
    settings.remove("tables");
    settings.remove("topic.prefix");
    settings.put("topics", TABLE);

    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.WELL);
  }

  @Test
  void wrongSettingsAreAllNamedAndNobodyIsAsked() {
    settings.put("poll.intervall.ms", "5");
    settings.put("page.size", "-1");

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).contains("poll.intervall.ms", "poll.interval.ms", "page.size");
    assertThat(emulator.requests().all()).isEmpty();
  }

  @Test
  void aWrongPasswordIsAFindingAndIsNotShown() {
    settings.put("servicenow.password", "lion-4711");

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).contains("the credentials are refused").doesNotContain("lion-4711");
    assertThat(emulator.requests().all()).hasSize(1);
  }

  @Test
  void nobodyAtTheUrlEndsWithThree() {
    emulator.close();

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(shell.out()).contains("no connection. Check servicenow.url");
  }

  @Test
  void hiddenRowsAreCounted() {
    emulator.hideRows(TABLE, row -> row.get("u_text").endsWith("7"));

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).containsPattern("of its first 200 rows \\d+ are hidden");
  }

  @Test
  void whatAFeatureNeedsAndTheUserMayNotReadIsNamed() {
    emulator
        .faults()
        .always(Fault.error(403, "no", "ACL"), RequestMatcher.table("sys_audit_delete"));

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.WELL);
    assertThat(shell.out()).contains("the user may not read sys_audit_delete (for deletes)");
  }

  @Test
  void aTableThatIsNotThereIsAnError() {
    settings.put("tables", "u_chekc");

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).contains("'u_chekc'");
  }

  @Test
  void queriesThatTheUserMayNotMakeAreAnError() {
    emulator.denyRanges(TABLE, Set.of("sys_updated_on"));

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).containsPattern("error +[^\n]*sys_updated_on");
  }

  @Test
  void timesInAnotherZoneAreAnError() {
    emulator.switches().userZone(ZoneId.of("America/New_York")).literalsInUserZone(true);

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).containsPattern("error +servicenow.username");
  }

  @Test
  void aMissingIndexIsSuspected() {
    emulator
        .faults()
        .always(
            Fault.takes(Duration.ofMillis(1200)),
            RequestMatcher.queryContaining("ORDERBYsys_updated_on")
                .and(RequestMatcher.queryContaining("sys_updated_on>=")));

    Shell shell = check();

    assertThat(shell.out()).contains("there may be no index on 'sys_updated_on'");
    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void tooSmallAnHourIsAWarning() {
    settings.put("servicenow.max.requests.per.hour", "60");
    settings.put("poll.interval.ms", "1000");

    Shell shell = check();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).containsPattern("warning +requests +polls need some");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(Fault.hibernating(), "may be hibernating"),
        Arguments.of(Fault.loginPage(), "not the REST API"),
        Arguments.of(Fault.unauthorized(), "credentials are refused"),
        Arguments.of(Fault.tooManyRequests(SHORT), "rate limit"),
        Arguments.of(Fault.rateLimited(SHORT), "rate limit"),
        Arguments.of(Fault.rateLimitedByResetOnly(SHORT), "rate limit"),
        Arguments.of(Fault.tooManyRequestsWithoutHeaders(), "rate limit"),
        Arguments.of(Fault.badGateway(), "502"),
        Arguments.of(Fault.unavailable(), "503"),
        Arguments.of(Fault.dropped(), "no usable answer"),
        Arguments.of(Fault.transactionCancelled(), "cancelled"),
        Arguments.of(Fault.truncatedResult(), "no usable answer"),
        Arguments.of(Fault.malformedJson(), "no usable answer"),
        Arguments.of(Fault.nullBody(), "not the REST API"),
        Arguments.of(Fault.emptyBody(), "no usable answer"),
        Arguments.of(Fault.noAnswer(Duration.ofSeconds(5)), "no connection"),
        Arguments.of(Fault.cutInBody(), "no usable answer"),
        Arguments.of(Fault.dateAhead(Duration.ofMinutes(5)), "ahead of"),
        Arguments.of(Fault.dateBehind(Duration.ofMinutes(5)), "behind"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultOfTheInstanceIsFoundAndNamed(Fault fault, String named) {
    emulator.faults().always(fault, RequestMatcher.any());

    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isNotEqualTo(ExitCode.WELL);
    assertThat(shell.out()).contains(named).doesNotContain(PASSWORD);
  }

  @Test
  void whatTheInstanceDidNotAnswerIsNotSaidToBeWell() {
    emulator.faults().always(Fault.unavailable(), RequestMatcher.table("sys_dictionary"));

    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out())
        .containsPattern("warning +validation +.*not fully checked")
        .doesNotContainPattern("ok +rights");
  }

  @Test
  void aFeatureWhoseTableDidNotAnswerIsNotSaidToBeForbidden() {
    emulator.faults().always(Fault.unavailable(), RequestMatcher.table("sys_journal_field"));

    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out())
        .containsPattern("warning +features +.*sys_journal_field")
        .doesNotContain("may not read sys_journal_field");
  }

  @Test
  void deletesThatCannotBeReadAreAnError() {
    settings.put("deletes", "tombstone");
    emulator
        .faults()
        .always(Fault.error(403, "no", "ACL"), RequestMatcher.table("sys_audit_delete"));

    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aTimeThatIsNoneIsWrongUsage() {
    for (String time : List.of("0", "-1", "x")) {
      Shell shell = checkWithin(time);

      assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
      assertThat(shell.err()).contains("--timeout").doesNotContain("fault of the");
    }
  }

  @Test
  void aPatternThatMatchesNothingIsNoted() {
    settings.put("tables", "u_nothing_*");

    Shell shell = check();

    assertThat(shell.out()).as(shell.out()).contains("u_nothing_");
    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void anInstanceThatStallsWithinAnAnswerEndsTheCheck() {
    emulator.faults().always(Fault.slowBody(Duration.ofSeconds(60)), RequestMatcher.any());

    long begin = System.nanoTime();
    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aSecretThatTheInstanceSendsBackIsHidden() {
    String pair =
        Base64.getEncoder().encodeToString(("reader:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    emulator
        .faults()
        .always(
            Fault.error(
                400,
                "bad " + PASSWORD + " Basic " + pair,
                "password=tig%40er+17&x tig%40er%2017 " + pair),
            RequestMatcher.table(TABLE));

    Shell shell = check();

    assertThat(shell.out()).doesNotContain(PASSWORD, pair, "tig%40er");
  }

  @Test
  void aSinkIsCheckedWithoutAWrite() {
    settings.put("connector.class", "io.snbridge.sink.ServiceNowSinkConnector");
    settings.remove("tables");
    settings.remove("topic.prefix");
    settings.put("topics", TABLE);

    Shell shell = check();

    assertThat(shell.exitCode()).as(shell.out()).isEqualTo(ExitCode.WELL);
    assertThat(emulator.requests().all()).allMatch(request -> request.method().equals("GET"));
  }
}
