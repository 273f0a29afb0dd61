/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.connector.ConnectorSettings;
import io.snbridge.cli.connector.ConnectorSource;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.Progress;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.LiveInstance;
import io.snbridge.source.scan.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.errors.ConnectException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares a topic with its table. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Compares a topic with its table: which rows are missing in Kafka, stale, or extra. Both"
            + " are read once. What differs is looked at again when the connector has had the time"
            + " to send it: rows that change meanwhile are no findings. Nothing is written, unless"
            + " --repair is given. Of a sink's topic it tells which rows are missing in ServiceNow,"
            + " and which should be deleted there.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka verify source-incidents.json --bootstrap-server localhost:9092",
      "  servicenow-kafka verify --connect http://localhost:8083 source-incidents --table incident \\",
      "      --bootstrap-server localhost:9092 --worker-config connect-distributed.properties --json"
    })
public final class VerifyCommand implements Callable<Integer> {

  /** Rows that are looked at twice; some hundred bytes each. */
  private static final int MOST_SUSPECTS = 20_000;

  /** A gateway may refuse somebody for a moment. */
  private static final Duration REFUSED = Duration.ofSeconds(2);

  private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
  private final Sleeper sleeper;

  @Mixin private Output output = new Output();
  @Mixin private ConnectorSource source = new ConnectorSource();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = {"-t", "--table"},
      paramLabel = "TABLE",
      description =
          "The table: of a source by its alias in 'tables', of a sink by its name. Need not be"
              + " given if there is only one.")
  private Optional<String> tableName = Optional.empty();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description =
          "The topic: of a source if a transform gives the records another one, of a sink if it"
              + " has several.")
  private Optional<String> topicName = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "How long to wait before what differs is looked at again; by default as long as the"
              + " connector's settings have it take.")
  private Optional<Integer> waitSeconds = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "100",
      description = "Findings that are listed; ${DEFAULT-VALUE} by default. All are counted.")
  private int limit;

  @Option(
      names = "--temp-dir",
      paramLabel = "FOLDER",
      description = "For temporary files, some 70 bytes for each record and each row.")
  private Optional<Path> temp = Optional.empty();

  @Option(
      names = "--repair",
      description =
          "Have the connector read again what is missing or stale: sets snapshot.id and"
              + " snapshot.query of the table. Needs --connect.")
  private boolean repair;

  @Option(
      names = {"-n", "--dry-run"},
      description = "With --repair: tell what would be changed, and change nothing.")
  private boolean dryRun;

  /** Of Kafka, and in real time. */
  public VerifyCommand() {
    this(VerifyCommand::open, Sleeper.untilInterrupted());
  }

  /**
   * For tests.
   *
   * @param consumers makes a consumer of its settings
   */
  public VerifyCommand(
      Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers, Sleeper sleeper) {
    this.consumers = consumers;
    this.sleeper = sleeper;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConnectorSettings settings = source.read(output);
    boolean isSource = settings.kind() == ConnectorKind.SOURCE;
    if (repair && (source.rest().isEmpty() || !isSource)) {
      throw CommandException.decide(
          "--repair changes a source that Connect has: name it with --connect URL NAME");
    }
    Subjects subjects = new Subjects(settings, kafka, kafka.converters(settings, output));
    Subject subject =
        isSource ? subjects.ofSource(tableName, topicName) : subjects.ofSink(tableName, topicName);
    Compared compared = compare(subject);
    Outcome outcome = compared.outcome();
    Report report = new Report(settings.name(), subject, outcome, limit);
    ObjectNode document = report.json();
    String text = report.text();
    if (repair) {
      Repair repaired = new Repair(subject.table(), settings.written(), dryRun);
      repaired.run(
          compared.gap(), outcome, source.rest().orElseThrow(), settings.name(), Clock.systemUTC());
      document.set("repair", repaired.json());
      text = text + System.lineSeparator() + repaired.text();
    }
    output.answer(document, text);
    return outcome.count() > 0 ? ExitCode.FINDINGS : ExitCode.WELL;
  }

  /**
   * What was found.
   *
   * @param gap what is to be read again for it; empty if nothing is, or is not asked for
   */
  private record Compared(Outcome outcome, Optional<Gap> gap) {}

  private Compared compare(Subject subject) throws InterruptedException {
    TableConfig table = subject.table();
    boolean values = subject.noValues().isEmpty();
    Path folder = folder();
    try (ServiceNowClient client =
            subject.config().connection().open(LogContext.current(), REFUSED);
        Topic topic =
            new Topic(subject.topic(), consumers.apply(kafka.consumer(output)), System::nanoTime)) {
      RecordReader records = new RecordReader(subject.meaning());
      TableRows rows =
          new TableRows(
              subject.config(),
              table,
              new LiveInstance(client).with(table.options()),
              subject.format(),
              values);
      SecondLook second =
          new SecondLook(
              topic,
              records,
              rows,
              subject.direction(),
              delays(subject),
              sleeper,
              VerifyCommand::shown);
      Outcome outcome =
          new Comparison(
                  topic,
                  records,
                  rows,
                  subject.direction(),
                  folder,
                  MOST_SUSPECTS,
                  VerifyCommand::shown)
              .run(second);
      if (values) {
        new Differences(topic, subject.format(), rows).find(outcome, limit);
      }
      return new Compared(outcome, repair ? Gap.of(outcome, table, rows::count) : Optional.empty());
    } catch (ConnectException failed) {
      throw CommandException.decide(
          "Table '%s' cannot be read: %s".formatted(table.alias(), failed.getMessage()), failed);
    } finally {
      delete(folder);
    }
  }

  private SecondLook.Delays delays(Subject subject) {
    return waitSeconds
        .map(Duration::ofSeconds)
        .map(wait -> new SecondLook.Delays(wait, wait))
        .orElse(subject.delays());
  }

  private static Progress shown(String step) {
    return Progress.of(step, -1);
  }

  private Path folder() {
    try {
      Path folder =
          temp.isPresent()
              ? Files.createTempDirectory(temp.get(), "verify")
              : Files.createTempDirectory("verify");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException unusable) {
      throw CommandException.decide(
          "There is no place for temporary files, name one with --temp-dir: " + unusable, unusable);
    }
  }

  private void delete(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      output.note("Folder " + folder + " could not be deleted: " + left);
    }
  }

  private static Consumer<byte[], byte[]> open(Map<String, Object> config) {
    try {
      return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw CommandException.unreachable(
          "Kafka's consumer cannot be opened: " + cause.getMessage(), failed);
    }
  }
}
