/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.verify.FakeTopic;
import io.snbridge.cli.verify.ReadingTask;
import io.snbridge.cli.verify.VerifyCommand;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The sessions of docs/guides/command-line.md: what is typed gives what is shown. */
class GuideSessionsTest {

  private static final Path GUIDE = Path.of("..", "docs", "guides", "command-line.md");
  private static final Pattern SESSION = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String COMMAND = "$ servicenow-kafka ";

  /** Of ages, which are others each time. */
  private static final Pattern AGE =
      Pattern.compile(
          "(?<=, )\\d[^,]*(?= ago)|(?<=answers in )[\\d ]+m?s|(?<=of some )\\d+(?= bytes)");

  private static final String STREAM_OFFSET =
      "{\"version\": 1, \"phase\": \"stream\", \"timestamp\": \"2026-03-01 12:00:00\"}";
  private static final String RANGE_OFFSET =
      "{\"version\": 1, \"phase\": \"snapshot\", \"timestamp\": \"2026-02-27 08:15:30\","
          + " \"sys_id\": \"%s\"}";

  private final FakeConnect here = new FakeConnect("source-incidents");
  private final FakeConnect there = new FakeConnect("source-incidents").state("STOPPED");

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("reader", "tiger-17").start();

  private final List<SourceRecord> problems = new ArrayList<>();

  @TempDir private Path folder;

  private record Line(String typed, List<String> shown) {}

  @AfterEach
  void close() {
    emulator.close();
    here.close();
    there.close();
  }

  @TestFactory
  List<DynamicTest> whatIsTypedGivesWhatIsShown() throws IOException {
    here.store("{\"instance\": \"dev1.service-now.com\", \"table\": \"incident\"}", STREAM_OFFSET)
        .store(
            "{\"deletes\": \"sys_audit_delete\", \"instance\": \"dev1.service-now.com\","
                + " \"table\": \"incident\"}",
            STREAM_OFFSET.replace("stream", "deletes").replace("12:00:00", "11:58:00"));
    for (String range : List.of("0123456789abcdef".split(""))) {
      here.store(
          "{\"instance\": \"dev1.service-now.com\", \"range\": \"%s\", \"table\": \"problem\"}"
              .formatted(range),
          RANGE_OFFSET.formatted(range + "69000000000000000000000000000000".substring(1)));
    }
    fillInstance();
    writeAnothersConfiguration();
    fillProblems();
    List<DynamicTest> tests = new ArrayList<>();
    for (Line line : lines(Files.readString(GUIDE))) {
      tests.add(DynamicTest.dynamicTest(line.typed(), () -> play(line)));
    }
    assertThat(tests).hasSizeGreaterThan(3);
    return tests;
  }

  private void fillInstance() throws IOException {
    emulator.defineTable(
        TableDefinition.table("incident", ColumnDefinition.col("short_description", "string")));
    emulator.insertAll(
        "incident",
        IntStream.range(0, 400)
            .mapToObj(i -> Map.of("short_description", i % 10 == 0 ? "hidden" : "shown"))
            .toList());
    List<String> hidden =
        emulator.rows("incident").stream()
            .map(row -> row.get("sys_id"))
            .sorted()
            .limit(20)
            .toList();
    emulator.hideRows("incident", row -> hidden.contains(row.get("sys_id")));
    Files.writeString(
        folder.resolve("source-incidents.json"),
        """
        {"name": "source-incidents", "config": {
          "connector.class": "io.snbridge.source.ServiceNowSourceConnector",
          "servicenow.url": "%s", "servicenow.username": "reader",
          "servicenow.password": "tiger-17", "tables": "incident", "topic.prefix": "now"}}
        """
            .formatted(emulator.url()));
  }

