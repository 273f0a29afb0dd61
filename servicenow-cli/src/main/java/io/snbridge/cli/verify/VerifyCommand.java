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
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.OutputFormat;
import io.snbridge.source.scan.LiveInstance;
import io.snbridge.source.scan.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
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
            + " --repair is given.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka verify source-incidents.json --bootstrap-server localhost:9092",
      "  servicenow-kafka verify --connect http://localhost:8083 source-incidents --table incident \\",
      "      --bootstrap-server localhost:9092 --worker-config connect-distributed.properties --json"
    })
public final class VerifyCommand implements Callable<Integer> {

  /** For a poll and a commit beside the waits that the settings name. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** Rows that are looked at twice; some hundred bytes each. */
  private static final int MOST_SUSPECTS = 20_000;

  /** How long an instance that does not answer is asked again, in milliseconds. */
  private static final String PATIENCE = "60000";

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
      description = "The table, by its alias in 'tables'. Need not be given if there is only one.")
  private Optional<String> alias = Optional.empty();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "The topic, if a transform gives the records another one.")
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
    if (settings.kind() != ConnectorKind.SOURCE) {
      throw CommandException.decide(
          "This is a sink. So far, 'verify' compares the topics of sources only");
    }
    SourceConfig config = config(settings);
    TableConfig table = table(config);
    TopicFormat format =
        TopicFormat.of(
            kafka.converters(settings, output),
            table.record().format() == OutputFormat.ENVELOPE,
            kafka.plugins());
    Optional<String> noValues = noValues(settings, format);
    String name = topicName.orElse(table.record().topic());
    if (repair && source.rest().isEmpty()) {
      throw CommandException.decide(
          "--repair changes the connector that Connect has: name it with --connect URL NAME");
    }
    Compared compared = compare(config, table, name, format, noValues.isEmpty());
    Outcome outcome = compared.outcome();
    Report report = new Report(settings.name(), table, name, outcome, noValues, limit);
    ObjectNode document = report.json();
    String text = report.text();
    if (repair) {
      Repair repaired = new Repair(table, settings.written(), dryRun);
      repaired.run(
          compared.gap(), outcome, source.rest().orElseThrow(), settings.name(), Clock.systemUTC());
      document.set("repair", repaired.json());
      text = text + System.lineSeparator() + repaired.text();
    }
    output.answer(document, text);
    return outcome.count() > 0 ? ExitCode.FINDINGS : ExitCode.WELL;
  }

  private SourceConfig config(ConnectorSettings settings) {
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put(ConnectionConfig.RETRY_TIMEOUT_MS, PATIENCE);
    return alias.isPresent()
        ? SourceConfig.parse(properties, List.of(alias.get()))
        : SourceConfig.parse(properties);
  }

  private TableConfig table(SourceConfig config) {
    if (alias.isPresent()
        && !config.entries().aliases().contains(alias.get())
        && !config.entries().matches(alias.get())) {
      throw CommandException.decide(
          "There is no table '%s' in 'tables': %s".formatted(alias.get(), config.entries()));
    }
    if (config.tables().size() != 1) {
      throw CommandException.decide(
          "Name the table with --table, by its alias: " + config.entries());
    }
    return config.tables().get(0);
  }

  private static Optional<String> noValues(ConnectorSettings settings, TopicFormat format) {
    if (!settings.properties().getOrDefault("transforms", "").isBlank()) {
      return Optional.of("'transforms' may have changed them");
    }
    return format.hasColumns()
        ? Optional.empty()
        : Optional.of("the connector's value.converter keeps no columns apart");
  }

  /**
   * What was found.
   *
   * @param gap what is to be read again for it; empty if nothing is, or is not asked for
   */
  private record Compared(Outcome outcome, Optional<Gap> gap) {}

  private Compared compare(
      SourceConfig config, TableConfig table, String name, TopicFormat format, boolean values)
      throws InterruptedException {
    Path folder = folder();
    try (ServiceNowClient client = config.connection().open(LogContext.current(), REFUSED);
        Topic topic = new Topic(name, consumers.apply(kafka.consumer(output)), System::nanoTime)) {
      RecordReader records = new RecordReader(format, table, config.instance(), values);
      TableRows rows = new TableRows(config, table, new LiveInstance(client), format, values);
      SecondLook second =
          new SecondLook(topic, records, rows, delays(table), sleeper, VerifyCommand::shown);
      Outcome outcome =
          new Comparison(topic, records, rows, folder, MOST_SUSPECTS, VerifyCommand::shown)
              .run(second);
      return new Compared(outcome, repair ? Gap.of(outcome, table, rows::count) : Optional.empty());
    } catch (ConnectException failed) {
      throw CommandException.decide(
          "Table '%s' cannot be read: %s".formatted(table.alias(), failed.getMessage()), failed);
    } finally {
      delete(folder);
    }
  }

  private static Progress shown(String step) {
    return Progress.of(step, -1);
  }

  private SecondLook.Delays delays(TableConfig table) {
    if (waitSeconds.isPresent()) {
      Duration wait = Duration.ofSeconds(waitSeconds.get());
      return new SecondLook.Delays(wait, wait);
    }
    Duration poll =
        Stream.of(table.pollInterval(), table.pollIntervalMax())
            .max(Duration::compareTo)
            .orElseThrow();
    Duration changes = table.settle().plus(poll).plus(SLACK);
    return new SecondLook.Delays(
        changes,
        table.deletes() == DeleteMode.NONE
            ? changes
            : table.deletesSettle().plus(poll).plus(SLACK));
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
