/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import io.snbridge.cli.connector.ConnectorSettings;
import io.snbridge.cli.connector.ConnectorSource;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.Progress;
import io.snbridge.common.config.Connection;
import io.snbridge.common.connect.Version;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ServiceNowClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks an instance what nobody has documented, and writes down what it answers. */
@Command(
    name = "evidence",
    mixinStandardHelpOptions = true,
    description = {
      "Asks an instance the questions on which the connectors rest, and writes what it answers:",
      "how answers look, without anybody's data. Reads only, unless '--write' names a table."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka evidence source-incidents.json --table incident --out evidence",
      "  servicenow-kafka evidence sandbox.json --table incident --write u_scratch --out evidence",
      "  servicenow-kafka emulator --like evidence"
    })
public final class EvidenceCommand implements Callable<Integer> {

  private static final Pattern TABLE = Pattern.compile("[a-z0-9_]+");

  /** Tables of one's own: what comes with ServiceNow is somebody's work. */
  private static final Pattern OWN = Pattern.compile("(u|x)_[a-z0-9_]+");

  @Mixin private Output output = new Output();
  @Mixin private ConnectorSource source = new ConnectorSource();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where evidence.json and report.md are written.")
  private Path out = Path.of("");

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      defaultValue = "sys_user",
      description =
          "The table that is read: some hundred rows are best; ${DEFAULT-VALUE} by default.")
  private String table = "";

  @Option(
      names = "--write",
      paramLabel = "TABLE",
      description =
          "Also write into this table, which nobody must need: its name begins with u_ or x_. What was"
              + " written is deleted.")
  private Optional<String> scratch = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long the instance may take for an answer; ${DEFAULT-VALUE} by default.")
  private int timeoutSeconds;

  @Override
  public Integer call() throws InterruptedException {
    check();
    ConnectorSettings settings = source.read(output);
    Connection connection = Connection.of(settings.properties());
    EvidenceReport report = new EvidenceReport(Version.version(), tables());
    try (ServiceNowClient client =
            connection.openBriefly(Duration.ofSeconds(timeoutSeconds), LogContext.current());
        Progress progress = Progress.of("asking", -1)) {
      Instance instance = new Instance(client);
      signIn(instance);
      run(new ReadProbes(table).all(), instance, report, progress);
      if (scratch.isPresent()) {
        write(scratch.get(), instance, report, progress);
      }
    }
    report.write(out);
    output.answer(
        report.json(),
        report.text()
            + "%nWritten: %s, %s"
                .formatted(out.resolve("evidence.json"), out.resolve("report.md")));
    return report.isSurprising() ? ExitCode.FINDINGS : ExitCode.WELL;
  }

  private Set<String> tables() {
    Set<String> tables = new TreeSet<>(Set.of(table));
    scratch.ifPresent(tables::add);
    return tables;
  }

  private void check() {
    if (timeoutSeconds < 1) {
      throw CommandException.decide(
          "'--timeout' is %d, it must be at least 1".formatted(timeoutSeconds));
    }
    if (!TABLE.matcher(table).matches()) {
      throw CommandException.decide(
          "'--table' is '%s', it must be the name of a table: lower-case letters, digits and '_'"
              .formatted(table));
    }
    scratch
        .filter(name -> !OWN.matcher(name).matches())
        .ifPresent(
            name -> {
              throw CommandException.decide(
                  "'--write' is '%s', whose rows somebody may need: make a table for it, whose name begins with u_ or x_"
                      .formatted(name));
            });
  }

  private void signIn(Instance instance) throws InterruptedException {
    Answered first =
        instance.get(
            "/api/now/table/" + table, Map.of("sysparm_limit", "1", "sysparm_fields", "sys_id"));
    instance.taken();
    if (!first.isPage()) {
      throw CommandException.unreachable(
          "Table '%s' is not answered for with a page, but with status %d: %s. 'servicenow-kafka check' tells more"
              .formatted(table, first.status(), first.error()));
    }
    if (first.result().isEmpty()) {
      throw CommandException.decide(
          "Table '%s' shows the user no row: name one that does with '--table'".formatted(table));
    }
  }

  private static void run(
      List<Probe> probes, Instance instance, EvidenceReport report, Progress progress)
      throws InterruptedException {
    for (Probe probe : probes) {
      progress.doing(probe.id().toLowerCase(Locale.ROOT));
      Finding finding = probe.asking().ask(instance);
      report.add(probe, finding, instance.taken());
    }
  }

  private void write(String name, Instance instance, EvidenceReport report, Progress progress)
      throws InterruptedException {
    WriteProbes probes = new WriteProbes(name);
    try {
      run(probes.all(), instance, report, progress);
    } finally {
      Set<String> left = probes.leftBehind(instance);
      instance.taken();
      if (!left.isEmpty()) {
        output.note("Rows of '%s' that could not be deleted: %s".formatted(name, left));
      }
    }
  }
}