  /** Ten rows and the records that there are of them: one is missing, one stale, one extra. */
  private void fillProblems() throws IOException {
    emulator.defineTable(
        TableDefinition.table("problem", ColumnDefinition.col("short_description", "string")));
    emulator.insertAll(
        "problem",
        IntStream.range(0, 10).mapToObj(i -> problem(i, "2026-03-01 12:00:0" + i)).toList());
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "name", "source-problems",
                "connector.class", "io.snbridge.source.ServiceNowSourceConnector",
                "servicenow.url", emulator.url().toString(),
                "servicenow.username", "reader",
                "servicenow.password", "tiger-17",
                "tables", "problem",
                "topic.prefix", "now",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "false"));
    Files.writeString(
        folder.resolve("source-problems.json"), new ObjectMapper().writeValueAsString(settings));
    try (ReadingTask task = new ReadingTask(settings, problems::add)) {
      task.readUntil(() -> problems.size() >= 10);
    }
    problems.remove(2);
    emulator.updateSilently(
        "problem",
        problem(4, "").get("sys_id"),
        Map.of("short_description", "worse", "sys_updated_on", "2026-03-02 09:30:00"));
    emulator.delete("problem", problem(7, "").get("sys_id"));
  }

  private static Map<String, String> problem(int number, String stamp) {
    return Map.of(
        "sys_id", number + "a5f3169c611228700193229fff7240" + number,
        "short_description", "problem " + number,
        "sys_updated_on", stamp);
  }

  private FakeTopic topic() {
    FakeTopic topic = new FakeTopic("now.problem", 1, false);
    problems.forEach(topic::send);
    return topic;
  }

  private void play(Line line) {
    List<String> arguments = new ArrayList<>();
    Matcher word = WORD.matcher(line.typed());
    while (word.find()) {
      arguments.add(real(word.group(1) == null ? word.group(2) : word.group(1)));
    }
    Shell shell =
        Shell.run(
            new VerifyCommand(unused -> topic(), duration -> {}), arguments.toArray(new String[0]));
    List<String> answer = new ArrayList<>();
    (shell.out() + shell.err()).lines().map(this::shown).forEach(answer::add);
    if (shell.exitCode() != 0) {
      answer.add("(exit code " + shell.exitCode() + ")");
    }
    assertThat(answer).isEqualTo(line.shown().stream().map(this::shown).toList());
  }

  private String real(String word) {
    return places().entrySet().stream()
        .reduce(
            word,
            (text, place) -> text.replace(place.getKey(), place.getValue()),
            (left, right) -> right);
  }

  private String shown(String text) {
    String plain = AGE.matcher(text).replaceAll("some");
    for (Map.Entry<String, String> place : places().entrySet()) {
      plain = plain.replace(place.getValue(), place.getKey());
    }
    return plain;
  }

  private Map<String, String> places() {
    return Map.of(
        "http://localhost:8083",
        here.url(),
        "http://new:8083",
        there.url(),
        "source-incidents.json",
        folder.resolve("source-incidents.json").toString(),
        "source-problems.json",
        folder.resolve("source-problems.json").toString(),
        "confluent.json",
        folder.resolve("confluent.json").toString(),
        "my-evidence",
        folder.resolve("my-evidence").toString());
  }

  private void writeAnothersConfiguration() throws IOException {
    Map<String, String> settings =
        Map.of(
            "name", "incidents",
            "connector.class", "io.confluent.connect.servicenow.ServiceNowSourceConnector",
            "servicenow.url", "https://dev1.service-now.com/",
            "servicenow.user", "reader",
            "servicenow.password", "tiger-17",
            "servicenow.table", "incident",
            "servicenow.since", "2026-01-31",
            "kafka.topic", "incidents",
            "poll.interval.s", "30",
            "confluent.topic.bootstrap.servers", "localhost:9092");
    Files.writeString(
        folder.resolve("confluent.json"), new ObjectMapper().writeValueAsString(settings));
  }

  private static List<Line> lines(String guide) {
    List<Line> lines = new ArrayList<>();
    Matcher session = SESSION.matcher(guide);
    while (session.find()) {
      session
          .group(1)
          .lines()
          .forEach(
              text -> {
                if (text.startsWith(COMMAND)) {
                  lines.add(new Line(text.substring(COMMAND.length()), new ArrayList<>()));
                } else {
                  lines.get(lines.size() - 1).shown().add(text);
                }
              });
    }
    return lines;
  }
}
