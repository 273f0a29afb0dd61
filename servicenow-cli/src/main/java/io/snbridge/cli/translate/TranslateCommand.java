/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TimeConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes configurations of ours out of those of other connectors. */
@Command(
    name = "translate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a configuration of ours out of another connector's: Confluent's",
      "(Platform and Cloud), IBM's, osodevops', or the bridge's config.yaml. Every",
      "key that has no counterpart, or means something else, is named. Exit code 2:",
      "something is for a person to decide. Passwords are replaced by placeholders."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka translate confluent.json -o incidents.json",
      "  servicenow-kafka translate confluent.json --start \"2026-03-01 11:50:00\"",
      "  servicenow-kafka translate config.yaml --json"
    })
public final class TranslateCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description =
          "The other connector's configuration: JSON as Connect's REST API takes it, a properties"
              + " file, Strimzi's KafkaConnector, or the bridge's config.yaml.")
  private Path file = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "KIND",
      converter = DialectConverter.class,
      description =
          "Whose it is, if the file does not tell: confluent-source, confluent-source-v2,"
              + " confluent-sink, ibm, oso, bridge.")
  private Optional<Dialect> from = Optional.empty();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description =
          "Write the result to this file. If there are two, a source and a sink, -source and -sink"
              + " are put before its ending.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--start",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Have the source begin with what has changed since then: the newest row in the old"
              + " connector's topic, minus some minutes. "
              + TimeConverter.FORMS
              + ".")
  private Optional<Instant> start = Optional.empty();

  @Option(
      names = "--keep-secrets",
      description = "Repeat passwords as they are given. Only with --out.")
  private boolean keepsSecrets;

  @Override
  public Integer call() {
    if (keepsSecrets && out.isEmpty()) {
      throw CommandException.decide(
          "With --keep-secrets the result has passwords, and is not shown: name a file, --out");
    }
    Foreign foreign = ForeignFiles.read(file);
    Dialect dialect = from.orElseGet(() -> Dialect.of(foreign));
    Translator translator = new Translator(Clock.systemUTC(), start, keepsSecrets);
    List<Draft> drafts =
        dialect.languages(foreign).stream()
            .map(language -> translator.translate(foreign, language))
            .toList();
    if (out.isPresent()) {
      drafts.forEach(draft -> write(draft, path(out.get(), draft, drafts.size())));
    }
    if (output.isJson()) {
      output.answer(report(dialect, drafts), "");
    } else if (out.isEmpty()) {
      output.answer(
          Output.object(),
          (drafts.size() == 1 ? document(drafts.get(0)) : list(drafts)).toPrettyString());
    }
    drafts.forEach(draft -> tell(draft, drafts.size() > 1));
    return drafts.stream().anyMatch(TranslateCommand::isOpen) ? ExitCode.DECIDE : ExitCode.WELL;
  }

  private static boolean isOpen(Draft draft) {
    return draft.notes().stream().anyMatch(note -> note.level() == Note.Level.DECIDE);
  }

  /** Keys of which the same is to be said stand together. */
  private void tell(Draft draft, boolean isOneOfTwo) {
    if (output.isJson()) {
      return;
    }
    Map<String, StringJoiner> lines = new LinkedHashMap<>();
    for (Note.Level level : List.of(Note.Level.NOTE, Note.Level.DECIDE)) {
      draft.notes().stream()
          .filter(note -> note.level() == level)
          .forEach(
              note ->
                  lines
                      .computeIfAbsent(
                          word(level) + "\n" + note.text(), first -> new StringJoiner(", "))
                      .add(note.key()));
    }
    String kind = isOneOfTwo ? draft.kind().name().toLowerCase(Locale.ROOT) + "  " : "";
    lines.forEach(
        (line, keys) -> {
          String[] parts = line.split("\n", 2);
          output.note("%s%-6s  %s: %s".formatted(kind, parts[0], keys, parts[1]));
        });
  }

  private static String word(Note.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode document(Draft draft) {
    ObjectNode document = Output.object();
    if (!draft.name().isEmpty()) {
      document.put("name", draft.name());
    }
    ObjectNode config = document.putObject("config");
    draft.config().forEach(config::put);
    return document;
  }

  private static ArrayNode list(List<Draft> drafts) {
    ArrayNode list = Output.object().putArray("connectors");
    drafts.forEach(draft -> list.add(document(draft)));
    return list;
  }

  /** With a file, which may have passwords, only its name. */
  private JsonNode report(Dialect dialect, List<Draft> drafts) {
    ObjectNode report = Output.object();
    report.put("from", dialect.toString());
    ArrayNode connectors = report.putArray("connectors");
    for (Draft draft : drafts) {
      ObjectNode document = document(draft);
      out.ifPresent(
          file -> {
            document.remove("config");
            document.put("file", path(file, draft, drafts.size()).toString());
          });
      ArrayNode notes = document.putArray("notes");
      for (Note note : draft.notes()) {
        notes
            .addObject()
            .put("level", word(note.level()))
            .put("key", note.key())
            .put("text", note.text());
      }
      connectors.add(document);
    }
    return report;
  }

  private void write(Draft draft, Path path) {
    try {
      Files.writeString(path, document(draft).toPrettyString() + System.lineSeparator());
    } catch (IOException failed) {
      throw CommandException.decide("File " + path + " cannot be written: " + failed, failed);
    }
    output.note("Written: " + path);
  }

  private static Path path(Path out, Draft draft, int drafts) {
    if (drafts == 1) {
      return out;
    }
    String name = out.toString();
    String kind = "-" + draft.kind().name().toLowerCase(Locale.ROOT);
    int ending = name.lastIndexOf('.');
    return Path.of(
        ending > name.lastIndexOf('/')
            ? name.substring(0, ending) + kind + name.substring(ending)
            : name + kind);
  }
}
