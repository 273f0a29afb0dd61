/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was found, for people and for the emulator ({@code --like}). Neither the instance's address
 * nor its users, tables and rows are in it. Of one thread.
 */
final class EvidenceReport {

  /** Of the file's form: raised when what reads it would misunderstand it. */
  private static final int FORM = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private record Entry(Probe probe, Finding finding, List<Answered> answers) {

    boolean isDecided() {
      return !finding.outcome().equals(Finding.UNDECIDED);
    }

    boolean isAsAssumed() {
      return finding.outcome().equals(probe.assumed());
    }

    String word() {
      return !isDecided() ? "undecided" : isAsAssumed() ? "as assumed" : "otherwise";
    }
  }

  private final String version;
  private final Set<String> tables;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param version of the command
   * @param tables that are asked about, whose names are not told
   */
  EvidenceReport(String version, Set<String> tables) {
    this.version = version;
    this.tables = Set.copyOf(tables);
  }

  void add(Probe probe, Finding finding, List<Answered> answers) {
    entries.add(new Entry(probe, finding, answers));
  }

  /** Whether the instance does something that is not assumed. */
  boolean isSurprising() {
    return entries.stream().anyMatch(entry -> entry.isDecided() && !entry.isAsAssumed());
  }

  ObjectNode json() {
    ObjectNode json = Output.object();
    json.put("form", FORM);
    json.put("version", version);
    ArrayNode facts = json.putArray("facts");
    for (Entry entry : entries) {
      ObjectNode fact = facts.addObject();
      fact.put("id", entry.probe().id());
      fact.put("question", entry.probe().question());
      fact.put("assumed", entry.probe().assumed());
      fact.put("outcome", entry.finding().outcome());
      fact.put("seen", entry.finding().seen());
      ArrayNode exchanges = fact.putArray("exchanges");
      entry.answers().forEach(answer -> exchange(exchanges.addObject(), answer));
    }
    return json;
  }

  private void exchange(ObjectNode json, Answered answer) {
    json.put("method", answer.method());
    json.put("path", path(answer.path()));
    ObjectNode parameters = json.putObject("parameters");
    answer.parameters().forEach((name, value) -> parameters.put(name, Shape.kind(value)));
    json.put("status", answer.status());
    ObjectNode headers = json.putObject("headers");
    headers(answer).forEach(headers::put);
    json.set("body", Shape.of(answer.body()));
    if (!answer.error().isEmpty()) {
      json.put("error", Shape.kind(answer.error()));
    }
    json.put("took_ms", answer.took().toMillis());
  }

  private String path(String path) {
    String shown = path.replaceAll("/[0-9a-f]{32}$", "/{id}");
    for (String table : tables) {
      shown = shown.replaceAll("/" + table + "(?=/|$)", "/{table}");
    }
    return shown;
  }

  private static String oneMore(String count, String unused) {
    return Integer.toString(Integer.parseInt(count) + 1);
  }

  private static Map<String, String> headers(Answered answer) {
    Map<String, String> shown = new TreeMap<>();
    answer
        .headers()
        .forEach(
            (name, values) -> {
              if (Shape.isKnownHeader(name)) {
                shown.put(name, Shape.header(name, values));
              } else {
                shown.merge("(other headers)", "1", EvidenceReport::oneMore);
              }
            });
    return shown;
  }

  /** For a person, at the end of the command. */
  String text() {
    TextTable rows = new TextTable("", "FACT", "OUTCOME", "SEEN");
    for (Entry entry : entries) {
      rows.row(entry.word(), entry.probe().id(), entry.finding().outcome(), entry.finding().seen());
    }
    return rows.toString();
  }

  private String markdown() {
    StringBuilder text = new StringBuilder("# What this instance answers\n\n");
    text.append("`servicenow-kafka evidence`, version ").append(version).append(". ");
    text.append("No address, user, table or row is named here.\n\n");
    text.append("| question | assumed | outcome | seen |\n|---|---|---|---|\n");
    for (Entry entry : entries) {
      String outcome = entry.finding().outcome();
      text.append("| ")
          .append(entry.probe().question())
          .append(" | ")
          .append(entry.probe().assumed())
          .append(" | ")
          .append(entry.word().equals("otherwise") ? "**" + outcome + "**" : outcome)
          .append(" | ")
          .append(entry.finding().seen())
          .append(" |\n");
    }
    return text.toString();
  }

  /** Writes {@code evidence.json} and {@code report.md}. */
  void write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("evidence.json"), JSON.writeValueAsString(json()) + "\n");
      Files.writeString(folder.resolve("report.md"), markdown());
    } catch (IOException failed) {
      throw CommandException.decide(
          "'--out' is '%s', where nothing can be written: %s"
              .formatted(folder, failed.getMessage()),
          failed);
    }
  }
}
