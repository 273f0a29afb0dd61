/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifySinkTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "u_written";
  private static final String PASSWORD = "tiger-17";
  private static final int ROWS = 12;

  @TempDir Path folder;

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("writer", PASSWORD).start();
  private final Map<String, String> settings = new HashMap<>();
  private final FakeTopic topic = new FakeTopic("rows", 2, false);

  @BeforeEach
  void settings() {
    emulator.defineTable(TableDefinition.table(TABLE, ColumnDefinition.col("u_text", "string")));
    for (int i = 0; i < ROWS; i++) {
      emulator.insert(TABLE, Map.of("sys_id", id(i), "u_text", "row " + i));
      send(id(i), "{\"u_text\": \"row %d\"}".formatted(i));
    }
    settings.put("name", "writer");
    settings.put("connector.class", "io.snbridge.sink.ServiceNowSinkConnector");
    settings.put("servicenow.url", emulator.url().toString());
    settings.put("servicenow.username", "writer");
    settings.put("servicenow.password", PASSWORD);
    settings.put("topics", "rows");
    settings.put("table.name.format", TABLE);
    settings.put("behavior.on.null.values", "delete");
    settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "false");
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  private static String id(int row) {
    return "%032x".formatted(row + 1);
  }

  private void send(String key, String value) {
    topic.add(
        key.getBytes(StandardCharsets.UTF_8),
        value == null ? null : value.getBytes(StandardCharsets.UTF_8),
        new RecordHeaders(),
        Optional.empty());
  }

  private Shell verify(String... more) {
    Path file = folder.resolve("config.json");
    try {
      Files.writeString(file, JSON.writeValueAsString(settings));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<String> arguments =
        new ArrayList<>(List.of("verify", file.toString(), "-b", "nowhere:9092", "--json"));
    arguments.addAll(List.of(more));
    return Shell.run(
        new VerifyCommand(unused -> topic, duration -> {}), arguments.toArray(new String[0]));
  }

  private static JsonNode found(Shell shell, int exitCode) throws IOException {
    assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(exitCode);
    return JSON.readTree(shell.out());
  }

  @Test
  void rowsOfOthersAreNoFindingsAndValuesAreSaidNotToBeCompared() throws IOException {
    emulator.insert(TABLE, Map.of("u_text", "somebody else's"));

    JsonNode found = found(verify(), ExitCode.WELL);

    assertThat(found.path("rows").asInt()).isEqualTo(ROWS + 1);
    assertThat(found.path("keys").asInt()).isEqualTo(ROWS);
    assertThat(found.at("/notes/0").asText()).contains("only whether rows are there");
    assertThat(emulator.requests().all()).allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void rowThatIsNotThereIsMissingAndOneThatShouldBeDeletedIsExtra() throws IOException {
    emulator.delete(TABLE, id(3));
    send(id(5), null);
    send(id(6), null);
    emulator.delete(TABLE, id(6));

    JsonNode found = found(verify(), ExitCode.FINDINGS);

    assertThat(found.path("missing").asInt()).isEqualTo(1);
    assertThat(found.path("extra").asInt()).isEqualTo(1);
    assertThat(found.path("stale").asInt()).isZero();
    Map<String, String> kinds = new HashMap<>();
    found
        .path("findings")
        .forEach(row -> kinds.put(row.path("id").asText(), row.path("kind").asText()));
    assertThat(kinds).isEqualTo(Map.of(id(3), "missing", id(5), "extra"));
  }

  @Test
  void rowThatIsHiddenFromTheUserIsNotMissing() throws IOException {
    emulator.hideRows(TABLE, row -> row.get("sys_id").equals(id(3)));

    JsonNode found = found(verify(), ExitCode.WELL);

    assertThat(found.at("/notCompared/hiddenInKafka").asInt()).isEqualTo(1);
  }

  @Test
  void idsThatAreComputedFromKeysAreKnown() throws IOException {
    settings.put("id.mode", "derived");

    JsonNode found = found(verify(), ExitCode.FINDINGS);

    assertThat(found.path("missing").asInt()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @CsvSource({
    "id.mode,lookup,id.lookup.fields,u_text,no record has the id",
    "write.api,import_set,import.set.mode,single,ServiceNow decides",
    "transforms,x,transforms.x.type,y,another table or row",
  })
  void whatCannotBeVerifiedIsSaid(
      String key, String value, String otherKey, String otherValue, String why) {
    settings.put(key, value);
    settings.put(otherKey, otherValue);

    Shell shell = verify();

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("cannot be verified").contains(why);
  }

  @Test
  void topicIsNamedIfThereAreSeveral() throws IOException {
    settings.put("topics", "rows,others");

    assertThat(verify().err()).contains("--topic");
    assertThat(found(verify("--topic", "rows"), ExitCode.WELL).path("notes").toString())
        .contains("other topics");
    assertThat(verify("--repair", "--topic", "rows").exitCode()).isEqualTo(ExitCode.DECIDE);
  }
}
