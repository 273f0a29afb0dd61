/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.FakeConnect;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "u_verify";
  private static final String TOPIC = "now.u_verify";
  private static final String PASSWORD = "tiger-17";
  private static final int ROWS = 60;

  @TempDir Path folder;

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("reader", PASSWORD).start();
  private final Map<String, String> settings = new HashMap<>();
  private final List<SourceRecord> sent = new ArrayList<>();

  /** What happens while the command waits. */
  private Runnable meanwhile = () -> {};

  private FakeTopic topic = new FakeTopic(TOPIC, 3, false);

  @BeforeEach
  void settings() {
    emulator.defineTable(
        TableDefinition.table(
            TABLE,
            ColumnDefinition.col("u_text", "string"),
            ColumnDefinition.col("u_number", "integer"),
            ColumnDefinition.col("u_price", "decimal"),
            ColumnDefinition.col("u_at", "glide_date_time")));
    emulator.insertAll(
        TABLE,
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    Map.of(
                        "u_text",
                        "row " + i,
                        "u_number",
                        Integer.toString(i),
                        "u_price",
                        i + ".5",
                        "u_at",
                        i % 2 == 0 ? "" : "2026-01-19 08:30:00"))
            .toList());
    settings.put("name", "verified");
    settings.put("connector.class", "io.snbridge.source.ServiceNowSourceConnector");
    settings.put("servicenow.url", emulator.url().toString());
    settings.put("servicenow.username", "reader");
    settings.put("servicenow.password", PASSWORD);
    settings.put("tables", TABLE);
    settings.put("topic.prefix", "now");
    settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "false");
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  /** The source's own records of all rows. */
  private void snapshot() {
    try (ReadingTask task = new ReadingTask(settings, sent::add)) {
      task.readUntil(() -> sent.size() >= ROWS);
    }
  }

  private void sendAll() {
    sent.forEach(topic::send);
  }

  private Shell verify(String... more) {
    Path file = folder.resolve("config.json");
    try {
      Files.writeString(file, JSON.writeValueAsString(new TreeMap<>(settings)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                file.toString(),
                "--bootstrap-server",
                "nowhere:9092",
                "--temp-dir",
                folder.toString()));
    arguments.addAll(List.of(more));
    return Shell.run(
        new VerifyCommand(unused -> topic, duration -> meanwhile.run()),
        arguments.toArray(new String[0]));
  }

  private JsonNode verified(int exitCode, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("--json");
    Shell shell = verify(options.toArray(new String[0]));
    assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(exitCode);
    try {
      return JSON.readTree(shell.out());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Of the row that was sent as this one. */
  private String idOf(int record) {
    return keyOf(sent.get(record));
  }

  private static String keyOf(SourceRecord record) {
    return (String) record.key();
  }

  @ParameterizedTest
  @CsvSource({
    "dictionary,record,false",
    "dictionary,envelope,false",
    "dictionary,record,true",
    "dictionary,envelope,true",
    "string,record,false",
    "none,record,false",
    "none,envelope,false"
  })
  void whatTheSourceHasSentIsAsTheTableIs(String schema, String format, boolean schemas) {
    settings.put("schema.mode", schema);
    settings.put("output.format", format);
    settings.put("value.converter.schemas.enable", Boolean.toString(schemas));
    topic = new FakeTopic(TOPIC, 3, schemas);
    snapshot();
    sendAll();

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.path("rows").asInt()).isEqualTo(ROWS);
    assertThat(found.path("keys").asInt()).isEqualTo(ROWS);
    assertThat(found.path("valuesCompared").asBoolean()).isTrue();
    assertThat(found.path("notes")).isEmpty();
    assertThat(emulator.requests().all()).allMatch(request -> request.method().equals("GET"));
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("verify"));
  }

  @Test
  void oneMissingOneStaleAndOneExtraRowAreFound() {
    snapshot();
    String missing = keyOf(sent.remove(7));
    String stale = idOf(20);
    String extra = idOf(33);
    sendAll();
    emulator.update(TABLE, stale, Map.of("u_text", "another"));
    emulator.delete(TABLE, extra);

    Shell shell = verify();

    assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out())
        .containsPattern("missing +" + missing + " +2\\d{3}-\\S+ \\S+ +- +-")
        .containsPattern(
            "stale +" + stale + " +2\\d{3}-\\S+ \\S+ +\\d@\\d+ +2\\d{3}-.*sys_mod_count.*u_text")
        .containsPattern("extra +" + extra + " +- +\\d@\\d+ +2\\d{3}-")
        .contains("1 missing, 1 stale, 1 extra")
        .contains("'deletes' is none")
        .doesNotContain(PASSWORD);
  }

  @Test
  void rowsThatChangeMeanwhileAreNoFindings() {
    snapshot();
    SourceRecord late = sent.get(20);
    emulator.update(TABLE, keyOf(late), Map.of("u_text", "another"));
    sent.remove(7);
    SourceRecord unsent = sent.remove(7);
    sendAll();
    List<Runnable> later =
        new ArrayList<>(
            List.of(
                () -> {
                  // Comes in time; the other one changes again and again.
                  topic.send(latest(late));
                  change(unsent, "1");
                },
                () -> change(unsent, "2"),
                () -> change(unsent, "3")));
    meanwhile = () -> later.remove(0).run();

    JsonNode found = verified(ExitCode.FINDINGS);

    assertThat(found.path("missing").asInt()).isEqualTo(1);
    assertThat(found.path("stale").asInt()).isZero();
    assertThat(found.at("/notCompared/changing").asInt()).isEqualTo(1);
    assertThat(later).isEmpty();
  }

  private void change(SourceRecord record, String text) {
    emulator.update(TABLE, keyOf(record), Map.of("u_text", text));
  }

  /** Of a row as it is now. */
  private SourceRecord latest(SourceRecord former) {
    List<SourceRecord> all = new ArrayList<>();
    try (ReadingTask task = new ReadingTask(settings, all::add)) {
      task.readUntil(() -> all.size() >= ROWS);
    }
    return all.stream()
        .filter(record -> record.key().equals(former.key()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"record", "envelope"})
  void otherValuesOfTheSameTimeAreStale(String format) {
    settings.put("output.format", format);
    snapshot();
    sendAll();
    emulator.updateSilently(TABLE, idOf(3), Map.of("u_text", "another"));

    JsonNode found = verified(ExitCode.FINDINGS);

    assertThat(found.path("stale").asInt()).isEqualTo(1);
    assertThat(found.at("/findings/0/id").asText()).isEqualTo(idOf(3));
    assertThat(found.at("/findings/0/columns")).isEqualTo(JSON.valueToTree(List.of("u_text")));
    assertThat(found.at("/findings/0/changed")).isEqualTo(found.at("/findings/0/kafka/changed"));
  }

  @Test
  void valuesThatATransformHasMadeAreNotComparedAndThatIsSaid() {
    settings.put("transforms", "mask");
    snapshot();
    sendAll();
    emulator.updateSilently(TABLE, idOf(3), Map.of("u_text", "another"));

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.path("valuesCompared").asBoolean()).isFalse();
    assertThat(found.at("/notes/0").asText()).contains("'transforms'");
  }

  @Test
  void rowIsKnownByItsValueWhereATransformHasMadeAnotherKey() {
    snapshot();
    String missing = keyOf(sent.remove(7));
    for (SourceRecord record : sent) {
      Struct row = (Struct) record.value();
      topic.send(
          record.newRecord(
              record.topic(),
              record.kafkaPartition(),
              record.keySchema(),
              "text " + row.getString("u_text"),
              record.valueSchema(),
              row,
              record.timestamp(),
              record.headers()));
    }
    settings.put("transforms", "key");

    JsonNode found = verified(ExitCode.FINDINGS);

    assertThat(found.path("missing").asInt() + found.path("extra").asInt()).isEqualTo(1);
    assertThat(found.at("/findings/0/id").asText()).isEqualTo(missing);
  }

  @Test
  void deletedRowsAreNoFindingsOnceKafkaKnowsOfThem() {
    settings.put("deletes", "tombstone");
    snapshot();
    sendAll();
    emulator.delete(TABLE, idOf(5));
    meanwhile =
        () ->
            topic.add(
                idOf(5).getBytes(StandardCharsets.UTF_8),
                null,
                new RecordHeaders(),
                Optional.empty());

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.path("extra").asInt()).isZero();
  }

  @Test
  void rowsThatTheQueryLeavesOutAreNeitherMissingNorExtra() {
    settings.put("table." + TABLE + ".query", "u_number<30");
    snapshotOf(30);
    sendAll();
    emulator.update(TABLE, idOf(3), Map.of("u_number", "99"));

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.path("rows").asInt()).isEqualTo(29);
    assertThat(found.at("/notCompared/unmatched").asInt()).isEqualTo(1);
  }

  private void snapshotOf(int rows) {
    try (ReadingTask task = new ReadingTask(settings, sent::add)) {
      task.readUntil(() -> sent.size() >= rows);
    }
  }

  @Test
  void nothingIsSaidOfRowsThatAreHidden() {
    snapshot();
    String notInKafka = keyOf(sent.remove(4));
    String inKafka = idOf(3);
    sendAll();
    emulator.hideRows(TABLE, row -> List.of(inKafka, notInKafka).contains(row.get("sys_id")));

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.at("/notCompared/hidden").asInt()).isEqualTo(2);
    assertThat(found.at("/notCompared/hiddenInKafka").asInt()).isEqualTo(1);
  }

  @Test
  void rowsOfUsersWhoseChangesAreNotSentAreNotMissing() {
    settings.put("exclude.updated.by", "robot");
    emulator.insert(TABLE, Map.of("u_text", "echo", "sys_updated_by", "robot"));
    snapshot();
    sendAll();

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.path("rows").asInt()).isEqualTo(ROWS + 1);
    assertThat(found.at("/notCompared/excluded").asInt()).isEqualTo(1);
  }

  @Test
  void keysThatAreHashesAreReadByTheIdInTheValue() {
    settings.put("key.mode", "field_hash");
    settings.put("key.fields", "u_number");
    snapshot();
    String missing = ((Struct) sent.remove(9).value()).getString("sys_id");
    sendAll();

    JsonNode found = verified(ExitCode.FINDINGS);

    assertThat(found.at("/findings/0/id").asText()).isEqualTo(missing);
    assertThat(found.path("keys").asInt()).isEqualTo(ROWS - 1);
  }

  @Test
  void recordsOfOthersAndUnreadableOnesAreCounted() {
    snapshot();
    sendAll();
    RecordHeaders other = new RecordHeaders();
    other.add("servicenow.table", "incident".getBytes(StandardCharsets.UTF_8));
    topic.add(
        "x".getBytes(StandardCharsets.UTF_8),
        "{}".getBytes(StandardCharsets.UTF_8),
        other,
        Optional.of(0));
    topic.add(
        "y".getBytes(StandardCharsets.UTF_8),
        "{".getBytes(StandardCharsets.UTF_8),
        new RecordHeaders(),
        Optional.of(0));

    JsonNode found = verified(ExitCode.WELL);

    assertThat(found.at("/notCompared/ofOthers").asInt()).isEqualTo(1);
    assertThat(found.at("/notCompared/unreadable").asInt()).isEqualTo(1);
  }

  @Test
  void converterThatReadsNothingIsTheWrongOne() {
    snapshot();
    sendAll();
    settings.put("value.converter.schemas.enable", "true");

    assertThat(verify().err()).contains("None of 60 records can be read with these converters");
    assertThat(verify().exitCode()).isEqualTo(ExitCode.DECIDE);
  }

  @Test
  void converterOfTheWorkerHasToBeNamed() {
    settings.keySet().removeIf(key -> key.startsWith("value.converter"));

    Shell shell = verify();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("'value.converter'").contains("--worker-config");
  }

  @Test
  void convertersOfTheWorkerAreReadFromItsFile() throws IOException {
    snapshot();
    sendAll();
    settings.keySet().removeIf(key -> key.contains(".converter"));
    Path worker = folder.resolve("worker.properties");
    Files.writeString(
        worker,
        """
        key.converter=org.apache.kafka.connect.storage.StringConverter
        value.converter=org.apache.kafka.connect.json.JsonConverter
        value.converter.schemas.enable=true
        """);

    JsonNode found =
        verified(
            ExitCode.WELL,
            "--worker-config",
            worker.toString(),
            "--set",
            "value.converter.schemas.enable=false");

    assertThat(found.path("keys").asInt()).isEqualTo(ROWS);
  }

  @Test
  void topicThatIsNotThereIsSaid() {
    topic = new FakeTopic("another", 1, false);

    Shell shell = verify();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("There is no topic 'now.u_verify'").contains("--topic");
  }

  @Test
  void kafkaThatIsNotThereIsNotReachable() throws IOException {
    Path config = folder.resolve("kafka.json");
    Files.writeString(config, JSON.writeValueAsString(settings));

    Shell shell =
        Shell.run("verify", config.toString(), "--bootstrap-server", "no-such-host.invalid:9092");

    assertThat(shell.exitCode()).as(shell.err()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void credentialsThatAreRefusedEndTheCommandWithoutTheirText() {
    snapshot();
    sendAll();
    settings.put("servicenow.password", "wrong-17");

    Shell shell = verify();

    assertThat(shell.exitCode()).as(shell.err()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(shell.err()).doesNotContain("wrong-17");
  }

  @Test
  void aTableIsNamedIfThereAreSeveral() {
    settings.put("tables", TABLE + ",incident");

    assertThat(verify().err()).contains("--table");
    assertThat(verify("--table", "problem").err()).contains("no table 'problem'");
  }

  @Test
  void lastRecordOfARowCountsInWhateverPartitionItIs() {
    snapshot();
    sendAll();
    emulator.clock().advance(Duration.ofMinutes(1));
    emulator.update(TABLE, idOf(0), Map.of("u_text", "another"));
    SourceRecord now = latest(sent.get(0));
    topic.send(now, 0);
    topic.send(sent.get(0), 1);
    topic.send(sent.get(0), 2);

    assertThat(verified(ExitCode.WELL).path("records").asInt()).isEqualTo(ROWS + 3);
  }

  /** Verifies what Connect has, whose settings are these. */
  private Shell verifyAt(FakeConnect connect, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify",
                "--connect",
                connect.url(),
                "verified",
                "--bootstrap-server",
                "nowhere:9092",
                "--repair"));
    arguments.addAll(List.of(more));
    return Shell.run(
        new VerifyCommand(unused -> topic, duration -> meanwhile.run()),
        arguments.toArray(new String[0]));
  }

  private FakeConnect connect() {
    return new FakeConnect("verified").config(JSON.valueToTree(settings));
  }

  @Test
  void repairHasJustTheGapReadAgain() {
    settings.put("table." + TABLE + ".snapshot.id", "the first");
    snapshot();
    String missing = keyOf(sent.remove(7));
    sendAll();
    settings.put("servicenow.password", "${file:" + secret() + ":password}");
    try (FakeConnect connect = connect()) {
      Shell shell = verifyAt(connect);

      assertThat(shell.exitCode()).as(shell.err()).isEqualTo(ExitCode.FINDINGS);
      assertThat(shell.out())
          .contains("table.u_verify.snapshot.query = sys_idIN" + missing)
          .contains("1 rows are read again, beside the changes")
          .contains("reading 'the first'")
          .doesNotContain(PASSWORD);
      Map<String, String> expected = new HashMap<>(settings);
      expected.put("table.u_verify.snapshot.query", "sys_idIN" + missing);
      expected.put(
          "table.u_verify.snapshot.id",
          connect.config().path("table.u_verify.snapshot.id").asText());
      assertThat(connect.config()).isEqualTo(JSON.valueToTree(expected));
      assertThat(expected.get("table.u_verify.snapshot.id")).startsWith("verify 20");
    }
  }

  private Path secret() {
    Path file = folder.resolve("secret.properties");
    try {
      Files.writeString(file, "password=" + PASSWORD);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return file;
  }

  @Test
  void dryRunTellsWhatARepairWouldDoAndDoesNothing() {
    snapshot();
    sent.remove(7);
    sendAll();
    try (FakeConnect connect = connect()) {
      Shell shell = verifyAt(connect, "--dry-run");

      assertThat(shell.out()).contains("Nothing was changed (--dry-run)").contains("sys_idIN");
      assertThat(connect.changes()).isEmpty();
    }
  }

  @Test
  void extraRowsAloneChangeNoConfiguration() {
    snapshot();
    sendAll();
    emulator.delete(TABLE, idOf(3));
    try (FakeConnect connect = connect()) {
      Shell shell = verifyAt(connect);

      assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
      assertThat(shell.out()).contains("Nothing is to be read again").contains("Extra rows stay");
      assertThat(connect.changes()).isEmpty();
    }
  }

  @Test
  void repairNeedsAConnectorThatConnectHas() {
    assertThat(verify("--repair").err()).contains("--connect URL NAME");
  }
}
